import { jsonOf } from './json';
import type { Session } from './session';

/** How much a project may have, by the API's names; -1 for any amount. */
export type Limits = Readonly<Record<string, number>>;

/** What projects may have of a service's, as Nova and Cinder keep it. */
export class Quotas {
  constructor(
    private readonly session: Session,
    /** Type in the catalog. */
    private readonly service: string,
    private readonly microversion: string,
  ) {}

  public of(project: string, signal?: AbortSignal): Promise<Limits> {
    return this.request('GET', project, undefined, signal);
  }

  /** What a project has for which nothing was set. */
  public defaults(project: string, signal?: AbortSignal): Promise<Limits> {
    return this.request('GET', `${project}/defaults`, undefined, signal);
  }

  /** Sets these and leaves all others as they are. */
  public set(project: string, limits: Limits, signal?: AbortSignal): Promise<Limits> {
    return this.request('PUT', project, { quota_set: limits }, signal);
  }

  /** Forgets all that was set for a project. */
  public async reset(project: string, signal?: AbortSignal): Promise<void> {
    const { service, microversion } = this;
    await this.session.find({ service, method: 'DELETE', path: `/os-quota-sets/${project}`, microversion, signal });
  }

  private async request(method: 'GET' | 'PUT', below: string, body?: object, signal?: AbortSignal): Promise<Limits> {
    const { service, microversion } = this;
    const path = `/os-quota-sets/${below}`;
    const answer = await this.session.ask({ service, method, path, microversion, signal, body });
    return jsonOf<{ quota_set: Limits }>(answer).quota_set;
  }
}
