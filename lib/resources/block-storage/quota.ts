import { limit, quota } from '../api/quota';

/** How much of what Cinder has a project may have. */
export const volumeQuota = quota({
  name: 'volume_quota',
  service: 'Cinder',
  example: `resource "stackwright_volume_quota" "trial" {
  cloud      = stackwright_keystone_bootstrap.keystone.id
  project_id = stackwright_identity_project.trial.id
  volumes    = 10
  total_gb   = 500
}`,
  limits: {
    volumes: limit('How many volumes the project may have.'),
    snapshots: limit('How many snapshots it may have.'),
    total_gb: limit('How large volumes and snapshots may be together, in GiB.'),
    volume_gb: limit('How large each volume may be, in GiB.'),
    backups: limit('How many backups it may have.'),
    backup_gb: limit('How large backups may be together, in GiB.'),
  },
  apiNames: { total_gb: 'gigabytes', volume_gb: 'per_volume_gigabytes', backup_gb: 'backup_gigabytes' },
  quotas: ({ blockStorage }) => blockStorage.quotas,
});
