import { type ShellCommand, sh } from '../../ssh/quote';
import type { ManagerName } from './managers';

/** Where the host keeps what it puts back should nobody confirm a change. It outlives a reboot. */
const KEPT = '/var/lib/stackwright/network';
const UNIT = 'stackwright-network.service';

/** What changes on a host, and how it is made so in the kernel too. */
export interface NetworkChange {
  readonly manager: ManagerName;
  /** Texts by path, a character a byte. */
  readonly files: ReadonlyMap<string, string>;
  /** Paths of files that go. */
  readonly removed: readonly string[];
  /** The interfaces that the change is about. */
  readonly links: readonly string[];
  /** Interfaces that go. */
  readonly deleted: readonly string[];
  /** Interfaces that ifupdown takes down as it has them so far, before the files change. */
  readonly lowered: readonly string[];
  /** Interfaces that ifupdown then brings up. */
  readonly raised: readonly string[];
  /** What the manager does not do by itself with interfaces that are there already. */
  readonly settle: ShellCommand;
}

/** How ifupdown takes an interface down, whatever state it is in, and brings one up unless it has done so already. */
const IFUPDOWN = sh`
lower() {
  if [ ! -e "/sys/class/net/$1" ]; then return; fi
  ifdown --force "$1"
  ip address flush dev "$1" scope global
  ip link set dev "$1" nomaster
}
raise() {
  if ifquery --state "$1" >/dev/null; then return; fi
  if [ -e "/sys/class/net/$1" ]; then ip address flush dev "$1" scope global; fi
  ifup "$1"
}`;

/** Puts files and interfaces back as they were kept. */
const RESTORE = sh`
${IFUPDOWN}
restore() {
  if [ -e "$kept/up" ]; then while read -r link was; do lower "$link"; done < "$kept/links"; fi
  n=0
  while read -r path; do
    n=$((n + 1))
    if [ -e "$kept/$n" ]; then cp -a -T -- "$kept/$n" "$path"; else rm -f -- "$path"; fi
  done < "$kept/paths"
  while read -r link was; do
    if [ "$was" = none ]; then
      ip link delete dev "$link" 2>/dev/null
    elif [ "$was" = alone ]; then
      ip link set dev "$link" nomaster
    else
      ip link set dev "$link" master "$was"
    fi
  done < "$kept/links"
  if [ -e "$kept/up" ]; then
    while read -r link; do raise "$link"; done < "$kept/up"
  else
    systemctl start systemd-networkd
    networkctl reload
    sleep 1
    while read -r link was; do if [ -e "/sys/class/net/$link" ]; then networkctl reconfigure "$link"; fi; done < "$kept/links"
  fi
  rm -rf -- "$kept"
  rmdir --ignore-fail-on-non-empty /var/lib/stackwright
}`;

/** Puts each file that lies ready where it belongs, with the mode of the one that was there. No manager reads hidden files. */
const PLACE = sh`
place() {
  n=0
  while read -r path; do
    n=$((n + 1))
    new="$(dirname -- "$path")/.stackwright-new"
    if [ -e "$path" ]; then cp -a -T -- "$path" "$new"; fi
    cat "$kept/new-$n" > "$new"
    mv -T -- "$new" "$path"
  done < "$kept/placed"
}`;

/**
 * Makes a change and has the host itself put all back unless it is confirmed in time. The host does it in a unit of its own, so
 * neither the end of the connection nor that of this process stops it. A change that is still on trial is waited for; one that was
 * cut short by a reboot is put back first.
 * @param id names the change: how it ended is told under it
 */
