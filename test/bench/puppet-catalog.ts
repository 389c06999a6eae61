/** A resource of a state, as `terraform show -json` has it. */
export interface StateResource {
  readonly type: string;
  readonly values: Readonly<Record<string, unknown>>;
}

/** What of Debian's archive the catalogs need. */
export const PUPPET_PACKAGES =
  'puppet-agent puppet-module-keystone puppet-module-nova puppet-module-neutron puppet-module-cinder puppet-module-glance ' +
  'puppet-module-placement puppet-module-swift puppet-module-puppetlabs-inifile puppet-module-puppetlabs-mysql';

/** The types of Debian's modules that know a file. Any other file of sections and keys is for `ini_setting`. */
const KNOWN_FILES: Readonly<Record<string, string>> = {
  '/etc/keystone/keystone.conf': 'keystone_config',
  '/etc/glance/glance-api.conf': 'glance_api_config',
  '/etc/placement/placement.conf': 'placement_config',
  '/etc/nova/nova.conf': 'nova_config',
  '/etc/neutron/neutron.conf': 'neutron_config',
  '/etc/neutron/dhcp_agent.ini': 'neutron_dhcp_agent_config',
  '/etc/neutron/metadata_agent.ini': 'neutron_metadata_agent_config',
  '/etc/cinder/cinder.conf': 'cinder_config',
  '/etc/swift/proxy-server.conf': 'swift_proxy_config',
};

/**
 * What Puppet can look at of what a host is to be like: packages, units, directories, files, keys of configuration files, databases, and on
 * the host with Keystone the catalog with its users and roles. In its favour without what it has no type for (rings, revisions, cells,
 * networks, instances), without passwords, for each of which it would ask Keystone or MariaDB anew, and without RabbitMQ's users, where
 * rabbitmqctl takes a second.
 */
export function puppetCatalog(host: string, withKeystone: boolean, state: readonly StateResource[]): string {
  const lines = state.flatMap(({ type, values }) => {
    const make = values.host === host ? ON_HOSTS[type] : withKeystone ? IN_KEYSTONE[type] : undefined;
    return make?.(values, state) ?? [];
  });
  return [...new Set(lines)].join('\n');
}

type Make = (values: StateResource['values'], state: readonly StateResource[]) => readonly string[];

const ON_HOSTS: Readonly<Record<string, Make>> = {
  stackwright_package: ({ packages }) =>
    (packages as string[]).map((name) => resource('package', name, { ensure: 'present' })),
  stackwright_service: ({ name, state, enabled }) => [
    resource('service', String(name), {
      ensure: state === 'stopped' ? 'stopped' : 'running',
      ...(enabled === true && { enable: true }),
    }),
  ],
  stackwright_directory: ({ path, owner, group, mode }) => [
    resource('file', String(path), { ensure: 'directory', owner, group, mode }),
  ],
  stackwright_file: ({ path, content, owner, group, mode }) =>
    isPlain(content) ? [resource('file', String(path), { ensure: 'file', content, owner, group, mode })] : [],
  stackwright_config_file: ({ path, settings }) =>
    Object.entries(settings as Record<string, Record<string, unknown>>).flatMap(([section, keys]) =>
      Object.entries(keys).flatMap(([key, value]) =>
        isPlain(value) && !value.includes('\n') ? [setting(String(path), section, key, value)] : [],
      ),
    ),
  stackwright_mariadb_database: ({ name, character_set: charset, collation: collate }) => [
    resource('mysql_database', String(name), { ensure: 'present', charset, collate }),
  ],
};

const IN_KEYSTONE: Readonly<Record<string, Make>> = {
  stackwright_identity_project: ({ name }) => [resource('keystone_tenant', String(name), { ensure: 'present' })],
  stackwright_identity_role: ({ name }) => [resource('keystone_role', String(name), { ensure: 'present' })],
  stackwright_identity_user: ({ name }) => [resource('keystone_user', String(name), { ensure: 'present' })],
  stackwright_identity_service: ({ name, type }) => [
    resource('keystone_service', `${name}::${type}`, { ensure: 'present' }),
  ],
  // All interfaces are one resource to it.
  stackwright_identity_endpoint: ({ service_id, region }, state) => {
    const all = state.filter(
      ({ type, values }) =>
        type === 'stackwright_identity_endpoint' && values.service_id === service_id && values.region === region,
    );
    const service = state.find(
      ({ type, values }) => type === 'stackwright_identity_service' && values.id === service_id,
    );
    if (!service || all.length !== 3) return [];
    const urls = all.map(({ values }) => [`${values.interface}_url`, values.url]).sort();
    const title = `${region}/${service.values.name}::${service.values.type}`;
    return [resource('keystone_endpoint', title, { ensure: 'present', ...Object.fromEntries(urls) })];
  },
};

function setting(path: string, section: string, key: string, value: string): string {
  const known = KNOWN_FILES[path];
  if (known) return resource(known, `${section}/${key}`, { ensure: 'present', value });
  return resource('ini_setting', `${path} ${section}/${key}`, {
    ensure: 'present',
    path,
    section,
    setting: key,
    value,
  });
}

/** Whether it is a text without a secret in it, which Puppet would have to be told. */
function isPlain(value: unknown): value is string {
  return typeof value === 'string' && !value.includes('{{secret:');
}

function resource(type: string, title: string, attributes: Readonly<Record<string, unknown>>): string {
  const said = Object.entries(attributes).filter(([, value]) => value !== undefined && value !== null);
  return `${type} { ${quoted(title)}: ${said.map(([name, value]) => `${name} => ${value === true ? 'true' : quoted(String(value))}`).join(', ')} }`;
}

function quoted(text: string): string {
  return `'${text.replace(/[\\']/g, '\\$&')}'`;
}
