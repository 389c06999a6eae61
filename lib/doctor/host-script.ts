import { type ShellCommand, sh } from '../ssh/quote';
import type { WantedHost } from './wanted';

/** Between the parts of what a host tells. */
export const NEXT = '\0=\0';
/** Before each file of a part with files. */
export const FILE = '\0+\0';

const LINES = 60;

/** One command that only looks, and tells all that is to be known of a host. */
export function hostScript(wanted: WantedHost, rings: readonly string[], owned: readonly string[]): ShellCommand {
  const units = wanted.units.map(({ name }) => name);
  const devices = wanted.fileSystems.map(({ device }) => device);
  const paths = [...owned, ...wanted.fileSystems.map(({ mountPoint }) => mountPoint)];
  return sh`
    next() { printf '\0=\0'; }
    file() { printf '\0+\0%s\n' "$1"; cat -- "$1"; }
    exec 2>/dev/null
    uname -m; next
    set -- ${units}
    [ "$#" -eq 0 ] || systemctl show --timestamp=us+utc --property=Id,LoadState,ActiveState,SubState,Result,NRestarts,ActiveEnterTimestamp,MainPID -- "$@"; next
    for unit in $([ "$#" -eq 0 ] || systemctl show --property=Id,ActiveState,NRestarts -- "$@" |
      awk -F= '{ of[$1] = $2 } $0 == "" { if (of["ActiveState"] != "active" || of["NRestarts"] > 0) print of["Id"]; split("", of) }
        END { if (of["Id"] != "" && (of["ActiveState"] != "active" || of["NRestarts"] > 0)) print of["Id"] }'); do
      printf '\0+\0%s\n' "$unit"
      {
        journalctl --unit="$unit" --since=-1d --lines=${LINES} --no-pager --output=cat --quiet
        find /var/log -maxdepth 2 -name "\${unit%.service}.log" -mmin -1440 -exec tail -n ${LINES} -- {} +
      } | cut -c -2000
    done; next
    ss -Hltnp; next
    ps -eo pid=,unit:100=,comm=; next
    for path in ${[...wanted.settings.keys()]}; do if [ -f "$path" ]; then file "$path"; fi; done; next
    for path in ${wanted.files}; do if grep -qsF OS_AUTH_URL -- "$path"; then file "$path"; fi; done; next
    for path in ${paths}; do if [ -e "$path" ]; then stat -c '%U:%G %a %n' -- "$path"; fi; done; next
    cat /proc/self/mountinfo; next
    for device in ${devices}; do if [ -b "$device" ]; then echo "$device"; fi; done; next
    for ring in ${rings}; do if [ -e "$ring" ]; then sha256sum -- "$ring"; fi; done; next
    command -v "qemu-system-$(uname -m)"; next
    [ -c /dev/kvm ] && echo yes; next
    if command -v vgs >/dev/null; then echo +; vgs --noheadings -o vg_name; fi; next
    df -P -x tmpfs -x devtmpfs -x overlay -x efivarfs -x squashfs -x iso9660; df -P /; next
    :`;
}
