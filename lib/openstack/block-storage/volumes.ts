import { Collection } from '../collection';
import type { Session } from '../session';
import type { Volume } from './objects';

/** Metadata by which Cinder shows what is no user's. */
export const CINDERS_METADATA: readonly string[] = ['readonly', 'attached_mode'];

/** Whether another type may move a volume to another backend. */
export type MigrationPolicy = 'never' | 'on-demand';

/** The volumes of a project. */
export class Volumes extends Collection<Volume> {
  constructor(session: Session, microversion: string) {
    super(session, {
      service: 'volumev3',
      path: '/volumes',
      one: 'volume',
      many: 'volumes',
      listed: '/detail',
      change: 'PUT',
      microversion,
    });
  }

  /** In place of all that there was. */
  public async setMetadata(id: string, metadata: Volume['metadata'], signal?: AbortSignal): Promise<void> {
    const request = this.request('PUT', `/${encodeURIComponent(id)}/metadata`, undefined, signal);
    await this.session.ask({ ...request, body: { metadata } });
  }

  /** Begins to make it larger, to so many GiB. */
  public extend(id: string, size: number, signal?: AbortSignal): Promise<void> {
    return this.act(id, { 'os-extend': { new_size: size } }, signal);
  }

  /** Begins to give it another type. */
  public retype(id: string, type: string, policy: MigrationPolicy, signal?: AbortSignal): Promise<void> {
    return this.act(id, { 'os-retype': { new_type: type, migration_policy: policy } }, signal);
  }

  public setBootable(id: string, bootable: boolean, signal?: AbortSignal): Promise<void> {
    return this.act(id, { 'os-set_bootable': { bootable } }, signal);
  }

  /** Only says that it has another status. For administrators alone. */
  public resetStatus(id: string, status: string, signal?: AbortSignal): Promise<void> {
    return this.act(id, { 'os-reset_status': { status } }, signal);
  }

  /** Takes back that it is being detached. For administrators and Nova alone. */
  public rollDetaching(id: string, signal?: AbortSignal): Promise<void> {
    return this.act(id, { 'os-roll_detaching': {} }, signal);
  }

  protected override read(told: unknown): Volume {
    const volume = told as Omit<Volume, 'bootable'> & { readonly bootable: string };
    const metadata = Object.entries(volume.metadata ?? {}).filter(([key]) => !CINDERS_METADATA.includes(key));
    return {
      ...volume,
      metadata: Object.fromEntries(metadata),
      bootable: volume.bootable === 'true',
      attachments: volume.attachments ?? [],
    };
  }

  private async act(id: string, body: object, signal?: AbortSignal): Promise<void> {
    const request = this.request('POST', `/${encodeURIComponent(id)}/action`, undefined, signal);
    await this.session.ask({ ...request, body });
  }
}
