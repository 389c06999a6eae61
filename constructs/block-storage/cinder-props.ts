import type { Rule } from '../core/validation';
import type { RabbitMq } from '../infrastructure/rabbit-mq';
import { API_SERVICE_RULES, type ApiServiceProps, DECIDED, type Decided, notDecided } from '../services/service-props';

export interface CinderProps extends ApiServiceProps {
  /** By which its parts talk to each other. A user of its own is made there. */
  readonly queue: RabbitMq;
}

/** What each host of Cinder's has decided for it. */
export const CINDER_DECIDED: Decided = {
  ...DECIDED,
  'DEFAULT.host': 'it is the hostname of the host',
  'DEFAULT.enabled_backends': 'the backends of CinderVolume decide it',
};

export const CINDER_RULES: readonly Rule<CinderProps>[] = [...API_SERVICE_RULES, notDecided(CINDER_DECIDED)];
