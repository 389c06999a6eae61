/** Where rules are kept: a file each. */
export const DIRECTORY = '/etc/stackwright/firewall';
export const SCRIPT = `${DIRECTORY}/apply`;
export const UNIT = 'stackwright-firewall.service';
export const UNIT_PATH = `/etc/systemd/system/${UNIT}`;

/**
 * Puts all kept rules in force with one transaction, for which it replaces nothing but the chains of our own. A table or base
 * chain that is not there is made, and marked by a comment; `create` fails where one is there after all, and so never changes
 * the policy of somebody else's. A jump that is there stays where it is.
 */
export const SCRIPT_TEXT = `#!/bin/sh
# Kept by Stackwright. Puts the rules of this directory in force, in the order of their names: all of them, or none.
set -eu
export LC_ALL=C
cd ${DIRECTORY}
exec 9<.
flock 9
set -- *.nft
if [ ! -e "$1" ]; then exit 0; fi
rules=$(cat -- "$@")
places=$(printf '%s\\n' "$rules" | sed -n 's/^add rule \\([^ ]* [^ ]*\\) stackwright_\\([^ ]*\\) .*/\\1 \\2/p' | sort -u)
made=
transaction=$(
  printf '%s\\n' "$places" | while read -r family table chain; do
    if ! nft list table "$family" "$table" >/dev/null 2>&1 && [ "$made" != "$family $table" ]; then
      echo "create table $family $table { comment \\"stackwright\\"; }"
      made="$family $table"
    fi
    if ! listed=$(nft list chain "$family" "$table" "$chain" 2>/dev/null); then
      echo "create chain $family $table $chain { type filter hook input priority filter; policy accept; comment \\"stackwright\\"; }"
    fi
    echo "add chain $family $table stackwright_$chain"
    echo "flush chain $family $table stackwright_$chain"
    case $listed in
      *"jump stackwright_$chain comment"*) ;;
      *) echo "insert rule $family $table $chain jump stackwright_$chain comment \\"stackwright\\"" ;;
    esac
  done
)
printf '%s\\n' "$transaction" "$rules" | nft -f -
`;

/**
 * nftables.service flushes the ruleset whenever it starts or reloads, if it is used at all: then ours follows. It has nothing to
 * stop: rules stay in force until the host is down.
 */
export const UNIT_TEXT = `# Kept by Stackwright.
[Unit]
Description=Firewall rules kept by Stackwright
DefaultDependencies=no
Wants=network-pre.target
Before=network-pre.target shutdown.target
Conflicts=shutdown.target
After=nftables.service
PartOf=nftables.service
ReloadPropagatedFrom=nftables.service
RequiresMountsFor=${DIRECTORY}

[Service]
Type=oneshot
RemainAfterExit=yes
StandardInput=null
ProtectSystem=full
ProtectHome=true
ExecStart=/bin/sh ${SCRIPT}
ExecReload=/bin/sh ${SCRIPT}

[Install]
WantedBy=sysinit.target nftables.service
`;

/** The links by which systemd has it enabled. */
export const ENABLED_BY: readonly string[] = ['sysinit.target', 'nftables.service'].map(
  (by) => `/etc/systemd/system/${by}.wants/${UNIT}`,
);
