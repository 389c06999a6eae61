import { CINDER } from './debian-12-cinder';
import { EBTABLES } from './debian-12-ebtables';
import { CLIENTS, PYTHON } from './debian-12-python';
import { SWIFT } from './debian-12-swift';
import type { PlatformFacts } from './facts';
import { linuxBridgeRelease } from './linux-bridge-release';

const LINUX_BRIDGE_CONFIG = '/etc/neutron/plugins/ml2/linuxbridge_agent.ini';

/** Debian 12 "bookworm", which has OpenStack's release Zed. */
export const DEBIAN_12: PlatformFacts = {
  uwsgi: '/usr/bin/uwsgi_python3',
  keystone: {
    packages: ['keystone', ...CLIENTS],
    unit: 'keystone.service',
    user: 'keystone',
    configPath: '/etc/keystone/keystone.conf',
    uwsgiConfigPath: '/etc/keystone/keystone-uwsgi.ini',
    migration: {
      command: ['keystone-manage', 'db_sync'],
      versionsPath: `${PYTHON}/keystone/common/sql/migrations/versions`,
      logPath: '/var/log/keystone/keystone.log',
    },
    cacheBackend: 'dogpile.cache.memcached',
  },
  glance: {
    packages: ['glance-api', ...CLIENTS],
    unit: 'glance-api.service',
    user: 'glance',
    configPath: '/etc/glance/glance-api.conf',
    storePath: '/var/lib/glance/images',
    swiftStorePath: '/etc/glance/glance-swift-images.conf',
    generatedPath: '/etc/glance/glance-image-import.conf',
    migration: {
      command: ['glance-manage', 'db_sync'],
      versionsPath: `${PYTHON}/glance/db/sqlalchemy/alembic_migrations/versions`,
      logPath: '/var/log/glance/glance-manage.log',
    },
  },
  placement: {
    packages: ['placement-api', ...CLIENTS],
    unit: 'placement-api.service',
    user: 'placement',
    configPath: '/etc/placement/placement.conf',
    uwsgiConfigPath: '/etc/placement/placement-api-uwsgi.ini',
    migration: {
      command: ['placement-manage', 'db', 'sync'],
      versionsPath: `${PYTHON}/placement/db/sqlalchemy/alembic/versions`,
      logPath: '/var/log/placement/placement-manage.log',
    },
  },
  nova: {
    user: 'nova',
    configPath: '/etc/nova/nova.conf',
    lockPath: '/var/lock/nova',
    controller: {
      packages: ['nova-api', 'nova-conductor', 'nova-scheduler', 'nova-consoleproxy', ...CLIENTS],
      api: { unit: 'nova-api.service', uwsgiConfigPath: '/etc/nova/nova-api-uwsgi.ini' },
      metadata: { unit: 'nova-api-metadata.service', uwsgiConfigPath: '/etc/nova/nova-api-metadata-uwsgi.ini' },
      conductorUnit: 'nova-conductor.service',
      schedulerUnit: 'nova-scheduler.service',
      consoleProxyUnit: 'nova-novncproxy.service',
      otherConsoleUnits: ['nova-spicehtml5proxy.service', 'nova-serialproxy.service'],
      consoleDefaultsPath: '/etc/default/nova-consoleproxy',
      consoleDefaults: { NOVA_CONSOLE_PROXY_TYPE: 'novnc', NOVA_SERIAL_PROXY_START: 'false' },
      consolePage: 'vnc_lite.html',
      consoleTlsPaths: { certificate: '/etc/nova/console-proxy.crt', key: '/etc/nova/console-proxy.key' },
      apiMigration: {
        command: ['nova-manage', 'api_db', 'sync'],
        versionsPath: `${PYTHON}/nova/db/api/migrations/versions`,
        logPath: '/var/log/nova/nova-manage.log',
      },
      migration: {
        command: ['nova-manage', 'db', 'sync'],
        versionsPath: `${PYTHON}/nova/db/main/migrations/versions`,
        logPath: '/var/log/nova/nova-manage.log',
      },
      manageLogPath: '/var/log/nova/nova-manage.log',
    },
    compute: {
      // The one that comes with the emulator of the host's own architecture alone; it does without KVM, too.
      // genisoimage writes config drives.
      packages: ['nova-compute', 'nova-compute-kvm', 'genisoimage', ...CLIENTS],
      unit: 'nova-compute.service',
      configPath: '/etc/nova/nova-compute.conf',
      logPath: '/var/log/nova/nova-compute.log',
      libvirt: { unit: 'libvirtd.service', stayEnvironment: ['LIBVIRTD_ARGS='] },
      qemuConfigPath: '/etc/libvirt/qemu.conf',
    },
  },
  neutron: {
    user: 'neutron',
    configPath: '/etc/neutron/neutron.conf',
    pluginConfigPath: '/etc/neutron/plugins/ml2/ml2_conf.ini',
    server: {
      packages: ['neutron-server', ...CLIENTS],
      api: { unit: 'neutron-api.service', uwsgiConfigPath: '/etc/neutron/neutron-api-uwsgi.ini' },
      rpcUnit: 'neutron-rpc-server.service',
      migration: {
        command: [
          'neutron-db-manage',
          '--config-file',
          '/etc/neutron/neutron.conf',
          '--config-file',
          '/etc/neutron/plugins/ml2/ml2_conf.ini',
          'upgrade',
          'head',
        ],
        versionsPath: `${PYTHON}/neutron/db/migration/alembic_migrations/versions`,
        logPath: '/var/log/neutron/neutron-db-manage.log',
      },
    },
    dhcp: {
      packages: ['neutron-dhcp-agent'],
      unit: 'neutron-dhcp-agent.service',
      configPath: '/etc/neutron/dhcp_agent.ini',
      caughtUp:
        'zgrep -qs " $(systemctl show -p MainPID --value neutron-dhcp-agent) INFO .*Synchronizing state complete" /var/log/neutron/neutron-dhcp-agent.log*',
      cleanUp:
        'neutron-netns-cleanup --agent-type dhcp --force --config-file /etc/neutron/neutron.conf --config-file /etc/neutron/dhcp_agent.ini',
    },
    metadata: {
      packages: ['neutron-metadata-agent'],
      unit: 'neutron-metadata-agent.service',
      configPath: '/etc/neutron/metadata_agent.ini',
    },
    layer3: {
      packages: ['neutron-l3-agent'],
      unit: 'neutron-l3-agent.service',
      configPath: '/etc/neutron/l3_agent.ini',
      cleanUp:
        'neutron-netns-cleanup --agent-type l3 --force --config-file /etc/neutron/neutron.conf --config-file /etc/neutron/l3_agent.ini',
    },
    linuxBridge: {
      packages: ['neutron-linuxbridge-agent'],
      unit: 'neutron-linuxbridge-agent.service',
      configPath: LINUX_BRIDGE_CONFIG,
      mended: { path: '/usr/local/sbin/ebtables', content: EBTABLES },
      beforeStart: {
        path: '/usr/local/sbin/neutron-linuxbridge-release',
        content: linuxBridgeRelease(LINUX_BRIDGE_CONFIG),
      },
      cleanUp: `neutron-linuxbridge-cleanup --config-file /etc/neutron/neutron.conf --config-file ${LINUX_BRIDGE_CONFIG}
for tables in iptables ip6tables ebtables; do $tables-save | grep -v neutron | $tables-restore || exit; done
ipset list -n | sed -n 's/^N[Ii][Pp]v[46].*/destroy &/p' | ipset restore`,
    },
    // Neutron calls the driver experimental since this release, and refuses it otherwise.
    linuxBridgeSettings: { experimental: { linuxbridge: 'true' } },
  },
  mariadb: {
    packages: ['mariadb-server'],
    unit: 'mariadb.service',
    activationUnit: 'mariadb.socket',
    user: 'mysql',
    configPath: '/etc/mysql/mariadb.conf.d/99-stackwright.cnf',
    removeDataQuestion: 'mariadb-server/postrm_remove_databases boolean',
  },
  memcached: {
    packages: ['memcached'],
    unit: 'memcached.service',
    user: 'memcache',
    configPath: '/etc/memcached.conf',
  },
  rabbitmq: {
    packages: ['rabbitmq-server'],
    unit: 'rabbitmq-server.service',
    user: 'rabbitmq',
    configPath: '/etc/rabbitmq/rabbitmq.conf',
    environmentPath: '/etc/rabbitmq/rabbitmq-env.conf',
    nameServerSocket: 'epmd.socket',
  },
  nftables: { packages: ['nftables'] },
  swift: SWIFT,
  cinder: CINDER,
  horizon: {
    packages: ['openstack-dashboard-apache', 'python3-pymemcache'],
    unit: 'apache2.service',
    user: 'www-data',
    settingsPath: '/etc/openstack-dashboard/local_settings.d/_99_stackwright.py',
    root: '/horizon/',
    cacheBackend: 'django.core.cache.backends.memcached.PyMemcacheCache',
    // The packages enable the default site for HTTPS, whether there is the module for it or not.
    unservable: {
      create: 'a2query -q -m ssl || a2dissite -q default-ssl',
      read: 'a2query -q -m ssl || ! a2query -q -s default-ssl || echo default-ssl',
    },
  },
};
