import type { HostResourceProps } from '../core/host-resource';
import { regionName } from '../core/identity-names';
import type { Secret } from '../core/secret';
import { integer, listensOn, matching, type Rule } from '../core/validation';
import type { MariaDb } from '../infrastructure/maria-db';
import type { Memcached } from '../infrastructure/memcached';

export interface KeystoneProps extends HostResourceProps {
  /** The server for its database, on the same host. The database `keystone` and its user are made there. */
  readonly database: MariaDb;

  /**
   * Where it keeps for a while what it has looked up, as do the services that check tokens with it.
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
   * IP address to listen on; `0.0.0.0` or `::` for all of the host's.
   *
   * @default - the host's address. Where that is a DNS name, this has to be given; behind NAT, or with a floating IP, give the address that
   * the host itself has
   */
  readonly bindAddress?: string;

  /**
   * TCP port, from 1 to 65535.
   *
   * @default 5000
   */
  readonly port?: number;

  /**
   * Its URL in the catalog for everybody. It ends in `/v3`, as do the others.
   *
   * @default - `http://`, `bindAddress` or, where that stands for all, the host's address, then the port and `/v3`
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
   * When the host rotates the keys of tokens, as one of systemd's calendar events: `daily`, `Mon *-*-* 03:00`; `never` for never.
   *
   * @default 'weekly'
   */
  readonly tokenKeyRotation?: string;

  /**
   * How many keys of tokens are kept, from 3 to 1000: the one in use, the next one, and former ones. A token, which lasts an hour
   * unless set otherwise, is good only while its key is kept.
   *
   * @default 3
   */
  readonly activeTokenKeys?: number;

  /**
   * Any change of this text, such as `2026-11`, rotates the keys of tokens once. New keys are not rotated for it.
   *
   * @default - they are rotated by `tokenKeyRotation` alone
   */
  readonly tokenKeyGeneration?: string;

  /**
   * Any change of this text, such as `2026-11`, rotates the keys of credentials once, and encrypts all credentials anew. New keys are not
   * rotated for it.
   *
   * @default - they are never rotated
   */
  readonly credentialKeyGeneration?: string;

  /**
   * Further settings of its configuration file, by section and key. Those that other props decide are refused.
   *
   * @default - none
   */
  readonly extraSettings?: Record<string, Record<string, string>>;
}

/** Settings that are not the user's to give, and why. */
const DECIDED: Readonly<Record<string, string>> = {
  'DEFAULT.admin_token': 'whoever knows it may do everything, and the cloud has an administrator',
  'database.connection': 'the prop database decides it',
  'token.provider': 'tokens are made with the keys of this construct',
  'fernet_tokens.key_repository': 'the keys are where Keystone looks by itself',
  'fernet_tokens.max_active_keys': 'use the prop activeTokenKeys',
  'credential.key_repository': 'the keys are where Keystone looks by itself',
};
const DECIDED_BY_CACHE = ['cache.enabled', 'cache.backend', 'cache.memcache_servers'];

export const KEYSTONE_RULES: readonly Rule<KeystoneProps>[] = [
  ({ host, database }) =>
    database.host === host
      ? undefined
      : `database is "${database.node.path}" on ${database.host.name}, and Keystone on ${host.name}: give a server of the same host.`,
  regionName('region'),
  listensOn('bindAddress'),
  integer('port', 1, 65535),
  ...(['publicUrl', 'internalUrl', 'adminUrl'] as const).map((prop) =>
    matching(prop, /^https?:\/\/[^\s/]+\/(\S*\/)?v3$/, 'a URL that ends in "/v3", such as "http://192.0.2.11:5000/v3"'),
  ),
  integer('processes', 1, 1024),
  integer('threads', 1, 1024),
  matching('tokenKeyRotation', /^[A-Za-z0-9 *:.,/~_+-]+$/, 'a calendar event such as "weekly" or "Mon *-*-* 03:00"'),
  integer('activeTokenKeys', 3, 1000),
  ({ extraSettings = {}, cache }) =>
    Object.entries(extraSettings)
      .flatMap(([section, keys]) => Object.keys(keys).map((key) => `${section}.${key}`))
      .map((setting) => [setting, reason(setting, cache !== undefined)] as const)
      .filter(([, why]) => why !== undefined)
      .map(([setting, why]) => `extraSettings has ${setting.replace('.', ' / ')}: ${why}. Leave it out.`)[0],
];

function reason(setting: string, hasCache: boolean): string | undefined {
  if (hasCache && DECIDED_BY_CACHE.includes(setting)) return 'the prop cache decides it';
  return DECIDED[setting];
}
