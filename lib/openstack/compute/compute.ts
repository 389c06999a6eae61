import { Quotas } from '../quotas';
import type { Session } from '../session';
import { Aggregates } from './aggregates';
import { Flavors } from './flavors';
import { type Guest, guestsOn, type Hypervisor, hypervisorsOf } from './hypervisors';
import { Keypairs } from './keypairs';
import { Servers } from './servers';
import { ComputeServices } from './services';
import { VolumeAttachments } from './volume-attachments';

/** The newest that Zed's Nova has; newer ones have it as well. */
export const MICROVERSION = 'compute 2.93';

/** Nova. */
export class Compute {
  public readonly flavors: Flavors;
  public readonly keypairs: Keypairs;
  public readonly aggregates: Aggregates;
  public readonly quotas: Quotas;
  public readonly services: ComputeServices;
  public readonly servers: Servers;
  public readonly volumeAttachments: VolumeAttachments;

  constructor(private readonly session: Session) {
    this.flavors = new Flavors(session, MICROVERSION);
    this.keypairs = new Keypairs(session, MICROVERSION);
    this.aggregates = new Aggregates(session, MICROVERSION);
    this.quotas = new Quotas(session, 'compute', MICROVERSION);
    this.services = new ComputeServices(session, MICROVERSION);
    this.servers = new Servers(session, MICROVERSION);
    this.volumeAttachments = new VolumeAttachments(session, MICROVERSION);
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
