import type { SshConnection } from '../../ssh/connection';
import { sh } from '../../ssh/quote';

const LONGEST_LINE = 400;

/**
 * The last that a daemon has complained of, in its journal and in the log files below /var/log that it has open or that bear its
 * name: one that fails and is started again and again seldom has any open. When it has complained of nothing, its last words in the
 * journal. Empty when there are none, or when the host cannot be asked.
 */
export async function complaints(connection: SshConnection, unit: string): Promise<string> {
  const script = sh`
    said() { journalctl --unit=${unit} --lines=300 --no-pager --output=cat --quiet; }
    pid=$(systemctl show --property=MainPID --value -- ${unit})
    logs=$({
      find "/proc/$pid/fd" -lname '/var/log/*' -printf '%l\n'
      find /var/log -maxdepth 2 -name ${`${unit.replace(/\.service$/, '')}.log`}
    } 2>/dev/null | sort -u)
    found=$({ said; for log in $logs; do tail -n 300 -- "$log"; done; } | grep -E ' (ERROR|CRITICAL|WARNING) |^(ERROR|CRITICAL)' | tail -n 4)
    if [ -n "$found" ]; then printf '%s\n' "$found"; else said | tail -n 4; fi`;
  const answer = await connection.run(script, { repeatable: true }).catch(() => undefined);
  const lines = answer?.stdout.toString('utf8').trimEnd().split('\n') ?? [];
  return lines.map((line) => line.slice(0, LONGEST_LINE)).join('\n');
}
