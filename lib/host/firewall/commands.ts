import { type ShellCommand, sh } from '../../ssh/quote';
import { DIRECTORY, ENABLED_BY, SCRIPT, SCRIPT_TEXT, UNIT, UNIT_PATH, UNIT_TEXT } from './boot';
import type { RulePlace } from './rule';

/** Exit codes: there is no `nft`; it does not take the rules. */
export const NO_NFT = 90;
export const REFUSED = 91;

/** Writes a file unless it has that text already, in one step. */
const PUT = sh`
  put() {
    if [ "$(cat -- "$1" 2>/dev/null; echo .)" = "$2." ] && [ ! -L "$1" ]; then return 0; fi
    printf %s "$2" > "$1.new" && chmod -- "$3" "$1.new" && mv -fT -- "$1.new" "$1"
  }`;

/** `tidy`: with the last rule go the unit, the script and the directory. */
const TIDY = sh`
  tidy() {
    for file in ${DIRECTORY}/*.nft; do if [ -e "$file" ]; then return 0; fi; done
    if [ -e ${UNIT_PATH} ] || [ -L ${UNIT_PATH} ]; then
      systemctl --quiet disable --now -- ${UNIT} || return
      rm -f -- ${UNIT_PATH} && systemctl daemon-reload || return
      systemctl reset-failed -- ${UNIT} 2>/dev/null
    fi
    if [ ! -d ${DIRECTORY} ]; then return 0; fi
    rm -f -- ${SCRIPT} && rmdir -p --ignore-fail-on-non-empty -- ${DIRECTORY}
  }`;

/**
 * `leave FAMILY TABLE CHAIN`: takes our chain away where no rule is kept for it any more, and then the base chain and the table,
 * as far as we made them and nobody else has put anything into them.
 */
const LEAVE = sh`
  leave() {
    if ! command -v nft >/dev/null; then return 0; fi
    if cat ${DIRECTORY}/*.nft 2>/dev/null | grep -qF "add rule $1 $2 stackwright_$3 "; then return 0; fi
    if nft list chain "$1" "$2" "stackwright_$3" >/dev/null 2>&1; then
      {
        nft -a list chain "$1" "$2" "$3" | sed -n "s/.*jump stackwright_$3 .*# handle \([0-9]*\)\$/\1/p" |
          while read -r handle; do echo "delete rule $1 $2 $3 handle $handle"; done
        echo "flush chain $1 $2 stackwright_$3; delete chain $1 $2 stackwright_$3"
      } | nft -f - || return
    fi
    words() { nft list "$@" 2>/dev/null | tr -s ' \t\n' ' '; }
    made='comment "stackwright"'
    if [ "$(words chain "$1" "$2" "$3")" = "table $1 $2 { chain $3 { $made type filter hook input priority filter; policy accept; } } " ]; then
      nft delete chain "$1" "$2" "$3" || return
    fi
    if [ "$(words table "$1" "$2")" = "table $1 $2 { $made } " ]; then nft delete table "$1" "$2" || return; fi
  }`;

function words({ table, chain }: RulePlace): readonly string[] {
  return [...table.split(' '), chain];
}

/** The files of a rule, whatever its order. */
function filesOf(name: string, suffix: string): ShellCommand {
  return sh`${DIRECTORY}/[0-9][0-9][0-9][0-9][0-9]-${`${name}.nft${suffix}`}`;
}

/** Keeps a rule's text and puts all rules in force. When nft does not take them, all is as it was. */
export function keepRule(name: string, file: string, text: string): ShellCommand {
  const path = `${DIRECTORY}/${file}`;
  return sh`${PUT}
  ${TIDY}
  if ! command -v nft >/dev/null; then exit ${NO_NFT}; fi
  umask 022
  mkdir -p /etc/stackwright || exit
  umask 077
  mkdir -p ${DIRECTORY} || exit
  put ${SCRIPT} ${SCRIPT_TEXT} 700 || exit
  put ${UNIT_PATH} ${UNIT_TEXT} 644 || exit
  rm -f -- ${filesOf(name, '.old')}
  for old in ${filesOf(name, '')}; do
    if [ -f "$old" ]; then cp -p -- "$old" "$old.old" || exit; fi
  done
  put ${path} ${text} 600 || exit
  for old in ${filesOf(name, '')}; do
    if [ "$old" != ${path} ]; then rm -f -- "$old"; fi
  done
  if ! sh ${SCRIPT} >&2; then
    rm -f -- ${path}
    for old in ${filesOf(name, '.old')}; do
      if [ -f "$old" ]; then mv -fT -- "$old" "\${old%.old}"; fi
    done
    tidy
    exit ${REFUSED}
  fi
  rm -f -- ${filesOf(name, '.old')}
  if [ "$(systemctl show --property=NeedDaemonReload --value -- ${UNIT})" != no ]; then systemctl daemon-reload || exit; fi
  for link in ${ENABLED_BY}; do
    if [ ! -e "$link" ]; then systemctl --quiet enable -- ${UNIT} || exit; fi
  done
  if ! systemctl --quiet is-active -- ${UNIT}; then
    systemctl reset-failed -- ${UNIT} 2>/dev/null
    systemctl start -- ${UNIT}
  fi`;
}

/**
 * Removes a rule, now and for the next boot. From the kernel it goes last: as long as it is there, it is seen to exist, and a run
 * that was killed is finished by the next.
 */
export function removeRule(name: string, place: RulePlace): ShellCommand {
  return sh`${TIDY}
  ${LEAVE}
  rm -f -- ${filesOf(name, '')} ${filesOf(name, '.old')}
  set -- ${DIRECTORY}/*.nft
  if [ -e "$1" ] && command -v nft >/dev/null; then sh ${SCRIPT} >&2 || exit ${REFUSED}; fi
  tidy || exit
  leave ${words(place)} || exit ${REFUSED}`;
}
