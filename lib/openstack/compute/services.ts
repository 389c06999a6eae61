import { Collection } from '../collection';
import { jsonOf } from '../json';
import type { Session } from '../session';

/** A daemon of Nova's that reports to its database. */
export interface ComputeService {
  readonly id: string;
  readonly binary: string;
  readonly host: string;
  readonly status: 'enabled' | 'disabled';
  /** Whether it has reported within the last minute. */
  readonly state: 'up' | 'down';
  readonly disabled_reason: string | null;
}

/** Nova's daemons. They come by themselves: none is created here. */
export class ComputeServices extends Collection<ComputeService> {
  constructor(session: Session, microversion: string) {
    super(session, {
      service: 'compute',
      path: '/os-services',
      one: 'service',
      many: 'services',
      change: 'PUT',
      microversion,
    });
  }

  /** The API does not show one alone. */
  public override async look(id: string): Promise<ComputeService | undefined> {
    this.refresh();
    return (await this.all()).get(id);
  }

  public async find(binary: string, host: string): Promise<ComputeService | undefined> {
    return [...(await this.all()).values()].find((service) => service.binary === binary && service.host === host);
  }

  /** What is changed stands without an envelope, as in no other request. */
  public override async update(id: string, body: object, signal?: AbortSignal): Promise<ComputeService> {
    const request = this.request('PUT', `/${encodeURIComponent(id)}`, undefined, signal);
    const answer = await this.session.ask({ ...request, body });
    return this.enter(jsonOf<{ service: ComputeService }>(answer).service);
  }
}
