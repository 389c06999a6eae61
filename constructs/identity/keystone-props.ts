import type { HostResourceProps } from '../core/host-resource';
import type { Secret } from '../core/secret';
import { integer, matching, type Rule } from '../core/validation';
import type { MariaDb } from '../infrastructure/maria-db';
import type { Memcached } from '../infrastructure/memcached';

export interface KeystoneProps extends HostResourceProps {
  /** The server for its database. The database and its user are made. */
  readonly database: MariaDb;

  /**
   * Where it keeps for a while what it has looked up.
   *
   * @default - nowhere
   */
  readonly cache?: Memcached;

  /**
   * What the provider, its messages and import IDs call the cloud.
   *
   * @default 'main'
   */
  readonly cloudName?: string;

  /**
   * Name of the region that it is in.
   *
   * @default 'regionOne'
   */
  readonly region?: string;

  /**
   * Password of the administrator, `admin`.
   *
   * @default - the secret `keystone/admin`
   */
  readonly adminPassword?: Secret;

  /**
   * Password of its database user.
   *
   * @default - the secret `keystone/database`
   */
  readonly databasePassword?: Secret;

  /**
   * Address to listen on; `0.0.0.0` for all of the host's.
   *
   * @default - the host's address
   */
  readonly bindAddress?: string;

  /**
   * TCP port, from 1 to 65535.
   *
   * @default 5000
   */
  readonly port?: number;

  /**
   * Its URL in the catalog for everybody.
   *
   * @default - `http://`, the host's address, the port and `/v3`
   */
  readonly publicUrl?: string;

  /**
   * Its URL in the catalog for the cloud's own services.
   *
   * @default - as by default for `publicUrl`
   */
  readonly internalUrl?: string;

  /**
   * Its URL in the catalog for administrators.
   *
   * @default - internalUrl
   */
  readonly adminUrl?: string;

  /**
   * Processes that answer requests, from 1. Each takes about 100 MB.
   *
   * @default 2
   */
  readonly processes?: number;

  /**
   * Threads of each process, from 1.
   *
   * @default 4
   */
  readonly threads?: number;

  /**
   * When the keys of tokens are rotated, as systemd's calendar events: `daily`, `Mon *-*-* 03:00`. Empty: never.
   *
   * @default 'weekly'
   */
  readonly tokenKeyRotation?: string;

  /**
   * How many keys of tokens are kept, from 3. A token is good for as long as its key is kept.
   *
   * @default 3
   */
  readonly activeTokenKeys?: number;

  /**
   * Further settings of its configuration file, by section and key. Those that follow from other props stay as they are.
   *
   * @default - none
   */
  readonly extraSettings?: Record<string, Record<string, string>>;
}

export const KEYSTONE_RULES: readonly Rule<KeystoneProps>[] = [
  matching('region', /^[^/\s][^/\r\n]{0,254}$/, 'a name of 1 to 255 characters without "/"'),
  matching('bindAddress', /^[0-9A-Za-z.:-]+$/, 'one address'),
  integer('port', 1, 65535),
  ...(['publicUrl', 'internalUrl', 'adminUrl'] as const).map((prop) =>
    matching(
      prop,
      /^https?:\/\/[^\s/]+\/(.*\/)?v3\/?$/,
      'a URL that ends in "/v3", such as "http://192.0.2.11:5000/v3"',
    ),
  ),
  integer('processes', 1, 1024),
  integer('threads', 1, 1024),
  integer('activeTokenKeys', 3, 1000),
];
