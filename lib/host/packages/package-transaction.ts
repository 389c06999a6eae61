import type { SshConnection } from '../../ssh/connection';
import { joinCommands, type ShellCommand, sh } from '../../ssh/quote';
import { type Report, runDetached } from '../detached';
import { APT, PATIENCE_SECONDS, REFRESH } from './apt';
import { BYTE_COMPILATION, MAINTAINER_PATH } from './byte-compilation';
import { ANSWER_FUNCTIONS } from './debconf-answers';
import { UNIT_FUNCTIONS } from './left-units';
import { RECORD_FUNCTIONS } from './package-record';
import { SERVICE_POLICY } from './service-policy';

/** What a resource asks for: its id on the host, and the names of its packages; none when it asks for nothing more. */
export interface Claim {
  readonly id: string;
  readonly names: readonly string[];
}

/** Packages to be installed in one go. */
export interface Installation {
  readonly claims: readonly Claim[];
  readonly recommends: boolean;
  /** Whether the packages may start their daemons. */
  readonly startServices: boolean;
  /** Packages to hold, and packages not to hold. */
  readonly hold: readonly string[];
  readonly unhold: readonly string[];
  /** Lines for `debconf-set-selections`. */
  readonly answers: readonly string[];
  /** Whether to fetch the package lists even if they are young. */
  readonly refresh: boolean;
  /** Whether to finish first what an interrupted dpkg has begun. */
  readonly repair: boolean;
}

/** What becomes of packages that nobody asks for any more and that were brought by us. */
export type Removal = 'purge' | 'remove' | 'keep';

/** Begins the line that names packages which stay because others need them. */
export const KEPT = 'stackwright: still needed: ';

const EXCLUSIVE = { lock: '/run/lock/stackwright-packages', patienceSeconds: PATIENCE_SECONDS };

/** Installs packages. Those that are there already are not upgraded. */
export function install(connection: SshConnection, what: Installation): Promise<Report> {
  const names = [...new Set(what.claims.flatMap((claim) => claim.names))];
  const parts = [RECORD_FUNCTIONS, SERVICE_POLICY, APT, REFRESH, ANSWER_FUNCTIONS, BYTE_COMPILATION];
  parts.push(sh`trap 'allow_starts; compile_noted; settle; rm -rf said working previous' EXIT
    allow_starts
    begin && remember ${names} || exit`);
  for (const { id, names } of what.claims) parts.push(sh`claim ${id} ${names}`);
  parts.push(sh`failed() { code=$?; unclaim ${what.claims.map(({ id }) => id)}; exit "$code"; }`);
  // Whether that mended it, apt says right afterwards, and better.
  if (what.repair) parts.push(sh`dpkg --force-confold --configure -a || true`);
  if (what.answers.length > 0) {
    parts.push(sh`answers=$(cat)
      patiently answer || failed`);
  }
  parts.push(sh`installed > working
    missing=$(lines ${names} | comm -23 - working)
    if [ -n "$missing" ]; then
      if ${what.refresh ? sh`true` : sh`stale`}; then refresh; fi
      ${what.startServices ? sh`` : sh`forbid_starts`}
      note_modules
      apt install --no-remove -o DPkg::Path=${MAINTAINER_PATH} ${what.recommends ? '--install-recommends' : '--no-install-recommends'} -- $missing ||
        failed
    fi`);
  const existing = sh`existing=$(lines ${names} | comm -12 - working)
    if [ -n "$existing" ]; then
      auto=$(apt-mark showauto $existing)
      if [ -n "$auto" ]; then apt-mark manual $auto; fi
    fi`;
  parts.push(existing);
  if (what.hold.length > 0) parts.push(sh`apt-mark hold ${what.hold} || exit`);
  if (what.unhold.length > 0) parts.push(sh`apt-mark unhold ${what.unhold} || exit`);
  const stdin = what.answers.map((line) => `${line}\n`).join('');
  return runDetached(connection, joinCommands(parts), { ...EXCLUSIVE, stdin });
}

