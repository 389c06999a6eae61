import { jsonOf } from '../json';
import type { Session } from '../session';

/** How much a project may have, by Nova's names; -1 for any amount. */
export type Quotas = Readonly<Record<string, number>>;

/** Nova's quotas of projects. */
export class ComputeQuotas {
  constructor(
    private readonly session: Session,
    private readonly microversion: string,
  ) {}

  public of(project: string, signal?: AbortSignal): Promise<Quotas> {
    return this.request('GET', project, undefined, signal);
  }

  /** What a project has for which nothing was set. */
  public defaults(project: string, signal?: AbortSignal): Promise<Quotas> {
    return this.request('GET', `${project}/defaults`, undefined, signal);
  }

  /** Sets these and leaves all others as they are. */
  public set(project: string, quotas: Quotas, signal?: AbortSignal): Promise<Quotas> {
    return this.request('PUT', project, { quota_set: quotas }, signal);
  }

  /** Forgets all that was set for a project. */
  public async reset(project: string, signal?: AbortSignal): Promise<void> {
    const { microversion } = this;
    const path = `/os-quota-sets/${project}`;
    await this.session.find({ service: 'compute', method: 'DELETE', path, microversion, signal });
  }

  private async request(method: 'GET' | 'PUT', below: string, body?: object, signal?: AbortSignal): Promise<Quotas> {
    const { microversion } = this;
    const path = `/os-quota-sets/${below}`;
    const answer = await this.session.ask({ service: 'compute', method, path, microversion, signal, body });
    return jsonOf<{ quota_set: Quotas }>(answer).quota_set;
  }
}
