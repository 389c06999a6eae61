import { type ShellCommand, sh } from '../../ssh/quote';

/** Shell functions over the systemd units of packages that are purged: some of them go on running, and some stay enabled. */
export const UNIT_FUNCTIONS: ShellCommand = sh`
units_of() {
  dpkg-query --listfiles "$@" 2>/dev/null | sed -nE 's,^(/usr)?/lib/systemd/system/([^/@]+\.(service|socket))$,\2,p' | sort -u
}
# Units that D-Bus has started, such as polkit, are not stopped by their packages.
stop_units() {
  for unit; do
    if [ "$(systemctl show --property=LoadState --value -- "$unit")" = not-found ] && systemctl --quiet is-active -- "$unit"; then
      systemctl stop -- "$unit"
    fi
  done
}
# Links to units of purged packages: what enables them is not always taken back.
unit_links() { find /etc/systemd/system -mindepth 2 -type l -lname '*/systemd/system/*' | sort; }
remove_broken_links() { for link; do if [ ! -e "$link" ]; then rm -f -- "$link"; fi; done; }`;
