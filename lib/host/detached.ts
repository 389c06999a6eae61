import type { SshConnection } from '../ssh/connection';
import { type ShellCommand, sh } from '../ssh/quote';

/** How a detached script ended, and all that it said. */
export interface Report {
  readonly exitCode: number;
  readonly log: string;
}

/** What a script needs that is not to be cut short. */
export interface Detached {
  /** File that is locked while it runs, against other runs on the host. */
  readonly lock: string;
  /** How long to wait for the lock. */
  readonly patienceSeconds: number;
  readonly stdin?: string;
}

/** Exit code for: the lock was not to be had. */
export const STILL_LOCKED = 75;

/**
 * Runs a script in a session of its own: whatever becomes of the connection, of Terraform or of this process, it goes on to
 * its end. Its words go to a file without a name, so that it need not fear for its output. Its end is told through
 * descriptor 4, which none of the programs that it starts holds.
 */
export async function runDetached(
  connection: SshConnection,
  script: ShellCommand,
  { lock, patienceSeconds, stdin }: Detached,
): Promise<Report> {
  const detached = 'flock --close --wait "$1" --conflict-exit-code "$2" "$3" sh -c "$4" 4>&-; echo "$?" >&4';
  const { exitCode, stdout, stderr } = await connection.run(
    sh`
    log=$(umask 077; mktemp) || exit
    exec 3<>"$log"
    rm -f -- "$log"
    code=$(setsid --fork sh -c ${detached} sh ${patienceSeconds} ${STILL_LOCKED} ${lock} ${script.text} 4>&1 >&3 2>&3)
    cat /proc/self/fd/3
    exit "\${code:-70}"`,
    { stdin },
  );
  return { exitCode, log: `${stdout.toString('utf8')}${stderr}` };
}
