import { Collection, type Filter } from '../collection';
import { ApiUnavailable, RequestRefused } from '../errors';
import type { Session } from '../session';

/** Neutron has no such kind of object, for want of what serves it. It says nothing about what its database still keeps. */
export class ExtensionMissing extends ApiUnavailable {}

/** Objects that Neutron's core, or one of its plugins, keeps. Their paths are their names, with hyphens. */
export class NetworkCollection<T extends { readonly id: string }> extends Collection<T> {
  /** @param noun for messages, where it is not the name in words */
  constructor(
    session: Session,
    one: string,
    private readonly noun: string = one.replaceAll('_', ' '),
  ) {
    const many = `${one}s`;
    super(session, { service: 'network', path: `/${many.replaceAll('_', '-')}`, one, many, change: 'PUT' });
  }

  public override all(): Promise<ReadonlyMap<string, T>> {
    return super.all().catch((error) => this.explain(error));
  }

  public override where(condition: (object: T) => boolean, ...filters: readonly Filter[]): Promise<T[]> {
    return super.where(condition, ...filters).catch((error) => this.explain(error));
  }

  public override isCut(): Promise<boolean> {
    return super.isCut().catch((error) => this.explain(error));
  }

  /** A list that is not found is no empty list: what is kept there is served by nothing at the moment. */
  private explain(error: unknown): never {
    if (!(error instanceof RequestRefused) || error.status !== 404) throw error;
    const why = `Neutron has no ${this.noun}s: the extension that has them is not loaded (service_plugins, extension_drivers).`;
    throw new ExtensionMissing(error.refusal.url, why, { cause: error });
  }
}
