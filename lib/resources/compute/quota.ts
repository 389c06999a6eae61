import { limit, quota } from '../api/quota';

/** How much of what Nova has a project may have. */
export const computeQuota = quota({
  name: 'compute_quota',
  service: 'Nova',
  example: `resource "stackwright_compute_quota" "trial" {
  cloud      = stackwright_keystone_bootstrap.keystone.id
  project_id = stackwright_identity_project.trial.id
  instances  = 5
  cores      = 10
  ram_mb     = 16384
}`,
  limits: {
    instances: limit('How many servers the project may have.'),
    cores: limit('How many processors they may have together.'),
    ram_mb: limit('How much memory they may have together, in MiB.'),
    metadata_items: limit('How many items of metadata each of them may have.'),
    key_pairs: limit('How many key pairs each user may have.'),
    server_groups: limit('How many groups of servers the project may have.'),
    server_group_members: limit('How many servers each group may have.'),
  },
  apiNames: { ram_mb: 'ram' },
  quotas: ({ compute }) => compute.quotas,
});
