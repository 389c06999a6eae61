import type { Container } from '../../openstack/object-store/containers';
import type { ContainerPlace } from '../../openstack/object-store/paths';
import type { Context } from '../../schema/context';
import { at, DiagnosticError } from '../../schema/diagnostics';
import { GONE, resource } from '../../schema/resource';
import { canonical } from '../api/canonical';
import { ownProject } from '../api/own-project';
import { unlessRefused } from '../api/references';
import type { Runtime } from '../runtime';
import {
  type ContainerInputs,
  type ContainerState,
  containerAttributes,
  settingsOf,
  stateOf,
} from './container-attributes';
import { contentsOf, removeWithContents } from './container-contents';
import { accountProject, containerTitle, pathInAccount } from './in-account';

/** What makes another container of it. */
const REPLACING = ['cloud', 'project_id', 'name', 'storage_policy'] as const;

/** A container in an account of Swift's. */
export const objectContainer = resource<Runtime>()({
  name: 'object_container',
  description:
    'A container of Swift: what objects are kept in. One that exists and is as configured is taken over. Destroying removes it when it is empty, and otherwise ' +
    'fails, unless `force_destroy` is true: then the plan tells what goes with it.',
  example: `resource "stackwright_object_container" "reports" {
  cloud       = stackwright_keystone_bootstrap.keystone.id
  name        = "reports"
  read_acl    = [".r:*", ".rlistings"]
  quota_bytes = 10737418240
  metadata = {
    department = "sales"
  }
}`,
  attributes: containerAttributes,
  unique: ['cloud', 'project_id', 'name'],
  timeouts: { create: 120, read: 120, update: 120, delete: 3600 },

  async read(context, state) {
    const project = await accountProject(context, state);
    const { containers } = context.runtime.cloud(state.cloud).objectStore;
    const found = await containers.look({ project, container: state.name }, context.signal);
    return found ? stateOf(found, state, project) : GONE;
  },

  async plan(context, { config, prior, planned }) {
    if (prior) {
      const values = planned as ContainerState;
      const isReplaced = REPLACING.some((name) => typeof values[name] === 'string' && values[name] !== prior[name]);
      if (isReplaced) await warnOfContents(context, prior);
      return undefined;
    }
    if (typeof config.cloud !== 'string') return undefined;
    return { planned: { ...(await ownProject(context, config.cloud, planned).catch(unlessRefused)) } };
  },

  async create(context, inputs) {
    const project = await accountProject(context, inputs);
    const { containers } = context.runtime.cloud(inputs.cloud).objectStore;
    const place = { project, container: inputs.name };
    const found = await containers.look(place, context.signal);
    if (found) refuseOther(found, inputs, project);
    else {
      const policy = typeof inputs.storage_policy === 'string' ? { storagePolicy: inputs.storage_policy } : {};
      await containers.put(place, { ...settingsOf(inputs), ...policy }, context.signal);
    }
    return settled(context, inputs, place);
  },

  async update(context, inputs, prior) {
    const { containers } = context.runtime.cloud(inputs.cloud).objectStore;
    const place = { project: prior.project_id, container: inputs.name };
    await containers.change(place, settingsOf(inputs), settingsOf(prior), context.signal);
    return settled(context, inputs, place);
  },

  planDestroy: warnOfContents,

  async delete({ runtime, signal }, state) {
    const { objectStore } = runtime.cloud(state.cloud);
    const place = placeOf(state);
    if (state.force_destroy) return removeWithContents(objectStore, place, signal);
    if (await objectStore.containers.remove(place, signal)) return;
    const found = await objectStore.containers.look(place, signal);
    const contents = found && (await contentsOf(objectStore, place, found, signal));
    throw new DiagnosticError(
      'The container is not empty',
      `The container ${containerTitle(state)} holds ${contents ?? 'something that its list does not show yet'}. Nothing of it was removed. Remove what is in it, or set ` +
        'force_destroy = true and apply that before it is destroyed.',
      at('force_destroy'),
    );
  },

  import: {
    format: 'CLOUD:NAME or CLOUD:PROJECT_ID/NAME',
    example: 'main:reports',
    parse(text) {
      const found = pathInAccount(text);
      if (!found || found.path.includes('/')) return undefined;
      const { cloud, project_id, path: name } = found;
      return project_id === null ? { cloud, name } : { cloud, project_id, name };
    },
  },
});

function placeOf({ project_id: project, name: container }: ContainerState): ContainerPlace {
  return { project, container };
}

/** As it is after the work; Swift takes some settings without a word and does nothing. */
async function settled(
  { runtime, signal, save }: Context<Runtime>,
  inputs: ContainerInputs,
  place: ContainerPlace,
): Promise<ContainerState> {
  const found = await runtime.cloud(inputs.cloud).objectStore.containers.look(place, signal);
  if (!found) {
    const detail = `The container ${containerTitle(inputs)} was made, and is there no longer. Apply again.`;
    throw new DiagnosticError('Gone meanwhile', detail);
  }
  const state = stateOf(found, inputs, place.project);
  save(state);
  if (inputs.versions_enabled && !state.versions_enabled) {
    throw new DiagnosticError(
      'No versions are kept',
      `versions_enabled is true, and Swift goes on without versions for the container ${containerTitle(inputs)}. Let its proxy keep them (allow_object_versioning = true in ` +
        '[filter:versioned_writes] of proxy-server.conf), or set versions_enabled = false.',
      at('versions_enabled'),
    );
  }
  return state;
}

/** What somebody else has made otherwise is left alone. */
function refuseOther(found: Container, inputs: ContainerInputs, project: string): void {
  const is = stateOf(found, inputs, project) as Readonly<Record<string, unknown>>;
  const wanted = inputs as Readonly<Record<string, unknown>>;
  const { storage_policy: policy } = inputs;
  const isOtherPolicy = typeof policy === 'string' && policy.toLowerCase() !== found.storagePolicy?.toLowerCase();
  const differing = Object.keys(containerAttributes).filter((name) => {
    if (name === 'storage_policy') return isOtherPolicy;
    return name !== 'project_id' && canonical(is[name]) !== canonical(wanted[name]);
  });
  if (differing.length === 0) return;
  throw new DiagnosticError(
    'Exists already',
    `There is a container ${containerTitle({ ...inputs, project_id: project })} already, and it differs in ${differing.join(', ')}. To keep it with this resource, import it: ` +
      `terraform import ADDRESS ${inputs.cloud}:${project}/${inputs.name}. Otherwise give the new one another name.`,
    at('name'),
  );
}

/** What goes with it, or what keeps it from going, before it is too late. */
async function warnOfContents(
  { runtime, diagnostics, signal }: Context<Runtime>,
  state: ContainerState,
): Promise<void> {
  const { objectStore } = runtime.cloud(state.cloud);
  const found = await objectStore.containers.look(placeOf(state), signal);
  const contents = found && (await contentsOf(objectStore, placeOf(state), found, signal));
  if (contents === undefined) return;
  const what = `The container ${containerTitle(state)} holds ${contents}.`;
  if (state.force_destroy) {
    const detail = `${what} All that is in it then, with former versions, will be lost for good, since force_destroy is true.`;
    diagnostics.warn('Data will be lost', detail, at('force_destroy'));
    return;
  }
  diagnostics.warn(
    'The container is not empty',
    `${what} If anything is left in it when its turn comes, it is not destroyed, and nothing of it is lost; force_destroy = true, applied before, would remove all of it.`,
    at('force_destroy'),
  );
}
