import { Token } from 'cdktf';
import type { HostResourceProps } from '../core/host-resource';
import type { Secret } from '../core/secret';
import { eachMatching, type Rule } from '../core/validation';
import type { Keystone } from '../identity/keystone';
import type { IRole } from '../identity/role';
import type { Memcached } from '../infrastructure/memcached';
import type { Neutron } from '../network/neutron';

export interface HorizonProps extends HostResourceProps {
  /** Where users log in. */
  readonly keystone: Keystone;

  /** Where it keeps who has logged in. */
  readonly cache: Memcached;

  /**
   * The Neutron of the cloud: without routers there, pages for routers and floating IPs are left out.
   *
   * @default - it has all pages
   */
  readonly network?: Neutron;

  /**
   * By what browsers may call its host: names and addresses, `.example.com` for all names that end so, `*` for any. Requests for others are
   * answered with 400. An IPv6 address stands in brackets.
   *
   * @default - the host's address and hostname
   */
  readonly allowedHosts?: string[];

  /**
   * The role in a project that somebody gets who is made a member of it by the dashboard.
   *
   * @default - the role `member`
   */
  readonly defaultRole?: IRole;

  /**
   * Whether users give the name of their domain when they log in.
   *
   * @default false - all are of the domain `Default`
   */
  readonly multiDomain?: boolean;

  /**
   * With which it signs what it hands to browsers.
   *
   * @default - the secret `horizon/secret-key`
   */
  readonly secretKey?: Secret;

  /**
   * The time zone in which times are shown to who has chosen none, such as `Europe/Berlin`.
   *
   * @default 'UTC'
   */
  readonly timeZone?: string;

  /**
   * Further settings, by name, which also win over its own: texts, numbers, booleans, null, lists and records of these, and `Secret`s. They
   * are written as Python has them. Those that other props decide are refused.
   *
   * @default - none
   */
  readonly extraSettings?: Record<string, unknown>;
}

/** Settings that are not the user's to give, and why. */
const DECIDED: Readonly<Record<string, string>> = {
  ALLOWED_HOSTS: 'use the prop allowedHosts',
  CACHES: 'the prop cache decides it',
  OPENSTACK_KEYSTONE_DEFAULT_ROLE: 'use the prop defaultRole',
  OPENSTACK_KEYSTONE_MULTIDOMAIN_SUPPORT: 'use the prop multiDomain',
  OPENSTACK_KEYSTONE_URL: 'the prop keystone decides it',
  SECRET_KEY: 'use the prop secretKey',
  SESSION_ENGINE: 'the prop cache decides it',
  STATIC_URL: 'the packages have made its files for another one',
  TIME_ZONE: 'use the prop timeZone',
  WEBROOT: 'the packages have made its files for another one',
};

export const HORIZON_RULES: readonly Rule<HorizonProps>[] = [
  ({ allowedHosts }) =>
    allowedHosts?.length === 0
      ? 'allowedHosts is empty: give a name, or leave it out for those of the host.'
      : undefined,
  eachMatching(
    'allowedHosts',
    /^(\*|\.?[A-Za-z0-9]([A-Za-z0-9.-]*[A-Za-z0-9])?|\[[0-9a-fA-F:.]+\])$/,
    'a name or address without a port, ".example.com", or "*"',
  ),
  ({ timeZone }) =>
    timeZone === undefined || Token.isUnresolved(timeZone) || isTimeZone(timeZone)
      ? undefined
      : `timeZone is ${JSON.stringify(timeZone)}: give the name of a time zone, such as "Europe/Berlin".`,
  ({ extraSettings = {} }) =>
    Object.keys(extraSettings)
      .map((name) => {
        if (!/^[A-Z][A-Z0-9_]*$/.test(name))
          return `extraSettings has ${JSON.stringify(name)}: give the name of a setting, such as "SESSION_TIMEOUT".`;
        const why = DECIDED[name];
        return why && `extraSettings has ${name}: ${why}. Leave it out.`;
      })
      .find((problem) => problem !== undefined),
];

function isTimeZone(name: string): boolean {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: name }) !== undefined;
  } catch {
    return false;
  }
}
