import type { ITerraformDependable } from 'cdktf';
import type { Construct } from 'constructs';
import type { Host } from '../core/host';
import { Command } from '../infrastructure/command';

/**
 * Shares that a daemon has mounted stay when it stops, and packages of OpenStack's remove the directory that they are in with all that is
 * below when they are purged, which would be the volumes. So they are unmounted once the daemon has stopped: it depends on this.
 * @param packages that go after that
 */
export function unmounted(
  scope: Construct,
  id: string,
  host: Host,
  directory: string,
  packages: readonly ITerraformDependable[],
): Command {
  return new Command(scope, id, {
    host,
    delete: `findmnt --raw --noheadings --output TARGET | grep '^${directory}/' | sort -r |
  while read -r share; do umount -- "$share" || exit; done`,
    dependsOn: [...packages],
  });
}
