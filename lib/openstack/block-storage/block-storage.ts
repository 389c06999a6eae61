import { Quotas } from '../quotas';
import type { Session } from '../session';
import { messagesOf } from './messages';
import { Snapshots } from './snapshots';
import { VolumeTypes } from './volume-types';
import { Volumes } from './volumes';

/** The newest that Zed's Cinder has; newer ones have it as well. */
export const MICROVERSION = 'volume 3.70';

/** Cinder. */
export class BlockStorage {
  public readonly quotas: Quotas;
  public readonly snapshots: Snapshots;
  public readonly volumeTypes: VolumeTypes;
  public readonly volumes: Volumes;

  constructor(private readonly session: Session) {
    this.quotas = new Quotas(session, 'volumev3', MICROVERSION);
    this.snapshots = new Snapshots(session, MICROVERSION);
    this.volumeTypes = new VolumeTypes(session, MICROVERSION);
    this.volumes = new Volumes(session, MICROVERSION);
  }

  /** What Cinder tells users of what went wrong with an object, the latest first. */
  public messagesOf(id: string, signal?: AbortSignal): Promise<readonly string[]> {
    return messagesOf(this.session, id, MICROVERSION, signal);
  }
}
