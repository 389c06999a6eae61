import type { SshConnection } from '../../ssh/connection';
import { sh } from '../../ssh/quote';
import type { FileInfo, Files } from './files';

/** Where a path leads when its links are followed, and what is there: null when there is certainly nothing. */
export async function followLinks(
  connection: SshConnection,
  files: Files,
  path: string,
): Promise<{ path: string; info: FileInfo | null }> {
  const info = await files.info(path);
  if (info?.type !== 'symlink') return { path, info };
  const { stdout } = await connection.read(sh`readlink -m -z -- ${path}`);
  const real = stdout.toString('utf8', 0, stdout.length - 1);
  return { path: real, info: await files.info(real) };
}
