import type { VolumeType } from '../../openstack/block-storage/objects';
import { RequestRefused } from '../../openstack/errors';
import { bool, map, set, string } from '../../schema/attribute';
import type { Context } from '../../schema/context';
import { at, DiagnosticError } from '../../schema/diagnostics';
import { resource } from '../../schema/resource';
import { each, eachKey, matches } from '../../schema/validator';
import { type ApiObject, apiObject } from '../api/api-object';
import { cloudAttribute, idAttribute } from '../api/cloud-attribute';
import { objectName } from '../api/object-name';
import { isPartOf } from '../api/part-of';
import { checkProjects } from '../api/projects';
import { onlyForSomeProjects } from '../api/public-or-projects';
import type { Runtime } from '../runtime';
import { descriptionAttribute } from './for-people';

export const volumeTypeAttributes = {
  cloud: cloudAttribute,
  name: string({ description: 'Its name, unique in the cloud.', required: true, validate: [objectName] }),
  description: descriptionAttribute,
  is_public: bool({ description: 'Whether all projects may use it.', default: true }),
  project_ids: set('string', {
    description: 'Ids of the projects that may use it when it is not public; administrators may always.',
    default: [],
    validate: [each(matches(/^\S+$/, 'the id of a project'))],
  }),
  extra_specs: map('string', {
    description:
      "What it asks of backends, by Cinder's keys such as `volume_backend_name`. Cinder changes none while there are volumes of the type, unless `allow_inuse_volume_type_modification` is set in cinder.conf.",
    default: {},
    validate: [eachKey(matches(/^[a-zA-Z0-9_:.-]{1,255}$/, 'letters, digits and "_:.-"'))],
    example: '{ volume_backend_name = "nfs" }',
  }),
  id: idAttribute,
};
type Attributes = typeof volumeTypeAttributes;

/** Volume types as Cinder's API has them. */
export const volumeTypeKind: ApiObject<Attributes, VolumeType> = {
  noun: 'volume type',
  nameAttribute: 'name',
  collection: ({ blockStorage }) => blockStorage.volumeTypes,
  body: ({ name, description, is_public }) => ({ name, description, is_public }),
  state: ({ id, name, description, is_public, extra_specs }, { cloud, project_ids }) => ({
    cloud,
    id,
    name,
    description: description ?? '',
    is_public,
    project_ids: project_ids ?? [],
    extra_specs,
  }),
  isSame: (type, { name }) => type.name === name,
  filter: () => ({}),
  isNamed: (type, name) => type.name === name,
  title: ({ name }) => `"${name}"`,

  async complete({ runtime, signal }, type, { cloud, extra_specs, project_ids, is_public }) {
    const { volumeTypes } = runtime.cloud(cloud).blockStorage;
    if (!is_public) await volumeTypes.setProjects(type.id, project_ids, signal);
    return volumeTypes.setExtraSpecs(type, extra_specs, signal).catch(explained);
  },

  /** What an interrupted run has not yet set is none. */
  async furtherDifferences({ runtime, signal }, type, { cloud, extra_specs, project_ids, is_public }) {
    const { volumeTypes } = runtime.cloud(cloud).blockStorage;
    const projects = is_public ? [] : await volumeTypes.projectsOf(type.id, signal);
    return [
      ...(isPartOf(type.extra_specs, extra_specs) ? [] : ['extra_specs']),
      ...(projects.every((project) => project_ids.includes(project)) ? [] : ['project_ids']),
    ];
  },
};
const handlers = apiObject(volumeTypeKind);

/** A kind of volumes. */
export const volumeType = resource<Runtime>()({
  name: 'volume_type',
  description:
    'A volume type: a kind of volumes, by what it asks of the backends that have them. All of it changes in place. Destroying it is refused while volumes are of this type, and for the one that ' +
    '`default_volume_type` of cinder.conf names.',
  example: `resource "stackwright_volume_type" "nfs" {
  cloud       = stackwright_keystone_bootstrap.keystone.id
  name        = "nfs"
  extra_specs = { volume_backend_name = "nfs" }
}`,
  attributes: volumeTypeAttributes,
  unique: ['cloud', 'name'],
  rules: [onlyForSomeProjects<Attributes>('volume type')],
  ...handlers,

  async plan(context, request) {
    await checkProjects(context, request, 'project_ids');
    return undefined;
  },

  async read(context, state) {
    const found = await handlers.read(context, state);
    return typeof found === 'symbol' ? found : { ...found, project_ids: await projectsOf(context, found) };
  },

  async delete(context, state) {
    await handlers.delete(context, state).catch(async (error) => {
      throw await inUse(context, state, error);
    });
  },
});

async function projectsOf(
  { runtime, signal }: Context<Runtime>,
  { cloud, id, is_public }: { readonly cloud: string; readonly id: string; readonly is_public: boolean },
): Promise<readonly string[]> {
  return is_public ? [] : runtime.cloud(cloud).blockStorage.volumeTypes.projectsOf(id, signal);
}

/** Cinder's word for it does not say how it could be changed. */
function explained(error: unknown): never {
  if (!(error instanceof RequestRefused) || !/currently in use/i.test(error.refusal.said)) throw error;
  throw new DiagnosticError(
    'Volumes have this type',
    `Cinder changes no extra specs of a type while there are volumes of it. Make another type and give it to the volumes, or set ` +
      `allow_inuse_volume_type_modification = true in cinder.conf. ${error.message}`,
    at('extra_specs'),
  );
}

/** The volumes that keep a type from being removed, as far as they are in the provider's project. */
async function inUse(
  { runtime }: Context<Runtime>,
  { cloud, name, id }: { readonly cloud: string; readonly name: string; readonly id: string },
  error: unknown,
): Promise<unknown> {
  if (!(error instanceof RequestRefused) || !/still in use/i.test(error.refusal.said)) return error;
  const { volumes } = runtime.cloud(cloud).blockStorage;
  volumes.refresh();
  const having = await volumes.where(({ volume_type_id }) => volume_type_id === id);
  const names = having.map((volume) => `${volume.name || 'a volume without name'} (${volume.id})`).join(', ');
  const which = names || 'volumes of other projects';
  return new DiagnosticError(
    'Still in use',
    `The volume type "${name}" is that of ${which}. Destroy those or give them another type first.`,
  );
}
