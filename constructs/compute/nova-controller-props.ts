import { Token } from 'cdktf';
import type { Cinder } from '../block-storage/cinder';
import type { Secret } from '../core/secret';
import { integer, matching, type Rule } from '../core/validation';
import type { RabbitMq } from '../infrastructure/rabbit-mq';
import type { Placement } from '../placement/placement';
import { API_SERVICE_RULES, type ApiServiceProps, DECIDED, notDecided } from '../services/service-props';

/** By what the proxy for guests' screens proves who it is. */
export interface ConsoleTls {
  /** Its certificate in PEM, and after it those of the authorities between it and one that browsers trust. */
  readonly certificate: string;

  /** The private key in PEM, without a passphrase. Its value is given by the `secrets` of `StackwrightProvider`. */
  readonly key: Secret;
}

export interface NovaControllerProps extends ApiServiceProps {
  /** By which its parts and its hypervisors talk to each other. A user of its own is made there. */
  readonly queue: RabbitMq;

  /** Where it looks for room. */
  readonly placement: Placement;

  /**
   * Where the volumes are that its servers may have. Its hypervisors are equipped with what they need to reach them.
   *
   * @default - none
   */
  readonly volumes?: Cinder;

  /**
   * TCP port at which browsers reach the screens of guests, from 1 to 65535.
   *
   * @default 6080
   */
  readonly consolePort?: number;

  /**
   * The page by which browsers reach them, where that is another one than the proxy's own: behind NAT, by a DNS name, or by a proxy in
   * front of it. Nova hands it out, and pages from its host may connect.
   *
   * @default - `vnc_lite.html` at `bindAddress` and `consolePort`
   */
  readonly consoleUrl?: string;

  /**
   * Certificate and key with which the proxy for screens encrypts what it says to browsers, and takes nothing in the open.
   *
   * @default - nothing is encrypted: who is on the way sees guests' screens, and what is typed there
   */
  readonly consoleTls?: ConsoleTls;

  /**
   * Processes that choose hosts, from 1.
   *
   * @default 1
   */
  readonly schedulerWorkers?: number;

  /**
   * Processes that work for hypervisors, from 1.
   *
   * @default 1
   */
  readonly conductorWorkers?: number;
}

const PEM_CERTIFICATE = /^\s*-----BEGIN CERTIFICATE-----\s/;

export const NOVA_CONTROLLER_RULES: readonly Rule<NovaControllerProps>[] = [
  ...API_SERVICE_RULES,
  integer('consolePort', 1, 65535),
  integer('schedulerWorkers', 1, 1024),
  integer('conductorWorkers', 1, 1024),
  matching('consoleUrl', /^https?:\/\/[^\s/]+\/\S+$/, 'a URL such as "http://192.0.2.11:6080/vnc_lite.html"'),
  ({ consoleTls, consoleUrl }) =>
    consoleTls !== undefined && consoleUrl?.startsWith('http:')
      ? `consoleUrl is ${JSON.stringify(consoleUrl)}, and with consoleTls nothing is taken in the open: let it begin with "https:".`
      : undefined,
  ({ consoleTls }) =>
    consoleTls === undefined ||
    Token.isUnresolved(consoleTls.certificate) ||
    PEM_CERTIFICATE.test(consoleTls.certificate)
      ? undefined
      : 'consoleTls.certificate is no certificate in PEM: give the text that begins with "-----BEGIN CERTIFICATE-----".',
  notDecided({
    ...DECIDED,
    'api_database.connection': DECIDED['database.connection'] as string,
    'DEFAULT.host': 'it is the hostname of the host',
    'DEFAULT.cert': 'use the prop consoleTls',
    'DEFAULT.key': 'use the prop consoleTls',
    'vnc.novncproxy_base_url': 'use the prop consoleUrl',
    'vnc.novncproxy_port': 'use the prop consolePort',
    'neutron.metadata_proxy_shared_secret': 'Neutron has to have the same',
  }),
];