/**
 * Takes back claims, and removes what nobody claims or needs any more. Named packages go even if others only recommend
 * them; what they had pulled in stays as long as anything would rather have it. Nothing goes that was there before.
 */
export function release(connection: SshConnection, claims: readonly Claim[], removal: Removal): Promise<Report> {
  const parts = [RECORD_FUNCTIONS, SERVICE_POLICY, APT, ANSWER_FUNCTIONS, UNIT_FUNCTIONS, BYTE_COMPILATION];
  parts.push(sh`trap 'compile_noted; settle; rm -f said still' EXIT
    allow_starts
    compile_noted
    begin || exit`);
  for (const { id, names } of claims) parts.push(sh`disclaim ${id} ${names}`);
  parts.push(sh`claimed > still
    put_back $(cat dropped)
    ours=$(sort -u dropped | comm -23 - still | comm -12 - brought) || exit`);
  // Accounts and directories belong to what stays.
  if (removal !== 'purge') parts.push(sh`rm -f accounts directories`);
  if (removal === 'keep') parts.push(sh`lines $ours | comm -13 - brought | replace brought`);
  else parts.push(removeScript(removal));
  parts.push(sh`: > dropped
    settle
    rm -f said still
    trap - EXIT
    tidy`);
  return runDetached(connection, joinCommands(parts), EXCLUSIVE);
}

function removeScript(removal: 'purge' | 'remove'): ShellCommand {
  return sh`
    # What apt would remove. When it cannot tell, nothing is removed at all.
    simulate() {
      apt --simulate -o APT::AutoRemove::SuggestsImportant=false "$@" > said || { cat said; exit 1; }
      awk '/^(Remv|Purg) / { print $2 }' said | sort
    }
    going='' staying=''
    if [ -n "$ours" ]; then
      present=$(lines $ours | comm -12 - before)
      if [ -n "$present" ]; then
        apt-mark unhold $present
        apt-mark auto $present || exit
        unneeded=$(simulate -o APT::AutoRemove::RecommendsImportant=false autoremove) || { echo "$unneeded"; exit 1; }
        lines $unneeded > unneeded
        going=$(lines $present | comm -12 - unneeded)
        staying=$(lines $present | comm -23 - unneeded)
        rm -f unneeded
        if [ -n "$going" ]; then
          all=$(simulate ${removal} --auto-remove -- $going) || { echo "$all"; exit 1; }
          going=$({ lines $going; lines $all | comm -12 - brought | comm -23 - still; } | sort -u)
        fi
      fi
      # When nobody asks for anything any more, all that was brought goes, unless what was not brought depends on it: that
      # something would rather have it was no reason to be there before, either.
      if [ ! -s still ]; then
        rest=$(comm -12 before brought)
        all=$(if [ -n "$rest" ]; then simulate ${removal} -- $rest; fi) || { echo "$all"; exit 1; }
        if [ -z "$(lines $all | comm -23 - brought)" ]; then going=$rest staying=''; fi
      fi
      if [ -n "$staying" ]; then echo ${KEPT} $staying; fi
      # What somebody removed by hand may have left its configuration behind.
      left=$(lines $ours | comm -23 - before | while read -r name; do
        if dpkg-query --show --showformat='\${db:Status-Status}' "$name" 2>/dev/null | grep -qx config-files; then echo "$name"; fi
      done)
      if [ -n "$going$left" ]; then
        ${removal === 'purge' ? sh`touch directories; { cat directories; of_services $going $left; } | sort -u | existing | replace directories` : sh``}
        units=$(units_of $going)
        links=$(unit_links | while read -r link; do if [ -e "$link" ]; then echo "$link"; fi; done)
        clean_modules $going
        apt ${removal} -o DPkg::Path=${MAINTAINER_PATH} -- $going $left || exit
        compile_noted
        stop_units $units
        ${
          removal === 'purge'
            ? sh`remove_broken_links $links
        patiently forget_answers || exit`
            : sh``
        }
      fi
      lines $staying > staying
      lines $ours $going | comm -23 - staying | comm -13 - brought | replace brought
      rm -f staying
    fi`;
}
