import type { SshOptions } from './options';
import { sh } from './quote';
import type { Session } from './session';
import { startSingle } from './single-shell';

const PATIENCE_SECONDS = 10;
const OUTPUT_LIMIT = 65_536;

/**
 * Ends a shell on the host and all that descends from it: first politely, so that programs can tidy up, a second later
 * for good. They are stopped before they are killed, so that none starts another meanwhile. A process that has left
 * both its session and its parent, as daemons do, lives on.
 */
export async function endProcesses(session: Session, options: SshOptions, shell: number): Promise<void> {
  const command = sh`shell=${shell}
tree() { for child in $(cat "/proc/$1"/task/*/children 2>/dev/null); do tree "$child"; done; echo "$1"; }
alive() { for pid in $victims; do read -r _ _ state _ <"/proc/$pid/stat" && [ "$state" != Z ] && return 0; done; return 1; }
read -r _ _ _ _ group _ <"/proc/$shell/stat" || exit 0
victims=$(tree "$shell" | grep -vx "$shell")
[ -z "$victims" ] || kill -TERM $victims
tries=20
while [ $tries -gt 0 ] && alive; do sleep 0.05; tries=$((tries - 1)); done
kill -STOP $(tree "$shell")
kill -KILL $(tree "$shell")
kill -KILL -- "-$group"
exit 0`;
  const signal = AbortSignal.timeout(PATIENCE_SECONDS * 1000);
  const { done } = await startSingle(session, options, command, undefined, OUTPUT_LIMIT, signal);
  await done;
}
