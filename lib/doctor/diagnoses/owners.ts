import type { Diagnosis } from '../diagnosis';
import type { Examined } from '../examination';
import { type Finding, problem } from '../finding';

/** What Swift's daemons cannot write to, since it belongs to somebody else. */
export const owners: Diagnosis = {
  subject: 'owners of files',
  look: ({ hosts }) => hosts.flatMap((examined) => [...devices(examined), ...reconCaches(examined)]),
};

function devices({ name, wanted, facts }: Examined): Finding[] {
  return wanted.fileSystems.flatMap(({ mountPoint, owner, group }) => {
    const found = facts.owners.get(mountPoint);
    const isMounted = facts.mounts.some(({ target }) => target === mountPoint);
    if (owner === null || found === undefined || !isMounted) return [];
    const expected = `${owner}:${group ?? found.split(':')[1]}`;
    if (found === expected) return [];
    return problem(
      `${mountPoint} on ${name} belongs to ${found}, so ${owner} cannot write to it: uploads are answered with 404, 503 or 507.`,
      { host: name, file: mountPoint },
      `"chown -R ${expected} ${mountPoint}", or deploy the stack, which sets the owner of the directory itself.`,
    );
  });
}

/** Where the daemons of Swift tell of themselves: whoever the servers run as has to own it. */
function reconCaches({ name, wanted, facts }: Examined): Finding[] {
  const users = new Map<string, string>();
  for (const [, sections] of wanted.settings) {
    const path = sections['filter:recon']?.recon_cache_path;
    if (path !== undefined) users.set(path, sections.DEFAULT?.user ?? 'swift');
  }
  return [...users].flatMap(([path, user]) => {
    const found = facts.owners.get(path);
    const says = `"No such file or directory: '${path}/object.recon'" or "Permission denied" in the logs of Swift`;
    if (found === undefined) {
      const fix = `"install -d -o ${user} -g ${user} ${path}".`;
      return problem(`${path} is missing on ${name}: ${says}.`, { host: name, file: path }, fix);
    }
    if (found.startsWith(`${user}:`)) return [];
    return problem(
      `${path} on ${name} belongs to ${found}, so ${user} cannot write to it: ${says}.`,
      { host: name, file: path },
      `"chown -R ${user}:${user} ${path}".`,
    );
  });
}
