import { Collection } from '../collection';
import type { Session } from '../session';

/** A daemon of Neutron's on a host that reports to its server. */
export interface Agent {
  readonly id: string;
  readonly agent_type: string;
  readonly binary: string;
  readonly host: string;
  readonly alive: boolean;
  readonly admin_state_up: boolean;
}

/** Neutron's agents. They come by themselves: none is created here. */
export class Agents extends Collection<Agent> {
  constructor(session: Session) {
    super(session, { service: 'network', path: '/agents', one: 'agent', many: 'agents', change: 'PUT' });
  }

  public async find(type: string, host: string): Promise<Agent | undefined> {
    return [...(await this.all()).values()].find((agent) => agent.agent_type === type && agent.host === host);
  }
}
