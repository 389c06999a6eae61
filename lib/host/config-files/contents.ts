import type { SshConnection } from '../../ssh/connection';
import { sh } from '../../ssh/quote';

/**
 * The contents of regular files, with three processes however many they are: their sizes, then all bytes in a row. Where
 * the sizes do not add up, a file was changed meanwhile and each is read again by itself.
 */
export async function readContents(connection: SshConnection, paths: readonly string[]): Promise<Buffer[]> {
  const unique = [...new Set(paths)];
  const contents = unique.length > 1 ? await readTogether(connection, unique) : undefined;
  const found = new Map<string, Buffer>();
  for (const [index, path] of unique.entries()) {
    found.set(path, contents?.[index] ?? (await connection.read(sh`cat -- ${path}`)).stdout);
  }
  return paths.map((path) => found.get(path) as Buffer);
}

async function readTogether(connection: SshConnection, paths: readonly string[]): Promise<Buffer[] | undefined> {
  const { stdout, exitCode } = await connection.run(
    sh`
    set -- ${paths}
    stat -L --printf='%s ' -- "$@" && echo && exec cat -- "$@"`,
    { repeatable: true },
  );
  const line = stdout.indexOf('\n');
  if (exitCode !== 0 || line < 0) return undefined;
  const sizes = stdout.toString('latin1', 0, line).trim().split(' ').map(Number);
  if (line + 1 + sizes.reduce((sum, size) => sum + size, 0) !== stdout.length) return undefined;
  let position = line + 1;
  return sizes.map((size) => {
    position += size;
    return stdout.subarray(position - size, position);
  });
}
