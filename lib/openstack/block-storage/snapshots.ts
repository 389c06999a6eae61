import { Collection } from '../collection';
import type { Session } from '../session';
import type { Snapshot } from './objects';

/** The snapshots of a project's volumes. */
export class Snapshots extends Collection<Snapshot> {
  constructor(session: Session, microversion: string) {
    super(session, {
      service: 'volumev3',
      path: '/snapshots',
      one: 'snapshot',
      many: 'snapshots',
      listed: '/detail',
      change: 'PUT',
      microversion,
    });
  }

  /** In place of all that there was. */
  public async setMetadata(id: string, metadata: Snapshot['metadata'], signal?: AbortSignal): Promise<void> {
    const request = this.request('PUT', `/${encodeURIComponent(id)}/metadata`, undefined, signal);
    await this.session.ask({ ...request, body: { metadata } });
  }
}
