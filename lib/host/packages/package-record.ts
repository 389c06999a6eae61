import { type ShellCommand, sh } from '../../ssh/quote';
import { DIRECTORY_FUNCTIONS } from './left-directories';

/**
 * What a host remembers of the packages that were installed on it:
 *
 * - `claims/ID`: the packages that one resource asks for;
 * - `brought`: packages that were not there before, named ones and those they pulled in;
 * - `found`: of named packages that were there before, whether they were held and whether apt had installed them by itself;
 * - `dropped`: packages that some resource no longer asks for and that have yet to be removed, or taken up by another;
 * - `before`: while a transaction runs, what was installed before it. If it is killed, the next one draws the conclusion;
 * - `accounts-before`, `accounts`: the same for the system's users and groups, since purged packages leave theirs behind;
 * - `directories-before`, `directories`: the same for directories, which some packages leave behind empty.
 */
export const RECORD = '/var/lib/stackwright/packages';

/** Shell functions over the record. They run under its lock, in its directory. Lists are sorted, a name a line. */
export const RECORD_FUNCTIONS: ShellCommand = sh`
export LC_ALL=C
(umask 077 && mkdir -p ${`${RECORD}/claims`}) && cd ${RECORD} && touch brought found dropped || exit
lines() { if [ "$#" -gt 0 ]; then printf '%s\n' "$@" | sort -u; fi; }
listed() {
  dpkg-query --show --showformat='\${db:Status-Status} \${Architecture} \${Package}\n' |
    awk -v own="$(dpkg --print-architecture)" -v status="^($1)$" '
      $1 ~ status { print $3 ($2 == own || $2 == "all" ? "" : ":" $2) }' | sort
}
# What works, and what is there at all.
installed() { listed 'installed|triggers-.*'; }
present() { listed 'installed|triggers-.*|unpacked|half-.*'; }
replace() { cat > new-content && mv new-content "$1"; }
# Below 1000 are the system's, and from 60000 on those that packages have everywhere alike, such as nova (Debian Policy 9.2.2).
accounts() {
  for kind in user:/etc/passwd group:/etc/group; do
    awk -F: -v kind="\${kind%%:*}" '$3 < 1000 || ($3 >= 60000 && $3 < 65000) { print kind, $1 }' "\${kind#*:}"
  done | sort
}
# What a resource has made meanwhile belongs to it.
of_nobody() {
  while read -r kind name; do
    if [ ! -e "../found/users/$name" ] && ! grep -qsF "\"$name\"" ../found/groups/*; then echo "$kind $name"; fi
  done
}
${DIRECTORY_FUNCTIONS}
# A list that is empty was lost with the host's power: then nothing is known to be ours. The last list to be written is the first
# to go, so that whoever is cut short here or in begin is followed by one who can do it again.
settle() {
  if [ -s before ]; then
    { cat brought; present | comm -13 before -; } | sort -u | replace brought
    touch accounts directories
    if [ -s accounts-before ]; then
      { cat accounts; accounts | comm -13 accounts-before - | of_nobody; } | sort -u | replace accounts
    fi
    if [ -s directories-before ]; then
      { cat directories; directories | comm -13 directories-before - | unremembered; } | sort -u | existing | replace directories
    fi
  fi
  rm -f before
  rm -f accounts-before directories-before
}
begin() {
  settle
  accounts | replace accounts-before
  directories | replace directories-before
  present | replace before
}
# What a resource asks for besides what it asked for before; taken back with unclaim.
claim() {
  id=$1
  shift
  mkdir -p previous
  if [ -e "claims/$id" ]; then cp "claims/$id" previous; else : > "previous/$id"; fi
  lines "$@" | sort -u - "previous/$id" | replace "claims/$id"
}
unclaim() {
  for id; do
    comm -13 "previous/$id" "claims/$id" >> dropped
    if [ -s "previous/$id" ]; then mv "previous/$id" claims; else rm "claims/$id"; fi
  done
}
# What a resource still asks for of what it asked for before.
disclaim() {
  id=$1
  shift
  if [ -e "claims/$id" ]; then lines "$@" | comm -13 - "claims/$id" >> dropped; fi
  if [ "$#" -gt 0 ]; then lines "$@" | replace "claims/$id"; else rm -f "claims/$id"; fi
}
claimed() { find claims -type f -exec cat {} + | sort -u; }
# How the named packages were found that were there before anything was done to them.
remember() {
  lines "$@" | comm -12 - before | comm -23 - brought > named
  cut -d ' ' -f 1 found | sort | comm -23 named - > new
  if [ -s new ]; then
    apt-mark showauto $(cat new) | sort > auto
    dpkg-query --show --showformat='\${Package} \${db:Status-Want}\n' $(cat new) | sort | while read -r name want; do
      echo "$name $want $(if grep -qx "$name" auto; then echo auto; else echo manual; fi)"
    done | cat found - | sort -u | replace found
  fi
  rm -f named new auto
}
# Puts back how packages were found that nobody claims any more.
put_back() {
  claimed > others
  lines "$@" | comm -23 - others > orphaned
  while read -r name want mark; do
    if ! grep -qx "$name" orphaned; then
      echo "$name $want $mark"
    elif [ -n "$(dpkg-query --show --showformat='\${db:Status-Status}' "$name" 2>/dev/null | grep -x installed)" ]; then
      if [ "$want" = hold ]; then apt-mark hold "$name" >&2; else apt-mark unhold "$name" >&2; fi </dev/null
      apt-mark "$mark" "$name" >&2 </dev/null
    fi
  done < found | replace found
  rm -f others orphaned
}
# Users and groups that purged packages have left, as far as nothing runs as them.
remove_accounts() {
  if [ ! -e accounts ]; then return; fi
  sed -n 's/^user //p' accounts | while read -r name; do
    if id -u -- "$name" >/dev/null 2>&1; then userdel -- "$name" >&2 </dev/null; fi
  done
  sed -n 's/^group //p' accounts | while read -r name; do
    if getent group "$name" >/dev/null; then groupdel -- "$name" >&2 </dev/null; fi
  done
}
# Nothing is left to remember.
tidy() {
  if [ -z "$(find claims -type f)" ] && [ ! -s brought ] && [ ! -s found ]; then
    remove_accounts
    remove_directories
    cd / && rm -r ${RECORD} && rmdir --ignore-fail-on-non-empty ${RECORD.slice(0, RECORD.lastIndexOf('/'))}
  fi
}`;
