/** What one file of Alembic's says of itself. */
export interface Revision {
  readonly id: string;
  /** What it comes after, in its own branch or as a merge of several. */
  readonly after: readonly string[];
  readonly dependsOn: readonly string[];
}

/**
 * Puts together what a search found in revision files: `PATH:NAME = VALUE`, each ended by NUL; a value in brackets may go
 * over several lines.
 */
export function revisionsIn(found: string): Map<string, Revision> {
  const files = new Map<string, Map<string, readonly string[]>>();
  for (const record of found.split('\0')) {
    const [, path, name, value] =
      /^([^\0]*?\.py):(revision|down_revision|depends_on)\b[^=]*=\s*([\s\S]*)$/.exec(record) ?? [];
    if (path === undefined || name === undefined || value === undefined) continue;
    const values = files.get(path) ?? new Map<string, readonly string[]>();
    files.set(path, values.set(name, textsIn(value)));
  }
  const revisions = new Map<string, Revision>();
  for (const [path, values] of files) {
    const [id] = values.get('revision') ?? [];
    if (id === undefined) continue;
    revisions.set(path, { id, after: values.get('down_revision') ?? [], dependsOn: values.get('depends_on') ?? [] });
  }
  return revisions;
}

/** The revisions that a database has when it has all: nothing comes after them and nothing depends on them. Sorted. */
export function headsOf(revisions: Iterable<Revision>): string[] {
  const all = [...revisions];
  const before = new Set(all.flatMap(({ after, dependsOn }) => [...after, ...dependsOn]));
  return [...new Set(all.map(({ id }) => id))].filter((id) => !before.has(id)).sort();
}

/** The quoted texts of a Python value; a comment behind it says nothing. */
function textsIn(value: string): string[] {
  return [...value.matchAll(/#.*$|'([^'\n]*)'|"([^"\n]*)"/gm)].flatMap(([, one, other]) => one ?? other ?? []);
}
