import { CLIENTS, PYTHON } from './debian-12-python';
import type { CinderFacts } from './facts';

/** Debian 12's Cinder, 21.3. */
export const CINDER: CinderFacts = {
  user: 'cinder',
  configPath: '/etc/cinder/cinder.conf',
  lockPath: '/var/lock/cinder',
  packages: ['cinder-api', 'cinder-scheduler', ...CLIENTS],
  api: { unit: 'cinder-api.service', uwsgiConfigPath: '/etc/cinder/cinder-api-uwsgi.ini' },
  schedulerUnit: 'cinder-scheduler.service',
  migration: {
    command: ['cinder-manage', 'db', 'sync'],
    versionsPath: `${PYTHON}/cinder/db/migrations/versions`,
    logPath: '/var/log/cinder/cinder-manage.log',
  },
  volume: {
    // It wants something for iSCSI in any case: an initiator, which listens to nobody.
    packages: ['cinder-volume', 'open-iscsi', ...CLIENTS],
    unit: 'cinder-volume.service',
  },
  mountsPath: '/var/lib/cinder/mnt',
  computeMountsPath: '/var/lib/nova/mnt',
  sharesPath: '/etc/cinder/nfs_shares',
  nfs: { packages: ['nfs-common'] },
  iscsi: { packages: ['open-iscsi'], unit: 'iscsid.socket' },
  target: {
    packages: ['tgt', 'lvm2'],
    unit: 'tgt.service',
    program: '/usr/sbin/tgtd',
    helper: 'tgtadm',
    thinPackages: ['thin-provisioning-tools'],
  },
  formerLvmKeys: ['iscsi_protocol', 'iscsi_helper'],
};
