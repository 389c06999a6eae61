import type { SshConnection } from '../../ssh/connection';
import { type ShellCommand, sh } from '../../ssh/quote';

const LONGEST_LINE = 400;
/** What was said before is of another cause. */
const MINUTES = 15;

/**
 * The last errors that a daemon has told of within a quarter of an hour, else its last warnings: in its journal, and in the log files
 * below /var/log that it has open or that bear its name, since one that fails and is started again and again seldom has any open.
 * Empty when there are none, or when the host cannot be asked.
 */
export async function complaints(connection: SshConnection, unit: string): Promise<string> {
  // Lines that bear no time are of the journal, which has been asked for the right ones.
  return asked(
    connection,
    sh`
    since=$(date -d ${`-${MINUTES} min`} '+%F %T')
    pid=$(systemctl show --property=MainPID --value -- ${unit})
    logs=$({
      find "/proc/$pid/fd" -lname '/var/log/*' -printf '%l\n'
      find /var/log -maxdepth 2 -name ${`${unit.replace(/\.service$/, '')}.log`}
    } 2>/dev/null | sort -u)
    told=$({
      journalctl --unit=${unit} --since="$since" --lines=300 --no-pager --output=cat --quiet
      for log in $logs; do tail -n 300 -- "$log"; done
    } | awk -v since="$since" '!/^[0-9][0-9][0-9][0-9]-/ || $1 " " $2 >= since' | sort -s -k 1,2)
    for levels in 'ERROR|CRITICAL' WARNING; do
      found=$(printf '%s\n' "$told" | grep -E "(^| )($levels)[ :]" | tail -n 4)
      if [ -n "$found" ]; then
        printf '%s\n' "$found"
        break
      fi
    done`,
  );
}

/** The last lines of a unit's journal. Empty when there are none, or when the host cannot be asked. */
export function lastWords(connection: SshConnection, unit: string): Promise<string> {
  return asked(connection, sh`journalctl --unit=${unit} --lines=4 --no-pager --output=cat --quiet`);
}

async function asked(connection: SshConnection, script: ShellCommand): Promise<string> {
  const answer = await connection.run(script, { repeatable: true }).catch(() => undefined);
  const lines = answer?.stdout.toString('utf8').trimEnd().split('\n') ?? [];
  return lines.map((line) => line.slice(0, LONGEST_LINE)).join('\n');
}
