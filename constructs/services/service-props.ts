import type { HostResourceProps } from '../core/host-resource';
import { integer, listensOn, matching, type Rule } from '../core/validation';
import type { Keystone } from '../identity/keystone';
import type { MariaDb } from '../infrastructure/maria-db';

/** What every service of a cloud is given. */
export interface CloudServiceProps extends HostResourceProps {
  /** Where it has its account, and who checks the tokens that it is given. */
  readonly keystone: Keystone;

  /**
   * Further settings of its configuration file, by section and key, which also win over its own. Those that other props decide are
   * refused.
   *
   * @default - none
   */
  readonly extraSettings?: Record<string, Record<string, string>>;
}

/** What a service with an API of its own is given, be it with a database or without. */
export interface PublishedServiceProps extends CloudServiceProps {
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
   * @default - the service's usual one
   */
  readonly port?: number;

  /**
   * Its URL in the catalog for everybody.
   *
   * @default - `http://`, `bindAddress` or, where that stands for all, the host's address, then the port
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
   * Processes that answer requests, from 1. Each takes about 100 to 200 MB.
   *
   * @default 2
   */
  readonly processes?: number;
}

/** What a service with an API and a database of its own is given. */
export interface ApiServiceProps extends PublishedServiceProps {
  /** The server for its database, on the same host. The database and its user are made there. */
  readonly database: MariaDb;
}

/** What has to hold of a service with an API. */
export const PUBLISHED_SERVICE_RULES: readonly Rule<PublishedServiceProps>[] = [
  listensOn('bindAddress'),
  integer('port', 1, 65535),
  integer('processes', 1, 1024),
  ...(['publicUrl', 'internalUrl', 'adminUrl'] as const).map((prop) =>
    matching(prop, /^https?:\/\/[^\s/]+(\/\S*)?$/, 'a URL such as "http://192.0.2.11:9292"'),
  ),
];

/** What has to hold of a service on the host of its database. */
export const API_SERVICE_RULES: readonly Rule<ApiServiceProps>[] = [
  ({ host, database }) =>
    database.host === host
      ? undefined
      : `database is "${database.node.path}" on ${database.host.name}, and the service on ${host.name}: give a server of the same host.`,
  ...PUBLISHED_SERVICE_RULES,
];

/** Settings that are not the user's to give, as `SECTION.KEY`, and why. */
export type Decided = Readonly<Record<string, string>>;

/** Where a service finds its database and its account is decided by what it is given. */
export const DECIDED: Decided = {
  'database.connection': 'the prop database decides it',
  'DEFAULT.transport_url': 'the prop queue decides it',
  'keystone_authtoken.username': 'the prop keystone decides it',
  'keystone_authtoken.password': 'the prop keystone decides it',
  'keystone_authtoken.auth_url': 'the prop keystone decides it',
};

/** Refuses further settings that something else decides. */
export function notDecided(decided: Decided): Rule<{ readonly extraSettings?: Settings }> {
  return ({ extraSettings = {} }) =>
    Object.entries(extraSettings)
      .flatMap(([section, keys]) => Object.keys(keys).map((key) => [section, key] as const))
      .map(([section, key]) => ({ section, key, why: decided[`${section}.${key}`] }))
      .filter(({ why }) => why !== undefined)
      .map(({ section, key, why }) => `extraSettings has ${section} / ${key}: ${why}. Leave it out.`)[0];
}

/** Values by section and key. */
export type Settings = Readonly<Record<string, Readonly<Record<string, string>>>>;

/** Several settings as one; of the same key the last one counts. */
export function mergedSettings(...all: readonly (Settings | undefined)[]): Record<string, Record<string, string>> {
  const merged: Record<string, Record<string, string>> = {};
  for (const settings of all) {
    for (const [section, keys] of Object.entries(settings ?? {})) merged[section] = { ...merged[section], ...keys };
  }
  return merged;
}
