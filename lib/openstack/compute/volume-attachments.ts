import type { HttpAnswer } from '../http';
import { jsonOf } from '../json';
import type { ApiRequest, Session } from '../session';

/** That a server has a volume, as Nova knows it. */
export interface VolumeAttachment {
  readonly volumeId: string;
  /** As in `/dev/vdb`; null before it has one. */
  readonly device: string | null;
  readonly tag: string | null;
  /** Whether the volume goes when the server goes. */
  readonly delete_on_termination: boolean;
}

/** What volumes servers have. The lists of servers tell which; the rest is told of each server. */
export class VolumeAttachments {
  constructor(
    private readonly session: Session,
    private readonly microversion: string,
  ) {}

  /** All of a server's as they are now, its root disk among them; none of a server that is gone. */
  public async of(server: string, signal?: AbortSignal): Promise<readonly VolumeAttachment[]> {
    const answer = await this.session.find(this.request('GET', server, '', undefined, signal));
    return answer ? jsonOf<{ volumeAttachments: VolumeAttachment[] }>(answer).volumeAttachments : [];
  }

  /** One as it is now; undefined where the server does not have the volume, or is gone. */
  public async find(server: string, volume: string, signal?: AbortSignal): Promise<VolumeAttachment | undefined> {
    const answer = await this.session.find(this.request('GET', server, pathOf(volume), undefined, signal));
    return answer && jsonOf<{ volumeAttachment: VolumeAttachment }>(answer).volumeAttachment;
  }

  /** Begins to give a server a volume. The id of the request is told, by which Nova notes what becomes of it. */
  public async begin(server: string, attachment: object, signal?: AbortSignal): Promise<string | undefined> {
    return requestId(await this.session.ask(this.request('POST', server, '', attachment, signal)));
  }

  public async setDeleteOnTermination(
    server: string,
    volumeId: string,
    delete_on_termination: boolean,
    signal?: AbortSignal,
  ): Promise<void> {
    const body = { volumeId, delete_on_termination };
    await this.session.ask(this.request('PUT', server, pathOf(volumeId), body, signal));
  }

  /** Begins to take a volume from a server. The id of the request is told; undefined where there is nothing to take. */
  public async end(server: string, volume: string, signal?: AbortSignal): Promise<string | undefined> {
    const answer = await this.session.find(this.request('DELETE', server, pathOf(volume), undefined, signal));
    return answer && requestId(answer);
  }

  private request(
    method: ApiRequest['method'],
    server: string,
    below: string,
    attachment?: object,
    signal?: AbortSignal,
  ): ApiRequest {
    return {
      service: 'compute',
      method,
      path: `/servers/${encodeURIComponent(server)}/os-volume_attachments${below}`,
      microversion: this.microversion,
      signal,
      ...(attachment && { body: { volumeAttachment: attachment } }),
    };
  }
}

function pathOf(volume: string): string {
  return `/${encodeURIComponent(volume)}`;
}

function requestId({ headers }: HttpAnswer): string | undefined {
  return headers['x-openstack-request-id'] ?? headers['x-compute-request-id'];
}
