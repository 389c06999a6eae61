import { type ShellCommand, sh } from '../../ssh/quote';

const MARK = 'Placed by Stackwright';

// What runs already may be restarted when its package is upgraded.
const POLICY = `#!/bin/sh
# ${MARK} while it installs packages: nothing is started that is not running.
case $1 in --*) shift ;; esac
[ "$2" = stop ] || systemctl --quiet is-active -- "$1" || exit 101
`;

/**
 * Shell functions that keep packages from starting their daemons while they are installed, before anyone has configured
 * them, by Debian's own means: `policy-rc.d`. One that is there already steps aside for so long. `allow_starts` also does away
 * with what a killed run left behind.
 */
export const SERVICE_POLICY: ShellCommand = sh`
policy=/usr/sbin/policy-rc.d
aside=$PWD/policy-rc.d
allow_starts() {
  if grep -qs ${MARK} "$policy"; then rm -f "$policy"; fi
  if [ -e "$aside" ] || [ -L "$aside" ]; then mv -T "$aside" "$policy"; fi
}
forbid_starts() {
  if [ -e "$policy" ] || [ -L "$policy" ]; then mv -T "$policy" "$aside"; fi
  printf %s ${POLICY} > "$policy.new"
  chmod 0755 "$policy.new"
  mv -T "$policy.new" "$policy"
}`;
