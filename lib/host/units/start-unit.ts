import type { SshConnection } from '../../ssh/connection';
import { joinCommands, type ShellCommand, sh } from '../../ssh/quote';
import { awaitReady, type Probe, probeScript } from './readiness';

/** How a unit is brought up. */
export interface BringUp {
  /** `keep` when it runs already and may go on. */
  readonly verb: 'start' | 'restart' | 'keep';
  /** How to tell that it answers. Without one, a unit of which systemd cannot tell is watched for a second. */
  readonly probe?: Probe;
  /** How long it may take to answer. */
  readonly timeoutSeconds?: number;
  readonly signal?: AbortSignal;
}

/** What went wrong with a unit: it did not start, it ended again, it does not answer, or it is made to end by itself. */
export type UnitFailure = 'not-started' | 'ended' | 'not-ready' | 'finished';

/** A unit does not run as it should. */
export class UnitFailed extends Error {
  constructor(
    public readonly unit: string,
    public readonly reason: UnitFailure,
    /** What `systemctl` or the probe said; empty when it said nothing. */
    public readonly said: string,
    /** The unit's state as `systemctl status` shows it. */
    public readonly status: string,
    /** The last lines in the journal since it was started. */
    public readonly journal: string,
  ) {
    super(`${unit}: ${reason}: ${said}`);
    this.name = 'UnitFailed';
  }
}

const REASONS: Readonly<Record<number, UnitFailure>> = {
  70: 'not-started',
  71: 'ended',
  72: 'not-ready',
  73: 'finished',
};

/** How it is told: exit code, what was said, status, journal. */
const FUNCTIONS = (unit: string) => sh`
    since=$(date +%s)
    fail() {
      journalctl --sync
      printf '%s\0' "$2"
      systemctl status --no-pager --full --lines=0 -- ${unit} |
        sed -nE 's/^ +(Active|Condition|Assert|Process|Main PID|Status):/\1:/p; /was not met/s/^[^A-Z]*/  /p'
      printf '\0'
      journalctl --unit=${unit} --since="@$since" --lines=15 --no-pager --output=short-iso --no-hostname --quiet
      exit "$1"
    }
    died() { fail 71 "$why"; }
    unready() { fail 72 "$1"; }
    show() { systemctl show --property="$1" --value -- ${unit}; }`;

/**
 * A process that ends right after its start counts as started with these types: systemd cannot know better. So it is asked
 * for a second whether the process is still the first one.
 */
const SETTLE = sh`
    case $(show Type) in
      simple|exec|idle)
        tries=10
        restarts=$(show NRestarts)
        while [ "$tries" -gt 0 ] && [ "$(show ActiveState)$(show NRestarts)" = "active$restarts" ]; do
          sleep 0.1
          tries=$((tries - 1))
        done
        if [ "$tries" -gt 0 ]; then died; fi ;;
    esac`;

const CHECK = sh`
    case $(show ActiveState) in
      active|reloading|refreshing) ;;
      inactive) if [ "$(show Type),$(show ConditionResult)" = oneshot,yes ]; then fail 73 ''; else died; fi ;;
      *) died ;;
    esac`;

/** Brings a unit up in one command on the host. @throws {UnitFailed} */
export async function startUnit(connection: SshConnection, unit: string, how: BringUp): Promise<void> {
  const { verb, probe, timeoutSeconds = 60, signal } = how;
  const { script, stdin } = probe ? probeScript(probe) : { script: undefined, stdin: undefined };
  const parts: ShellCommand[] = [FUNCTIONS(unit)];
  if (script) parts.push(sh`input=$(cat)`);
  // A unit that failed too often is not started again before that is forgotten.
  if (verb !== 'keep') {
    parts.push(sh`if [ "$(show ActiveState)" = failed ]; then systemctl reset-failed -- ${unit}; fi
    # Where systemd tries once more by itself, that counts: what it waits for may have been late.
    why=$(systemctl ${verb} -- ${unit} 2>&1) ||
      { [ "$(show ActiveState)" = activating ] && why=$(systemctl start -- ${unit} 2>&1); } || fail 70 "$why"`);
  }
  if (script) parts.push(awaitReady(unit, script, timeoutSeconds));
  else if (verb !== 'keep') parts.push(SETTLE);
  parts.push(CHECK);
  const { exitCode, stdout, stderr } = await connection.run(joinCommands(parts), { stdin, signal });
  if (exitCode === 0) return;
  const [said = '', status = '', journal = ''] = stdout
    .toString('utf8')
    .split('\0')
    .map((part) => part.trimEnd());
  const reason = REASONS[exitCode];
  if (!reason) throw new Error(`${unit} could not be looked after: ${stderr.trim()}`);
  throw new UnitFailed(unit, reason, said, status, journal);
}
