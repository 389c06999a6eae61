import type { Cinder } from '../block-storage/cinder';
import { integer, matching, type Rule } from '../core/validation';
import type { RabbitMq } from '../infrastructure/rabbit-mq';
import type { Placement } from '../placement/placement';
import { API_SERVICE_RULES, type ApiServiceProps, DECIDED, notDecided } from '../services/service-props';

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
   * The page by which browsers reach them.
   *
   * @default - `vnc_lite.html` at `bindAddress` and `consolePort`
   */
  readonly consoleUrl?: string;

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

export const NOVA_CONTROLLER_RULES: readonly Rule<NovaControllerProps>[] = [
  ...API_SERVICE_RULES,
  integer('consolePort', 1, 65535),
  integer('schedulerWorkers', 1, 1024),
  integer('conductorWorkers', 1, 1024),
  matching('consoleUrl', /^https?:\/\/[^\s/]+\/\S+$/, 'a URL such as "http://192.0.2.11:6080/vnc_lite.html"'),
  notDecided({
    ...DECIDED,
    'api_database.connection': DECIDED['database.connection'] as string,
    'DEFAULT.host': 'it is the hostname of the host',
    'neutron.metadata_proxy_shared_secret': 'Neutron has to have the same',
  }),
];
