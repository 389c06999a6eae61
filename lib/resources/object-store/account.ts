import type { Metadata } from '../../openstack/object-store/headers';
import { map, number } from '../../schema/attribute';
import type { Context } from '../../schema/context';
import { at, DiagnosticError } from '../../schema/diagnostics';
import type { Inputs, State } from '../../schema/model';
import { GONE, resource } from '../../schema/resource';
import { eachKey, integer } from '../../schema/validator';
import { cloudAttribute } from '../api/cloud-attribute';
import { idOf } from '../api/import-names';
import { ownProject } from '../api/own-project';
import { unlessRefused } from '../api/references';
import type { Runtime } from '../runtime';
import { accountProject, accountProjectAttribute, metadataName, metadataValues, noneOf } from './in-account';
import { TEMP_URL_KEYS, tempUrlKeyAttributes, tempUrlKeysIn, tempUrlMetadata } from './temp-url-keys';

const QUOTA = 'quota-bytes';
/** Names for which there are attributes. */
const OWN: ReadonlySet<string> = new Set([QUOTA, ...TEMP_URL_KEYS]);

const attributes = {
  cloud: cloudAttribute,
  project_id: accountProjectAttribute,
  metadata: map('string', {
    description: 'What is said of it. Under other names than these nothing is looked at or changed.',
    default: {},
    validate: [eachKey(metadataName), eachKey(noneOf(OWN)), metadataValues],
  }),
  quota_bytes: number({
    description:
      "How many bytes the project may store in all. Only who has Swift's `reseller_admin_role` may set it. Left out: it is not looked at.",
    optional: true,
    validate: [integer(0, Number.MAX_SAFE_INTEGER)],
  }),
  ...tempUrlKeyAttributes,
};
type Attributes = typeof attributes;

/** What is said of a project's account in Swift. */
export const objectAccount = resource<Runtime>()({
  name: 'object_account',
  description:
    "What is said of a project's account in Swift, in which its containers are. Only what is given here is looked at and changed, and destroying takes just that back. The account itself is there as long as its project is.",
  example: `resource "stackwright_object_account" "trial" {
  cloud        = stackwright_keystone_bootstrap.keystone.id
  project_id   = stackwright_identity_project.trial.id
  quota_bytes  = 107374182400
  temp_url_key = "{{secret:swift/trial/temp-url}}"
}`,
  attributes,
  unique: ['cloud', 'project_id'],

  async read(context, state) {
    const { runtime, importing, signal } = context;
    const { identity, objectStore } = runtime.cloud(state.cloud);
    const project_id =
      importing && !/^[0-9a-f]{32}$/.test(state.project_id)
        ? await idOf(identity.projects, 'project', state.project_id, state.cloud, 'project_id')
        : await accountProject(context, state);
    const found = await objectStore.accounts.look(project_id, signal);
    if (!found) return GONE;
    const isManaged = (name: string) => (importing ? !OWN.has(name) : name in state.metadata);
    return {
      ...state,
      project_id,
      metadata: Object.fromEntries(Object.entries(found).filter(([name]) => isManaged(name))),
      quota_bytes: importing || state.quota_bytes !== null ? quotaIn(found) : null,
      ...tempUrlKeysIn(found, state),
    };
  },

  async plan(context, { config, prior, planned }) {
    if (prior || typeof config.cloud !== 'string') return undefined;
    return { planned: { ...(await ownProject(context, config.cloud, planned).catch(unlessRefused)) } };
  },

  async create(context, inputs) {
    const project_id = await accountProject(context, inputs);
    const found = await context.runtime.cloud(inputs.cloud).objectStore.accounts.look(project_id, context.signal);
    refuseOther(found ?? {}, { ...inputs, project_id });
    return settled(context, { ...inputs, project_id }, {});
  },

  update: (context, inputs, prior) => settled(context, { ...inputs, project_id: prior.project_id }, metadataOf(prior)),

  async delete({ runtime, signal }, state) {
    const { accounts } = runtime.cloud(state.cloud).objectStore;
    const found = await accounts.look(state.project_id, signal);
    const own = Object.keys(metadataOf(state)).filter((name) => found && name in found);
    if (own.length === 0) return;
    await accounts.change(state.project_id, {}, metadataOf(state), signal);
  },

  import: {
    format: 'CLOUD:PROJECT',
    example: 'main:trial',
    parse(text) {
      const [, cloud, project_id] = /^([^:]+):(.+)$/s.exec(text) ?? [];
      return cloud === undefined || project_id === undefined ? undefined : { cloud, project_id };
    },
  },
});

/** As Swift keeps it. */
function metadataOf(values: Inputs<Attributes> | State<Attributes>): Metadata {
  const { metadata, quota_bytes } = values;
  return {
    ...metadata,
    ...(quota_bytes !== null && { [QUOTA]: `${quota_bytes}` }),
    ...tempUrlMetadata(values),
  };
}

function quotaIn({ [QUOTA]: value }: Metadata): number | null {
  return value === undefined ? null : Number(value);
}

async function settled(
  { runtime, signal }: Context<Runtime>,
  wanted: Inputs<Attributes> & { readonly project_id: string },
  before: Metadata,
): Promise<State<Attributes>> {
  await runtime.cloud(wanted.cloud).objectStore.accounts.change(wanted.project_id, metadataOf(wanted), before, signal);
  return wanted;
}

/** What somebody else has said is left alone: signed URLs of another key would be good for nothing any more. */
function refuseOther(found: Metadata, wanted: Inputs<Attributes> & { readonly project_id: string }): void {
  const differing = Object.entries(metadataOf(wanted))
    .filter(([name, value]) => name in found && found[name] !== value)
    .map(([name]) => name);
  if (differing.length === 0) return;
  throw new DiagnosticError(
    'Set already',
    `The account of the project ${wanted.project_id} has another value already for ${differing.join(', ')}. To change it with this resource, import that: terraform import ADDRESS ` +
      `${wanted.cloud}:${wanted.project_id}. Otherwise leave it out here.`,
    at('project_id'),
  );
}
