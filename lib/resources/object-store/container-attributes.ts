import type { Container, ContainerSettings } from '../../openstack/object-store/containers';
import type { Metadata } from '../../openstack/object-store/headers';
import { bool, list, map, number, string } from '../../schema/attribute';
import type { Inputs, State } from '../../schema/model';
import { eachKey, integer, matches } from '../../schema/validator';
import { cloudAttribute } from '../api/cloud-attribute';
import { readAclRules, writeAclRules } from './container-acl';
import { accountProjectAttribute, containerName, metadataName, metadataValues, noneOf } from './in-account';
import { TEMP_URL_KEYS, tempUrlKeyAttributes, tempUrlKeysIn, tempUrlMetadata } from './temp-url-keys';

/** Names among a container's metadata for which there are attributes. */
const OWN: ReadonlySet<string> = new Set(['quota-bytes', 'quota-count', ...TEMP_URL_KEYS]);

/** Swift makes no difference between upper and lower case in their names. */
function samePolicy(one: string, other: string): boolean {
  return one.toLowerCase() === other.toLowerCase();
}

const quota = { optional: true, validate: [integer(0, Number.MAX_SAFE_INTEGER)] } as const;

export const containerAttributes = {
  cloud: cloudAttribute,
  project_id: accountProjectAttribute,
  name: string({
    description: 'Its name, which no other container of the account has.',
    required: true,
    replace: true,
    validate: [containerName],
    example: '"reports"',
  }),
  read_acl: list('string', {
    description:
      'Who may read besides those who administer the account: `PROJECT_ID:USER_ID`, in which each may be `*`, names of roles, `.r:*` for everybody without a token, `.r:.example.com` for those who come from ' +
      'such a page (with `-` before it: not for them), and `.rlistings` for those of `.r` to list it, too. Order counts among those of `.r`.',
    default: [],
    validate: readAclRules,
    example: '[".r:*", ".rlistings"]',
  }),
  write_acl: list('string', {
    description:
      'Who may store and remove objects: `PROJECT_ID:USER_ID`, in which each may be `*`, and names of roles.',
    default: [],
    validate: writeAclRules,
  }),
  quota_bytes: number({ ...quota, description: 'How many bytes it may hold. Left out: any number.' }),
  quota_count: number({ ...quota, description: 'How many objects it may hold. Left out: any number.' }),
  versions_enabled: bool({
    description:
      'Whether what is overwritten or removed is kept as a former version. The proxy has to allow it (`allow_object_versioning`). Set to `false` later, the versions that there are stay.',
    default: false,
  }),
  storage_policy: string({
    description: 'Name of the storage policy by which its objects are kept. Left out: the default one of the cluster.',
    optional: true,
    computed: true,
    nullable: true,
    replace: true,
    stable: true,
    same: samePolicy,
    validate: [matches(/^[A-Za-z0-9-]+$/, 'a name of letters, digits and "-"')],
  }),
  metadata: map('string', {
    description:
      'What else is said of it. Names that Swift itself heeds are among it, such as `access-control-allow-origin`, `web-index` and `web-listings`.',
    default: {},
    validate: [eachKey(metadataName), eachKey(noneOf(OWN)), metadataValues],
  }),
  ...tempUrlKeyAttributes,
  force_destroy: bool({
    description:
      'Whether destroying also removes all objects in it, with their former versions, for good. Without it, a container that is not empty is not destroyed.',
    default: false,
  }),
};

export type ContainerInputs = Inputs<typeof containerAttributes>;
export type ContainerState = State<typeof containerAttributes>;

/** What Swift is told. */
export function settingsOf(values: ContainerInputs | ContainerState): ContainerSettings {
  const { read_acl, write_acl, quota_bytes, quota_count, versions_enabled, metadata } = values;
  return {
    readAcl: read_acl,
    writeAcl: write_acl,
    versionsEnabled: versions_enabled,
    metadata: {
      ...metadata,
      ...(quota_bytes !== null && { 'quota-bytes': `${quota_bytes}` }),
      ...(quota_count !== null && { 'quota-count': `${quota_count}` }),
      ...tempUrlMetadata(values),
    },
  };
}

/** What Swift tells. */
export function stateOf(
  container: Container,
  before: Pick<ContainerState, 'cloud' | 'name' | 'temp_url_key' | 'temp_url_key_2'> & {
    readonly force_destroy: boolean | null;
  },
  project_id: string,
): ContainerState {
  const { metadata } = container;
  return {
    cloud: before.cloud,
    project_id,
    name: before.name,
    read_acl: container.readAcl,
    write_acl: container.writeAcl,
    quota_bytes: quotaIn(metadata, 'quota-bytes'),
    quota_count: quotaIn(metadata, 'quota-count'),
    versions_enabled: container.versionsEnabled,
    storage_policy: container.storagePolicy,
    metadata: Object.fromEntries(Object.entries(metadata).filter(([name]) => !OWN.has(name))),
    ...tempUrlKeysIn(metadata, before),
    force_destroy: before.force_destroy ?? false,
  };
}

function quotaIn(metadata: Metadata, name: string): number | null {
  const value = metadata[name];
  return value === undefined ? null : Number(value);
}
