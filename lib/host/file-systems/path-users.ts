import type { SshConnection } from '../../ssh/connection';
import { sh } from '../../ssh/quote';

/**
 * Who keeps a mounted file system busy, as phrases: processes with something open at or below the path, and what is
 * mounted below it.
 */
export async function usersOf(connection: SshConnection, path: string, signal?: AbortSignal): Promise<string[]> {
  const { stdout } = await connection.run(
    sh`
    find /proc/[0-9]*/cwd /proc/[0-9]*/root /proc/[0-9]*/exe /proc/[0-9]*/fd -type l -printf '%p\0%l\0' 2>/dev/null
    printf '=\0'
    for file in /proc/[0-9]*/comm; do read -r name <"$file" && printf '%s\0%s\0' "$file" "$name"; done 2>/dev/null
    printf '=\0'
    findmnt --list --noheadings --output TARGET --submounts -- ${path} | tail -n +2`,
    { signal, repeatable: true },
  );
  const [links = '', names = '', below = ''] = stdout.toString('utf8').split('=\0');
  const commands = new Map(pairs(names).map(([file, name]) => [processId(file), name]));
  const open = pairs(links).filter(([, to]) => to === path || to.startsWith(`${path}/`));
  const processes = [...new Set(open.map(([file]) => processId(file)))];
  const mounts = below.split('\n').filter((line) => line !== '');
  return [
    ...processes.map((pid) => `process ${pid} (${commands.get(pid) ?? 'ended'})`),
    ...mounts.map((mount) => `what is mounted at ${mount.trim()}`),
  ];
}

/**
 * Has the services start anew that have something open at or below the path: they let go of it. Those that do not run as services are left
 * alone.
 */
export async function restartUsers(connection: SshConnection, path: string, signal?: AbortSignal): Promise<void> {
  await connection.run(
    sh`
    for process in $(find /proc/[0-9]*/cwd /proc/[0-9]*/fd -type l \( -lname ${path} -o -lname ${`${path}/*`} \) 2>/dev/null | cut -d / -f 3 | sort -u); do
      sed -n 's#^0::/system\.slice/\([^/]*\.service\).*#\1#p' "/proc/$process/cgroup" 2>/dev/null
    done | sort -u | xargs -r systemctl try-restart --`,
    { signal },
  );
}

/** From a path such as `/proc/123/fd/4`. */
function processId(file: string): string {
  return file.split('/')[2] ?? '';
}

function pairs(text: string): [string, string][] {
  const fields = text.split('\0').slice(0, -1);
  return fields.flatMap((field, index): [string, string][] =>
    index % 2 === 0 ? [[field, fields[index + 1] ?? '']] : [],
  );
}
