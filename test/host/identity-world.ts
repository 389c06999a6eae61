/** One object of each kind, with what can be done to it from outside by OpenStack's own client. */
export interface Kind {
  /** The type's name without `stackwright_identity_`; the resource is called `it`. */
  readonly type: string;
  readonly attributes: object;
  /** Commands that each change one attribute, which is then seen as the value given. */
  readonly changes: readonly (readonly [words: readonly string[], attribute: string, seen: unknown])[];
  readonly remove: readonly string[];
  /** The command that lists all of the kind. */
  readonly list: readonly string[];
  /** What stands in an import id in place of the object's id. */
  readonly name: string;
}

export const idOf = (type: string) => `\${stackwright_identity_${type}.it.id}`;

const assignment = ['--user', 'joe', '--project', 'trial', 'tester'];

export const KINDS: readonly Kind[] = [
  {
    type: 'domain',
    attributes: { name: 'lab', description: 'For trying' },
    changes: [
      [['domain', 'set', '--description', 'by hand', 'lab'], 'description', 'by hand'],
      [['domain', 'set', '--disable', 'lab'], 'enabled', false],
      [['domain', 'set', '--name', 'lab2', 'lab'], 'name', 'lab2'],
    ],
    remove: ['domain', 'delete', 'lab'],
    list: ['domain', 'list'],
    name: 'lab',
  },
  {
    type: 'project',
    attributes: { name: 'trial', description: 'Für "alle"', tags: ['blue'] },
    changes: [
      [['project', 'set', '--tag', 'red', 'trial'], 'tags', ['blue', 'red']],
      [['project', 'set', '--disable', 'trial'], 'enabled', false],
      [['project', 'set', '--description', 'by hand', 'trial'], 'description', 'by hand'],
    ],
    remove: ['project', 'delete', 'trial'],
    list: ['project', 'list'],
    name: 'trial',
  },
  {
    type: 'user',
    attributes: { name: 'joe', password: '{{secret:keystone/joe}}', email: 'joe@example.org' },
    changes: [
      [['user', 'set', '--email', 'other@example.org', 'joe'], 'email', 'other@example.org'],
      [['user', 'set', '--disable', 'joe'], 'enabled', false],
      [['user', 'set', '--description', 'by hand', 'joe'], 'description', 'by hand'],
    ],
    remove: ['user', 'delete', 'joe'],
    list: ['user', 'list'],
    name: 'joe',
  },
  {
    type: 'group',
    attributes: { name: 'operators', description: '' },
    changes: [
      [['group', 'set', '--description', 'by hand', 'operators'], 'description', 'by hand'],
      [['group', 'set', '--name', 'operators2', 'operators'], 'name', 'operators2'],
    ],
    remove: ['group', 'delete', 'operators'],
    list: ['group', 'list'],
    name: 'default/operators',
  },
  {
    type: 'role',
    attributes: { name: 'tester', description: 'Tries' },
    changes: [
      [['role', 'set', '--description', 'by hand', 'tester'], 'description', 'by hand'],
      [['role', 'set', '--name', 'tester2', 'tester'], 'name', 'tester2'],
    ],
    remove: ['role', 'delete', 'tester'],
    list: ['role', 'list'],
    name: 'tester',
  },
  {
    type: 'region',
    attributes: { name: 'regionTwo', description: 'The second' },
    changes: [
      [['region', 'set', '--description', 'by hand', 'regionTwo'], 'description', 'by hand'],
      [['region', 'set', '--parent-region', 'regionOne', 'regionTwo'], 'parent_region_id', 'regionOne'],
    ],
    remove: ['region', 'delete', 'regionTwo'],
    list: ['region', 'list'],
    name: 'regionTwo',
  },
  {
    type: 'service',
    attributes: { name: 'cinder', type: 'volumev3', description: 'Volumes' },
    changes: [
      [['service', 'set', '--description', 'by hand', 'cinder'], 'description', 'by hand'],
      [['service', 'set', '--disable', 'cinder'], 'enabled', false],
      [['service', 'set', '--type', 'volumev2', 'cinder'], 'type', 'volumev2'],
    ],
    remove: ['service', 'delete', 'cinder'],
    list: ['service', 'list'],
    name: 'cinder',
  },
  {
    type: 'endpoint',
    attributes: {
      service_id: idOf('service'),
      interface: 'public',
      region: idOf('region'),
      url: 'http://192.0.2.11:8776/v3/%(project_id)s',
    },
    changes: [
      [['endpoint', 'set', '--url', 'http://192.0.2.12', 'ENDPOINT'], 'url', 'http://192.0.2.12'],
      [['endpoint', 'set', '--disable', 'ENDPOINT'], 'enabled', false],
      [['endpoint', 'set', '--region', 'regionOne', 'ENDPOINT'], 'region', 'regionOne'],
    ],
    remove: ['endpoint', 'delete', 'ENDPOINT'],
    list: ['endpoint', 'list'],
    name: 'cinder/public/regionTwo',
  },
  {
    type: 'group_membership',
    attributes: { group_id: idOf('group'), user_id: idOf('user') },
    changes: [],
    remove: ['group', 'remove', 'user', 'operators', 'joe'],
    list: ['user', 'list', '--group', 'operators'],
    name: 'operators/joe',
  },
  {
    type: 'role_assignment',
    attributes: { role_id: idOf('role'), user_id: idOf('user'), project_id: idOf('project') },
    changes: [],
    remove: ['role', 'remove', ...assignment],
    list: ['role', 'assignment', 'list'],
    name: 'user/joe/tester/project/trial',
  },
];

export const address = (type: string) => `stackwright_identity_${type}.it`;

/** The `resource` block of a configuration with one of each. */
export function world(change: Readonly<Record<string, object>> = {}): object {
  const of = ({ type, attributes }: Kind) => [
    `stackwright_identity_${type}`,
    { it: { cloud: 'main', ...attributes, ...change[type] } },
  ];
  return Object.fromEntries(KINDS.map(of));
}
