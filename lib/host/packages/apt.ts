import { type ShellCommand, sh } from '../../ssh/quote';

/** How long to wait for locks that other programs hold. */
export const PATIENCE_SECONDS = 900;

/** The line by which {@link REFRESH} says that it has fetched the package lists. */
export const REFRESHED = 'stackwright: package lists fetched';

/**
 * Shell functions around apt. It asks nobody and keeps configuration files that somebody changed. Not with dpkg's
 * `--force-unsafe-io`: it saves nothing that could be measured, and costs the safety of a host that loses power.
 */
export const APT: ShellCommand = sh`
export DEBIAN_FRONTEND=noninteractive DEBIAN_PRIORITY=critical APT_LISTCHANGES_FRONTEND=none NEEDRESTART_SUSPEND=1
apt() {
  apt-get --quiet --assume-yes -o Dpkg::Options::=--force-confold -o Dpkg::Use-Pty=0 -o APT::Cmd::Pattern-Only=true \
    -o DPkg::Lock::Timeout=${PATIENCE_SECONDS} -o Acquire::Retries=2 "$@"
}
tries=${PATIENCE_SECONDS}
# Some locks apt waits for by itself; for others it has to be asked again.
patiently() {
  until "$@" > said 2>&1; do
    cat said
    if [ "$tries" -le 0 ] || ! grep -qE 'Could not get lock|is locked by another process' said; then return 1; fi
    tries=$((tries - 1))
    sleep 1
  done
  cat said
}`;

/** Shell functions that tell whether the package lists are missing, older than a day or than their sources, and fetch them. */
export const REFRESH: ShellCommand = sh`
lists=/var/lib/apt/lists
stale() {
  [ -z "$(find "$lists" -maxdepth 1 -name '*_Packages*' | head -n 1)" ] ||
    [ -z "$(find "$lists" -maxdepth 0 -mmin -1440)" ] ||
    [ -n "$(find /etc/apt/sources.list /etc/apt/sources.list.d -newer "$lists" 2>/dev/null)" ]
}
refresh() {
  if patiently apt update -o APT::Update::Error-Mode=any; then
    touch "$lists"
    echo ${REFRESHED}
  fi
}`;
