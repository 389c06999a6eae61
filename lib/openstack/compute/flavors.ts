import { Collection } from '../collection';
import { jsonOf } from '../json';
import type { Session } from '../session';
import type { Flavor } from './objects';

/** Nova's flavors. */
export class Flavors extends Collection<Flavor> {
  constructor(session: Session, microversion: string) {
    super(session, {
      service: 'compute',
      path: '/flavors',
      one: 'flavor',
      many: 'flavors',
      listed: '/detail',
      // Those that are not public, too.
      query: { is_public: 'None' },
      change: 'PUT',
      microversion,
    });
  }

  /** Sets these extra specs and removes all others. */
  public async setExtraSpecs(
    flavor: Flavor,
    wanted: Readonly<Record<string, string>>,
    signal?: AbortSignal,
  ): Promise<Flavor> {
    const path = `/${encodeURIComponent(flavor.id)}/os-extra_specs`;
    const had = flavor.extra_specs;
    const changed = Object.entries(wanted).filter(([key, value]) => had[key] !== value);
    if (changed.length > 0) {
      // The envelope is another one than a flavor's.
      const request = this.request('POST', path, undefined, signal);
      await this.session.ask({ ...request, body: { extra_specs: Object.fromEntries(changed) } });
    }
    for (const key of Object.keys(had)) {
      if (!(key in wanted)) {
        await this.session.find(this.request('DELETE', `${path}/${encodeURIComponent(key)}`, undefined, signal));
      }
    }
    return this.enter({ ...flavor, extra_specs: { ...wanted } });
  }

  /** Ids of the projects that may use a flavor that is not public. */
  public async projectsOf(id: string, signal?: AbortSignal): Promise<readonly string[]> {
    const path = `/${encodeURIComponent(id)}/os-flavor-access`;
    const answer = await this.session.find(this.request('GET', path, undefined, signal));
    if (!answer) return [];
    const { flavor_access: access } = jsonOf<{ flavor_access: { tenant_id: string }[] }>(answer);
    return access.map(({ tenant_id }) => tenant_id);
  }

  /** Lets these projects use a flavor that is not public, and no others. */
  public async setProjects(id: string, wanted: readonly string[], signal?: AbortSignal): Promise<void> {
    const had = await this.projectsOf(id, signal);
    const act = (action: string, tenant: string) => {
      const request = this.request('POST', `/${encodeURIComponent(id)}/action`, undefined, signal);
      return this.session.ask({ ...request, body: { [action]: { tenant } } });
    };
    for (const project of wanted) if (!had.includes(project)) await act('addTenantAccess', project);
    for (const project of had) if (!wanted.includes(project)) await act('removeTenantAccess', project);
  }
}
