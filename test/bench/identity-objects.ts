const KINDS = ['project', 'role', 'user', 'role_assignment', 'service', 'endpoint'] as const;
export type Kind = (typeof KINDS)[number];

/** How many objects of each kind: a cloud of some size, whose every user has one role in one project. */
export const COUNTS: Readonly<Record<Kind, number>> = {
  project: 20,
  role: 4,
  user: 100,
  role_assignment: 100,
  service: 19,
  endpoint: 57,
};
export const COUNT = KINDS.reduce((sum, kind) => sum + COUNTS[kind], 0);
/** The users' password, which a configuration gives as `{{secret:bench/user}}`. */
export const SECRETS = { 'bench/user': 'a password of the users' };

const INTERFACES = ['public', 'internal', 'admin'] as const;
const REGION = 'regionOne';
const URL = 'http://192.0.2.11:8000/v1/%(project_id)s';

/** Where the user with a number works, and as what. */
const rolesOf = (user: number) => ({ project: user % COUNTS.project, role: user % COUNTS.role });
/** Which endpoint has a number. */
const endpoint = (index: number) => ({ service: Math.floor(index / 3), side: INTERFACES[index % 3] as string });

/** Terraform's resources for all objects. */
export function terraformResources(): object {
  const of = (kind: Kind, make: (index: number) => object) => ({
    [`stackwright_identity_${kind}`]: Object.fromEntries(
      Array.from({ length: COUNTS[kind] }, (_, index) => [`o${index}`, { cloud: 'main', ...make(index) }]),
    ),
  });
  const id = (kind: Kind, index: number) => `\${stackwright_identity_${kind}.o${index}.id}`;
  return {
    ...of('project', (index) => ({ name: `project-${index}`, description: `The project ${index}` })),
    ...of('role', (index) => ({ name: `role-${index}` })),
    ...of('user', (index) => ({
      name: `user-${index}`,
      email: `user-${index}@cloud.example`,
      password: '{{secret:bench/user}}',
    })),
    ...of('role_assignment', (index) => ({
      user_id: id('user', index),
      project_id: id('project', rolesOf(index).project),
      role_id: id('role', rolesOf(index).role),
    })),
    ...of('service', (index) => ({
      name: `service-${index}`,
      type: `type-${index}`,
      description: `The service ${index}`,
    })),
    ...of('endpoint', (index) => ({
      service_id: id('service', endpoint(index).service),
      interface: endpoint(index).side,
      region: REGION,
      url: URL,
    })),
  };
}

/**
 * The same objects for Puppet, whose endpoints have all interfaces in one. In its favour without the users' passwords, for each of
 * which it would run `openstack token issue`.
 */
export function puppetManifest(): string {
  const of = (count: number, make: (index: number) => string) =>
    Array.from({ length: count }, (_, index) => make(index));
  const url = (side: string) => `${side}_url => '${URL}'`;
  return [
    ...of(
      COUNTS.project,
      (i) => `keystone_tenant { 'project-${i}': ensure => present, description => 'The project ${i}' }`,
    ),
    ...of(COUNTS.role, (i) => `keystone_role { 'role-${i}': ensure => present }`),
    ...of(COUNTS.user, (i) => `keystone_user { 'user-${i}': ensure => present, email => 'user-${i}@cloud.example' }`),
    ...of(COUNTS.role_assignment, (i) => {
      const { project, role } = rolesOf(i);
      return `keystone_user_role { 'user-${i}@project-${project}': ensure => present, roles => ['role-${role}'] }`;
    }),
    ...of(
      COUNTS.service,
      (i) => `keystone_service { 'service-${i}::type-${i}': ensure => present, description => 'The service ${i}' }`,
    ),
    ...of(
      COUNTS.service,
      (i) =>
        `keystone_endpoint { '${REGION}/service-${i}::type-${i}': ensure => present, ${INTERFACES.map(url).join(', ')} }`,
    ),
  ].join('\n');
}

/** How a script of an operator looks at one object of a kind by OpenStack's client. What has no name is listed by what it is about. */
export function showCommand(kind: Kind, index: number): string {
  if (kind === 'role_assignment') {
    return `openstack role assignment list --names --user user-${index} --project project-${rolesOf(index).project} -f json`;
  }
  if (kind === 'endpoint') {
    const { service, side } = endpoint(index);
    return `openstack endpoint list --service service-${service} --interface ${side} --region ${REGION} -f json`;
  }
  return `openstack ${kind} show ${kind}-${index} -f json`;
}

/** How it looks at all of a kind, where it would work out by itself what is whose. */
export const LIST_COMMANDS: readonly string[] = [
  'openstack project list --long -f json',
  'openstack role list -f json',
  'openstack user list --long -f json',
  'openstack role assignment list --names -f json',
  'openstack service list --long -f json',
  'openstack endpoint list -f json',
];

/** Kinds with the numbers of some objects of each, spread over all there are. */
export function sample(each: number): readonly (readonly [kind: Kind, indexes: readonly number[]])[] {
  return KINDS.map((kind) => [
    kind,
    Array.from({ length: each }, (_, index) => Math.floor((index * COUNTS[kind]) / each)),
  ]);
}
