import { string } from '../../schema/attribute';
import { httpUrl } from '../../schema/validator';
import { cloudAttribute } from '../api/cloud-attribute';
import { ACCOUNT_NAME } from '../host/ownership';
import { hostAttribute, namingHost } from '../host-attribute';
import { passwordAttribute } from '../password-attribute';
import { identityName } from './names';

const madeId = (what: string) => string({ description: `Id of ${what}.`, computed: true, stable: true });

export const bootstrapAttributes = {
  host: namingHost({
    ...hostAttribute,
    description: 'Name of the host that Keystone is installed on.',
    replace: false as const,
  }),
  cloud: {
    ...cloudAttribute,
    description: "Name of the cloud that this makes usable, one of the provider's `clouds`.",
    example: '"main"',
  },
  password: passwordAttribute('Password of the administrator: the same reference as in the `clouds` of the provider.'),
  username: string({
    description: 'Name of the administrator.',
    default: 'admin',
    replace: true,
    validate: [identityName],
  }),
  project: string({
    description: "Name of the administrator's project.",
    default: 'admin',
    replace: true,
    validate: [identityName],
  }),
  region: string({
    description: "Region of Keystone's endpoints. It is made, too.",
    required: true,
    example: '"regionOne"',
  }),
  public_url: string({
    description: "Keystone's URL in the catalog for everybody.",
    required: true,
    validate: [httpUrl],
    example: '"http://192.0.2.11:5000/v3"',
  }),
  internal_url: string({
    description: "The same for the cloud's own services. Left out: `public_url`.",
    optional: true,
    computed: true,
    validate: [httpUrl],
  }),
  admin_url: string({
    description: 'The same for administrators. Left out: `public_url`.',
    optional: true,
    computed: true,
    validate: [httpUrl],
  }),
  run_as: string({
    description: 'User of the host that Keystone runs as.',
    default: 'keystone',
    validate: [ACCOUNT_NAME],
  }),
  id: string({
    description:
      'The name of the cloud, known when Keystone lets the administrator in: whatever takes it comes after that.',
    computed: true,
    stable: true,
  }),
  admin_user_id: madeId('the administrator'),
  admin_project_id: madeId("the administrator's project"),
  admin_role_id: madeId('the role `admin`'),
  member_role_id: madeId('the role `member`'),
  reader_role_id: madeId('the role `reader`'),
  service_id: madeId('the service `keystone` in the catalog'),
};

/** What bootstrap makes beside the endpoints, each known by its id. */
export const MADE = [
  'admin_user_id',
  'admin_project_id',
  'admin_role_id',
  'member_role_id',
  'reader_role_id',
  'service_id',
] as const;
