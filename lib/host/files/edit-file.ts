import type { SshConnection } from '../../ssh/connection';
import { sh } from '../../ssh/quote';

/**
 * Changes a text file that belongs to many: nobody else in this process changes it meanwhile, readers see the old or the
 * new text, mode and owner stay, and so does every byte that `change` leaves alone. Nothing is written when it changes
 * nothing. A file that is not there begins empty.
 */
export async function editFile(
  connection: SshConnection,
  path: string,
  change: (text: string) => string,
  signal?: AbortSignal,
): Promise<void> {
  await connection.withLock(
    path,
    async () => {
      const { stdout } = await connection.read(sh`if [ -e ${path} ]; then printf 'there\n'; cat -- ${path}; fi`, {
        signal,
      });
      const content = stdout.subarray('there\n'.length);
      const before = content.toString('utf8');
      if (!Buffer.from(before, 'utf8').equals(content)) {
        throw new Error(`${path} is not UTF-8 text, so it is not edited. Mend its encoding.`);
      }
      const after = change(before);
      if (after === before) return;
      const isNew = stdout.length === 0;
      await connection.upload(path, after, { ...(isNew && { mode: 0o644 }), followSymlink: true, signal });
    },
    signal,
  );
}
