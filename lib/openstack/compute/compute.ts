import type { Session } from '../session';
import { Aggregates } from './aggregates';
import { Flavors } from './flavors';
import { type Guest, guestsOn, type Hypervisor, hypervisorsOf } from './hypervisors';
import { Keypairs } from './keypairs';
import { ComputeQuotas } from './quotas';
import { Servers } from './servers';
import { ComputeServices } from './services';

/** The newest that Zed's Nova has; newer ones have it as well. */
export const MICROVERSION = 'compute 2.93';

/** Nova. */
export class Compute {
  public readonly flavors: Flavors;
  public readonly keypairs: Keypairs;
  public readonly aggregates: Aggregates;
  public readonly quotas: ComputeQuotas;
  public readonly services: ComputeServices;
  public readonly servers: Servers;

  constructor(private readonly session: Session) {
    this.flavors = new Flavors(session, MICROVERSION);
    this.keypairs = new Keypairs(session, MICROVERSION);
    this.aggregates = new Aggregates(session, MICROVERSION);
    this.quotas = new ComputeQuotas(session, MICROVERSION);
    this.services = new ComputeServices(session, MICROVERSION);
    this.servers = new Servers(session, MICROVERSION);
  }

  /** As they are now. */
  public hypervisors(signal?: AbortSignal): Promise<readonly Hypervisor[]> {
    return hypervisorsOf(this.session, MICROVERSION, signal);
  }

  /** The servers on a host, of all projects, as they are now. */
  public guestsOn(host: string, signal?: AbortSignal): Promise<readonly Guest[]> {
    return guestsOn(this.session, host, MICROVERSION, signal);
  }
}