export function begin(id: string, change: NetworkChange, seconds: number): ShellCommand {
  const { manager, files, removed, links, deleted, lowered, raised, settle } = change;
  const paths = [...files.keys(), ...removed];
  const encoded = [...files.values()].map((text) => Buffer.from(text, 'latin1').toString('base64'));
  const reread = manager === 'ifupdown' ? sh`:` : sh`systemctl start systemd-networkd; networkctl reload`;
  const isUp =
    manager === 'ifupdown' ? sh`ifquery --state "$link" >/dev/null && echo "$link" >> "$kept/up" || :` : sh`:`;
  const noneUp = manager === 'ifupdown' ? sh`: > "$kept/up"` : sh`:`;
  const trial = sh`
    kept=$1 outcome=$2 seconds=$3
    ${RESTORE}
    ${PLACE}
    umask 022
    for link in ${lowered}; do lower "$link"; done
    place
    rm -f -- ${removed}
    ${reread}
    for link in ${deleted}; do ip link delete dev "$link" 2>/dev/null; done
    for link in ${raised}; do raise "$link"; done
    ${settle}
    echo applied > "$outcome"
    waited=0
    while [ ! -e "$kept/confirmed" ] && [ "$waited" -lt "$((seconds * 5))" ]; do sleep 0.2; waited=$((waited + 1)); done
    if mv -T -- "$kept/on-trial" "$kept/decided" 2>/dev/null; then
      restore
      echo undone > "$outcome"
    else
      rm -rf -- "$kept"
      rmdir --ignore-fail-on-non-empty /var/lib/stackwright
      echo kept > "$outcome"
    fi`;
  return sh`
    kept=${KEPT}
    ${RESTORE}
    exec 9>/run/stackwright-network.lock && flock 9 || exit
    while systemctl is-active -q ${UNIT}; do sleep 0.3; done
    if [ -e "$kept/paths" ] && [ -e "$kept/links" ]; then restore; fi
    rm -rf -- "$kept"
    set -e
    umask 022
    mkdir -p /run/stackwright-network
    for path in ${paths}; do mkdir -p "$(dirname -- "$path")"; done
    (umask 077; mkdir -p "$kept")
    n=0
    for path in ${paths}; do
      n=$((n + 1))
      printf '%s\n' "$path" >> "$kept/paths"
      if [ -e "$path" ]; then cp -a -T -- "$path" "$kept/$n"; fi
    done
    : >> "$kept/paths"
    ${noneUp}
    for link in ${links}; do
      ${isUp}
      was=none
      if [ -e "/sys/class/net/$link" ]; then was=alone; fi
      if [ -e "/sys/class/net/$link/master" ]; then was=$(basename "$(readlink "/sys/class/net/$link/master")"); fi
      printf '%s %s\n' "$link" "$was" >> "$kept/links"
    done
    n=0
    for path in ${[...files.keys()]}; do printf '%s\n' "$path"; done > "$kept/placed"
    for text in ${encoded}; do n=$((n + 1)); printf '%s' "$text" | base64 -d > "$kept/new-$n"; done
    : > "$kept/on-trial"
    # In a file: systemd would write a script of several lines into its unit, and not understand that when somebody has it reload.
    printf '%s\n' ${trial.text} > "$kept/trial"
    systemd-run --quiet --collect --unit=${UNIT} --property=KillMode=process -- sh "$kept/trial" "$kept" ${outcomePath(id)} ${seconds} 9>&-`;
}

/** Confirms the change, if that is not too late. Says `confirmed`, how it ended, or `waiting`. */
export function confirm(id: string): ShellCommand {
  return sh`
    outcome=$(cat ${outcomePath(id)} 2>/dev/null)
    if [ "$outcome" = applied ] && mv -T -- ${`${KEPT}/on-trial`} ${`${KEPT}/confirmed`} 2>/dev/null; then
      while systemctl is-active -q ${UNIT}; do sleep 0.1; done
      outcome=$(cat ${outcomePath(id)})
    fi
    case "$outcome" in
      kept | undone) rm -f -- ${outcomePath(id)}; rmdir --ignore-fail-on-non-empty /run/stackwright-network; echo "$outcome" ;;
      # It may have come to its end since the first look.
      *) if systemctl is-active -q ${UNIT} || [ -e ${outcomePath(id)} ]; then echo waiting; else echo unknown; fi ;;
    esac`;
}

function outcomePath(id: string): string {
  return `/run/stackwright-network/${id}`;
}
