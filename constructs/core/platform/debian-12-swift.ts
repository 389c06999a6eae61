import type { SwiftFacts } from './facts';

/** Debian 12's Swift, 2.30. */
export const SWIFT: SwiftFacts = {
  packages: ['swift'],
  ringDirectory: '/etc/swift',
  user: 'swift',
  devicesPath: '/srv/node',
  cachePath: '/var/cache/swift',
  storage: {
    account: {
      packages: ['swift-account'],
      unit: 'swift-account.service',
      configPath: '/etc/swift/account-server.conf',
      daemons: ['swift-account-auditor.service', 'swift-account-reaper.service', 'swift-account-replicator.service'],
    },
    container: {
      packages: ['swift-container'],
      unit: 'swift-container.service',
      configPath: '/etc/swift/container-server.conf',
      daemons: [
        'swift-container-auditor.service',
        'swift-container-reconciler.service',
        'swift-container-replicator.service',
        'swift-container-sharder.service',
        'swift-container-updater.service',
      ],
    },
    object: {
      packages: ['swift-object'],
      unit: 'swift-object.service',
      configPath: '/etc/swift/object-server.conf',
      daemons: ['swift-object-auditor.service', 'swift-object-replicator.service', 'swift-object-updater.service'],
    },
  },
  fileSystemPackages: ['xfsprogs'],
  rsync: { packages: ['rsync'], unit: 'rsync.service', configPath: '/etc/rsyncd.conf' },
  containerSyncUnit: 'swift-container-sync.service',
  reconstructorUnit: 'swift-object-reconstructor.service',
  reconcilerConfigPath: '/etc/swift/container-reconciler.conf',
  internalClientConfigPath: '/etc/swift/internal-client.conf',
  proxy: {
    packages: ['swift-proxy', 'python3-keystonemiddleware', 'python3-memcache'],
    unit: 'swift-proxy.service',
    configPath: '/etc/swift/proxy-server.conf',
  },
  expirer: {
    packages: ['swift-object-expirer'],
    unit: 'swift-object-expirer.service',
    configPath: '/etc/swift/object-expirer.conf',
  },
};
