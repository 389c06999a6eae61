import { code, destroyed, type Effect, effect, effectOf } from './effect';
import { isSeenList, isSeenRecord, type SeenRecord, seenAt } from './plan/seen';

/** What a review has to know of a kind of resource, and no plan tells. */
export interface Kind {
  /** What people call it. */
  readonly noun: string;
  /** Attributes that tell one from another. Of an id it is the name of what it leads to. */
  readonly named: readonly string[];
  /** What is gone for good. Empty: an apply of the former configuration makes all of it again. */
  readonly loses: readonly Effect[];
  /** What does not work for a while, or any more. */
  readonly interrupts: readonly Effect[];
  /** Attributes that only tell how things are, and change by whatever is done; nobody has to have changed them by hand. */
  readonly facts?: readonly string[];
}

const readiness = (after: SeenRecord) => {
  const seconds = seenAt(after, ['readiness', 'timeout_seconds']);
  return typeof seconds === 'number' ? `it has ${seconds} seconds to answer, or the apply fails` : undefined;
};
const rollback = ({ rollback_seconds: seconds }: SeenRecord) =>
  typeof seconds === 'number' ? `taken back after ${seconds} seconds if the host cannot be reached by then` : undefined;

/** A change of a host's own network; when it cuts the host off, the host takes it back by itself. */
const hostNetwork = (...attributes: readonly string[]): readonly Effect[] => [
  effect('create', 'is configured: connections of the host may break', rollback),
  effect([...attributes, 'mtu', 'manager'], 'is configured anew: connections of the host may break', rollback),
  destroyed('is put back as it was found: connections of the host may break'),
];
/** An agent or daemon that an API knows. */
const DAEMON: readonly Effect[] = [
  destroyed(({ unit }) => (isSeenRecord(unit) ? `is taken out, and ${code(unit.name)} stopped` : undefined)),
];
const whenOff = (words: string) =>
  effectOf(['admin_state_up'], ({ after }) => (after?.admin_state_up === false ? words : undefined));

