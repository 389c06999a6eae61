import { Collection } from '../collection';
import type { Session } from '../session';
import type { Aggregate } from './objects';

/** Under this key Nova keeps the availability zone among the metadata. */
const ZONE = 'availability_zone';

/** Nova's aggregates of hosts. */
export class Aggregates extends Collection<Aggregate> {
  constructor(session: Session, microversion: string) {
    super(session, {
      service: 'compute',
      path: '/os-aggregates',
      one: 'aggregate',
      many: 'aggregates',
      change: 'PUT',
      microversion,
    });
  }

  public addHost(id: string, host: string, signal?: AbortSignal): Promise<Aggregate> {
    return this.act(id, { add_host: { host } }, signal);
  }

  public removeHost(id: string, host: string, signal?: AbortSignal): Promise<Aggregate> {
    return this.act(id, { remove_host: { host } }, signal);
  }

  /** Sets these; a key of null is removed, one that is not named stays. */
  public setMetadata(
    id: string,
    metadata: Readonly<Record<string, string | null>>,
    signal?: AbortSignal,
  ): Promise<Aggregate> {
    return this.act(id, { set_metadata: { metadata } }, signal);
  }

  /** Ids are numbers here, and Nova does not even look for what is none. */
  public override async look(id: string, signal?: AbortSignal): Promise<Aggregate | undefined> {
    return /^\d+$/.test(id) ? super.look(id, signal) : undefined;
  }

  protected override read(told: unknown): Aggregate {
    const { id, name, availability_zone, hosts, metadata } = told as Aggregate & { readonly id: number | string };
    const { [ZONE]: _, ...others } = metadata ?? {};
    return { id: String(id), name, availability_zone, hosts: hosts ?? [], metadata: others };
  }

  private async act(id: string, action: object, signal?: AbortSignal): Promise<Aggregate> {
    const request = this.request('POST', `/${encodeURIComponent(id)}/action`, undefined, signal);
    return this.enter(this.parse(await this.session.ask({ ...request, body: action })));
  }
}
