import { number, string } from '../../schema/attribute';
import { at, DiagnosticError } from '../../schema/diagnostics';
import { dataSource } from '../../schema/resource';
import { given, told } from '../api/lookup';
import type { Runtime } from '../runtime';
import { containerAttributes as of, stateOf } from './container-attributes';
import { accountProject, containerTitle } from './in-account';

const attributes = {
  cloud: given(of.cloud),
  project_id: string({
    description: 'Id of the project in whose account it is. Left out: the project that the provider works in.',
    optional: true,
    computed: true,
  }),
  name: given(of.name),
  read_acl: told(of.read_acl),
  write_acl: told(of.write_acl),
  quota_bytes: told(of.quota_bytes),
  quota_count: told(of.quota_count),
  versions_enabled: told(of.versions_enabled),
  storage_policy: told(of.storage_policy),
  metadata: told(of.metadata),
  object_count: number({ description: 'How many objects are in it.', computed: true }),
  bytes_used: number({ description: 'How many bytes they have, with their former versions.', computed: true }),
};

/** A container that exists, by its name. */
export const objectContainerData = dataSource<Runtime>()({
  name: 'object_container',
  description: 'A container of Swift that exists, by its name.',
  example: `data "stackwright_object_container" "reports" {
  cloud = "main"
  name  = "reports"
}`,
  attributes,

  async read(context, inputs) {
    const { cloud, name } = inputs;
    const project_id = await accountProject(context, inputs);
    const { containers } = context.runtime.cloud(cloud).objectStore;
    const found = await containers.look({ project: project_id, container: name }, context.signal);
    if (!found) {
      const detail = `The cloud ${cloud} has no container ${containerTitle({ project_id, name })}. Mend the name, or give its project_id.`;
      throw new DiagnosticError('No such container', detail, at('name'));
    }
    const unlooked = { temp_url_key: null, temp_url_key_2: null, force_destroy: null };
    const { temp_url_key, temp_url_key_2, force_destroy, ...state } = stateOf(
      found,
      { cloud, name, ...unlooked },
      project_id,
    );
    return { ...state, object_count: found.objectCount, bytes_used: found.bytesUsed };
  },
});