/** All kinds of resources of the provider. */
export const kinds: Readonly<Record<string, Kind>> = {
  // What hosts consist of.
  stackwright_host: {
    noun: 'host',
    named: ['host'],
    loses: [],
    interrupts: [],
    facts: [
      'os',
      'os_version',
      'os_codename',
      'kernel',
      'architecture',
      'cpus',
      'memory_mib',
      'python',
      'machine_id',
      'kvm',
      'interfaces',
      'block_devices',
    ],
  },
  stackwright_file: { noun: 'file', named: ['path'], loses: [], interrupts: [] },
  stackwright_directory: {
    noun: 'directory',
    named: ['path'],
    loses: [destroyed(({ force_destroy: all }) => (all === true ? 'all that is in it' : undefined))],
    interrupts: [],
  },
  stackwright_config_file: { noun: 'configuration file', named: ['path'], loses: [], interrupts: [] },
  // What its scripts do, nobody but their author knows; they are told with all that changes.
  stackwright_command: { noun: 'command', named: [], loses: [], interrupts: [] },
  stackwright_package: {
    noun: 'packages',
    named: ['packages'],
    loses: [
      destroyed(({ on_destroy: mode }) =>
        mode === 'purge' ? 'what the packages keep on the host: they are purged' : undefined,
      ),
      effectOf(['packages'], ({ before, after }) => purged(before, after)),
    ],
    interrupts: [],
  },
  stackwright_service: {
    noun: 'service',
    named: ['name'],
    loses: [],
    interrupts: [
      effectOf(['active'], ({ after }) => (after?.active === false ? 'stops' : undefined)),
      effectOf(['active'], ({ after }) => (after?.active === true ? 'starts' : undefined), readiness),
      effectOf(
        ['restart_on', 'overrides'],
        ({ before, after }) => (before?.active !== false && after?.active !== false ? 'restarts' : undefined),
        readiness,
      ),
      destroyed(({ active }) => (active === true ? 'stops, unless it ran before Stackwright kept it' : undefined)),
    ],
  },
  stackwright_sysctl: { noun: 'kernel parameter', named: ['key'], loses: [], interrupts: [] },
  stackwright_filesystem: {
    noun: 'file system',
    named: ['mount_point'],
    loses: [
      destroyed(({ device, wipe_on_destroy: wipe }) =>
        wipe === true
          ? `all data on ${code(device)}: it is wiped`
          : `the way to its data: it is unmounted, and they stay on ${code(device)}`,
      ),
      effectOf('create', ({ after }) =>
        after?.wipe === true ? `what is on ${code(after.device)} now, if anything: it may be overwritten` : undefined,
      ),
    ],
    interrupts: [
      destroyed('is unmounted'),
      effectOf(['mounted'], ({ after }) => (after?.mounted === false ? 'is unmounted' : undefined)),
      effect(['mount_point', 'mount_options'], 'is mounted anew'),
    ],
  },
  stackwright_system_user: {
    noun: 'user of the host',
    named: ['name'],
    loses: [
      destroyed(({ remove_home: home }) =>
        home === true
          ? 'the user and its home directory, with all that is in it'
          : 'the user; its home directory stays',
      ),
    ],
    interrupts: [],
  },
  stackwright_firewall_rule: { noun: 'firewall rule', named: ['name'], loses: [], interrupts: [] },
  stackwright_network_bridge: {
    noun: 'bridge',
    named: ['name'],
    loses: [],
    interrupts: hostNetwork('ports', 'addresses', 'dhcp', 'gateway', 'dns', 'stp', 'forward_delay', 'mac_address'),
  },
  stackwright_network_interface: {
    noun: 'network interface',
    named: ['name'],
    loses: [],
    interrupts: hostNetwork('addresses', 'dhcp', 'gateway', 'dns', 'promiscuous', 'up'),
  },
  stackwright_network_veth: {
    noun: 'pair of interfaces',
    named: ['name'],
    loses: [],
    interrupts: hostNetwork('bridge'),
  },

  // Databases and queues.
  stackwright_mariadb_database: {
    noun: 'database',
    named: ['name'],
    loses: [destroyed('all its tables')],
    interrupts: [],
  },
  stackwright_mariadb_user: {
    noun: 'database user',
    named: ['name'],
    loses: [destroyed('the login')],
    interrupts: [destroyed('is let in no more')],
  },
  stackwright_schema_migration: {
    noun: 'schema',
    named: ['name'],
    loses: [
      effect(['revision'], 'its former form: no apply migrates it back, only a backup of the database brings it'),
    ],
    interrupts: [],
  },
  stackwright_rabbitmq_default_user: { noun: 'RabbitMQ’s own user', named: ['name'], loses: [], interrupts: [] },
  stackwright_rabbitmq_user: {
    noun: 'queue user',
    named: ['name'],
    loses: [destroyed('the login')],
    interrupts: [destroyed('is let in no more')],
  },
  stackwright_rabbitmq_vhost: {
    noun: 'virtual host',
    named: ['name'],
    loses: [destroyed('all its queues and messages')],
    interrupts: [destroyed('takes no connections any more')],
  },

  // Keystone and what is in it.
  stackwright_keystone_bootstrap: { noun: 'Keystone', named: ['cloud'], loses: [], interrupts: [] },
  stackwright_api_readiness: { noun: 'API', named: ['service'], loses: [], interrupts: [] },
  stackwright_fernet_keys: {
    noun: 'keys of Keystone',
    named: ['kind'],
    loses: [
      destroyed(({ kind }) =>
        kind === 'credential'
          ? 'the keys: credentials that are encrypted by them can be read no more'
          : 'the keys: all tokens of the cloud become invalid',
      ),
    ],
    interrupts: [],
  },
  stackwright_identity_domain: {
    noun: 'domain',
    named: ['name'],
    loses: [destroyed('all users, groups and projects in it')],
    interrupts: [],
  },
  stackwright_identity_project: {
    noun: 'project',
    named: ['name'],
    loses: [destroyed('the project; what other services keep for it stays, without an owner')],
    interrupts: [],
  },
  stackwright_identity_user: {
    noun: 'user',
    named: ['name'],
    loses: [destroyed('its roles and credentials')],
    interrupts: [],
  },
  stackwright_identity_group: {
    noun: 'group',
    named: ['name'],
    loses: [destroyed('its members and roles')],
    interrupts: [],
  },
  stackwright_identity_group_membership: {
    noun: 'membership',
    named: ['user_id', 'group_id'],
    loses: [],
    interrupts: [],
  },
  stackwright_identity_role: {
    noun: 'role',
    named: ['name'],
    loses: [destroyed('the role: it is taken from all who have it')],
    interrupts: [],
  },
  stackwright_identity_role_assignment: {
    noun: 'role assignment',
    named: ['role_id', 'user_id', 'group_id', 'project_id', 'domain_id'],
    loses: [],
    interrupts: [],
  },
  stackwright_identity_region: { noun: 'region', named: ['name'], loses: [], interrupts: [] },
  stackwright_identity_service: {
    noun: 'service in the catalog',
    named: ['name'],
    loses: [],
    interrupts: [destroyed('is found by clients no more')],
  },
  stackwright_identity_endpoint: {
    noun: 'endpoint',
    named: ['service_id', 'interface', 'region'],
    loses: [],
    interrupts: [destroyed('is found by clients no more')],
  },

  // Images, and what Nova has.
  stackwright_image: {
    noun: 'image',
    named: ['name'],
    loses: [destroyed('the image with its content')],
    interrupts: [],
  },
  stackwright_compute_aggregate: { noun: 'aggregate', named: ['name'], loses: [], interrupts: [] },
  stackwright_compute_cell: {
    noun: 'cell',
    named: ['name'],
    loses: [destroyed('which hosts belong to it; their servers are not touched')],
    interrupts: [],
  },
  stackwright_compute_flavor: { noun: 'flavor', named: ['name'], loses: [], interrupts: [] },
  stackwright_compute_keypair: { noun: 'key pair', named: ['name'], loses: [], interrupts: [] },
  stackwright_compute_quota: { noun: 'quota of Nova', named: ['project_id'], loses: [], interrupts: [] },
  stackwright_compute_service: { noun: 'daemon of Nova', named: ['binary', 'host'], loses: [], interrupts: DAEMON },
  stackwright_compute_instance: {
    noun: 'instance',
    named: ['name'],
    loses: [
      destroyed(({ boot_volume: boot }) =>
        isSeenRecord(boot) && boot.delete_on_termination === false
          ? 'the instance; the volume it boots from stays'
          : 'the instance with all that is on its root disk',
      ),
      effect(['image_id'], 'all that is on its root disk: it is written anew from another image'),
    ],
    interrupts: [
      destroyed('ends'),
      effect(['flavor_id'], 'is resized, and restarts by that'),
      effect(['image_id'], 'is rebuilt, and restarts by that'),
      effectOf(['power_state'], ({ after }) => (after?.power_state === 'stopped' ? 'is stopped' : 'is started')),
    ],
  },

  // Neutron.
  stackwright_network_agent: { noun: 'agent of Neutron', named: ['agent_type', 'host'], loses: [], interrupts: DAEMON },
  stackwright_network: {
    noun: 'network',
    named: ['name'],
    loses: [],
    interrupts: [destroyed('carries nothing any more'), whenOff('carries nothing any more')],
  },
  stackwright_subnet: {
    noun: 'subnet',
    named: ['name', 'cidr'],
    loses: [],
    interrupts: [destroyed('gives out no addresses any more')],
  },
  stackwright_port: {
    noun: 'port',
    named: ['name'],
    loses: [],
    interrupts: [destroyed('is taken from what uses it'), whenOff('carries nothing any more')],
  },
  stackwright_router: {
    noun: 'router',
    named: ['name'],
    loses: [],
    interrupts: [
      destroyed('routes nothing any more'),
      whenOff('routes nothing any more'),
      effect(['external_network_id'], 'leads out by another network'),
    ],
  },
  stackwright_router_interface: {
    noun: 'interface of a router',
    named: ['router_id', 'subnet_id', 'port_id'],
    loses: [],
    interrupts: [destroyed('connects its subnet no more')],
  },
  stackwright_floating_ip: {
    noun: 'floating IP',
    named: ['address', 'port_id'],
    loses: [destroyed('the address, which somebody else may get')],
    interrupts: [destroyed('leads nowhere any more'), effect(['port_id', 'fixed_ip_address'], 'leads elsewhere')],
  },
  stackwright_security_group: {
    noun: 'security group',
    named: ['name'],
    loses: [destroyed('all its rules, with those that others have added')],
    interrupts: [],
  },
  stackwright_security_group_rule: {
    noun: 'rule of a security group',
    named: ['security_group_id', 'direction', 'protocol', 'port_range_min', 'remote_ip_prefix'],
    loses: [],
    interrupts: [],
  },

  // Swift.
  stackwright_swift_ring: {
    noun: 'ring',
    named: ['type', 'policy_index'],
    loses: [
      destroyed('where everything lies: what is stored by this ring is found no more'),
      effectOf(['replicas'], ({ before, after }) =>
        Number(after?.replicas) < Number(before?.replicas)
          ? `replicas: everything is stored ${code(after?.replicas)} times instead of ${code(before?.replicas)}`
          : undefined,
      ),
    ],
    interrupts: [],
  },
  stackwright_swift_hash: {
    noun: 'hash of Swift',
    named: ['path'],
    loses: [
      destroyed('by what everything is found: without this hash nothing that is stored is found'),
      effect(['suffix', 'prefix'], 'by what everything is found: with another hash nothing that is stored is found'),
    ],
    interrupts: [],
  },
  stackwright_object_container: {
    noun: 'container',
    named: ['name'],
    loses: [
      destroyed(({ force_destroy: all }) =>
        all === true
          ? 'all objects in it, with their former versions'
          : 'the container, which is refused unless it is empty',
      ),
    ],
    interrupts: [],
  },
  stackwright_object: {
    noun: 'object',
    named: ['container', 'name'],
    loses: [destroyed('the object')],
    interrupts: [],
  },
  stackwright_object_account: { noun: 'account of Swift', named: ['project_id'], loses: [], interrupts: [] },

  // Cinder.
  stackwright_volume_service: { noun: 'daemon of Cinder', named: ['binary', 'host'], loses: [], interrupts: DAEMON },
  stackwright_volume_group: {
    noun: 'volume group',
    named: ['name'],
    loses: [destroyed('the group, which is refused while volumes are in it')],
    interrupts: [],
  },
  stackwright_volume_type: { noun: 'volume type', named: ['name'], loses: [], interrupts: [] },
  stackwright_volume_quota: { noun: 'quota of Cinder', named: ['project_id'], loses: [], interrupts: [] },
  stackwright_volume: { noun: 'volume', named: ['name'], loses: [destroyed('all data on it')], interrupts: [] },
  stackwright_volume_snapshot: {
    noun: 'snapshot',
    named: ['name'],
    loses: [destroyed('what its volume was like then')],
    interrupts: [],
  },
  stackwright_volume_attachment: {
    noun: 'attachment',
    named: ['volume_id', 'instance_id'],
    loses: [],
    interrupts: [destroyed('ends: the disk is taken from its instance')],
  },
};

function purged(before: SeenRecord | undefined, after: SeenRecord | undefined): string | undefined {
  if (!isSeenList(before?.packages) || !isSeenList(after?.packages) || after.on_destroy !== 'purge') return undefined;
  const kept = new Set(after.packages);
  const gone = before.packages.filter((name) => !kept.has(name));
  return gone.length === 0 ? undefined : `what ${gone.map(code).join(', ')} keep on the host: they are purged`;
}
