import { randomUUID } from 'node:crypto';
import { access, chmod, mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';

/** A file to be: its content, and its mode (0644 unless told). */
export interface FileSpec {
  readonly content: string;
  readonly mode?: number;
}

/** Writes files, named by their absolute paths, below another root directory. */
export async function writeTree(root: string, files: Readonly<Record<string, FileSpec>>): Promise<void> {
  for (const [path, { content, mode = 0o644 }] of Object.entries(files)) {
    const target = join(root, path);
    await mkdir(dirname(target), { recursive: true });
    await writeFile(target, content, { mode });
    await chmod(target, mode);
  }
}

/** Whether there is something of that name. */
export async function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}

/** Writes a JSON file that is never seen half-written. */
export async function writeJson(path: string, value: unknown): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  const temporary = `${path}.${process.pid}`;
  await writeFile(temporary, `${JSON.stringify(value, null, 2)}\n`);
  await rename(temporary, path);
}

/** Reads a JSON file; undefined if there is none. */
export async function readJson<T>(path: string): Promise<T | undefined> {
  const text = await readIfThere(path);
  return text === undefined ? undefined : (JSON.parse(text) as T);
}

/** Reads a file; undefined if there is none. */
export async function readIfThere(path: string): Promise<string | undefined> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}

/** Moves a directory out of the way at once; `emptyTrash` frees its space later. One that does not exist is fine. */
export async function discard(path: string, trash: string): Promise<void> {
  if (!(await exists(path))) return;
  await mkdir(trash, { recursive: true });
  await rename(path, join(trash, randomUUID()));
}

/** Frees the space of what was discarded. */
export async function emptyTrash(trash: string): Promise<void> {
  await rm(trash, { recursive: true, force: true });
}
