import type { Examination, Examined } from './examination';

/** Units that read a file of the host. */
export function readersOf({ wanted }: Examined, path: string): string[] {
  return wanted.units.filter(({ active, reads }) => active && reads.includes(path)).map(({ name }) => name);
}

/** Whether a key has the value that the stack says; undefined when the stack says none, or none that can be told here. */
export function isAsKept(
  { stack }: Examination,
  { wanted }: Examined,
  { path, section, key, value }: { path: string; section: string; key: string; value: string },
): boolean | undefined {
  const kept = wanted.settings.get(path)?.[section]?.[key];
  if (kept === undefined) return undefined;
  try {
    return stack.resolve(kept) === value;
  } catch {
    // Without the master key.
    return undefined;
  }
}

/** What to do about a key that has a wrong value. */
export function mendKey(
  examination: Examination,
  examined: Examined,
  at: { path: string; section: string; key: string; value: string },
  otherwise: string,
): string {
  const readers = readersOf(examined, at.path);
  const restart = readers.length > 0 ? ` and restart ${readers.join(', ')}` : '';
  const asKept = isAsKept(examination, examined, at);
  if (asKept === false) {
    return `The stack has another value for this key: deploy it ("cdktf deploy"), which puts the file right${restart.replace('restart', 'restarts')}.`;
  }
  return asKept ? otherwise : `${otherwise} Or set the key right${restart}.`;
}
