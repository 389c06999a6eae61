import { Collection } from '../collection';
import { jsonOf } from '../json';
import type { Session } from '../session';
import type { VolumeType } from './objects';

/** By which the API calls `is_public` when a type is made, and in no other request. */
const IS_PUBLIC = 'os-volume-type-access:is_public';

type Said = Readonly<Record<string, unknown>> & { readonly is_public?: unknown };

/** Cinder's volume types. */
export class VolumeTypes extends Collection<VolumeType> {
  constructor(session: Session, microversion: string) {
    super(session, {
      service: 'volumev3',
      path: '/types',
      one: 'volume_type',
      many: 'volume_types',
      // Those that are not public, too.
      query: { is_public: 'None' },
      change: 'PUT',
      microversion,
    });
  }

  public override create({ is_public, ...said }: Said, signal?: AbortSignal): Promise<VolumeType> {
    return super.create({ ...said, [IS_PUBLIC]: is_public }, signal);
  }

  /** Sets these extra specs and removes all others. */
  public async setExtraSpecs(
    type: VolumeType,
    wanted: VolumeType['extra_specs'],
    signal?: AbortSignal,
  ): Promise<VolumeType> {
    const path = `/${encodeURIComponent(type.id)}/extra_specs`;
    const had = type.extra_specs;
    const changed = Object.entries(wanted).filter(([key, value]) => had[key] !== value);
    if (changed.length > 0) {
      const request = this.request('POST', path, undefined, signal);
      await this.session.ask({ ...request, body: { extra_specs: Object.fromEntries(changed) } });
    }
    for (const key of Object.keys(had)) {
      if (key in wanted) continue;
      await this.session.find(this.request('DELETE', `${path}/${encodeURIComponent(key)}`, undefined, signal));
    }
    return this.enter({ ...type, extra_specs: { ...wanted } });
  }

  /** Ids of the projects that may use a type that is not public. */
  public async projectsOf(id: string, signal?: AbortSignal): Promise<readonly string[]> {
    const path = `/${encodeURIComponent(id)}/os-volume-type-access`;
    const answer = await this.session.find(this.request('GET', path, undefined, signal));
    if (!answer) return [];
    const { volume_type_access: access } = jsonOf<{ volume_type_access: { project_id: string }[] }>(answer);
    return access.map(({ project_id }) => project_id);
  }

  /** Lets these projects use a type that is not public, and no others. */
  public async setProjects(id: string, wanted: readonly string[], signal?: AbortSignal): Promise<void> {
    const had = await this.projectsOf(id, signal);
    const act = (action: string, project: string) => {
      const request = this.request('POST', `/${encodeURIComponent(id)}/action`, undefined, signal);
      return this.session.ask({ ...request, body: { [action]: { project } } });
    };
    for (const project of wanted) if (!had.includes(project)) await act('addProjectAccess', project);
    for (const project of had) if (!wanted.includes(project)) await act('removeProjectAccess', project);
  }

  /** A type that was just made has no extra specs to tell of. */
  protected override read(told: unknown): VolumeType {
    const type = told as VolumeType & { readonly [IS_PUBLIC]?: boolean };
    return {
      id: type.id,
      name: type.name,
      description: type.description,
      is_public: type.is_public ?? type[IS_PUBLIC] ?? true,
      extra_specs: type.extra_specs ?? {},
    };
  }
}
