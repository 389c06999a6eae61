import { PassThrough, type Readable } from 'node:stream';
import { CommandError } from './command-errors';
import { RemoteFileError } from './file-errors';
import type { SshOptions } from './options';
import { sh } from './quote';
import type { Session } from './session';
import { openSingleShell } from './single-shell';
import type { WorkerPool } from './worker-pool';

/**
 * Reads a file as a stream that passes on no faster than it is read. When the file cannot be read to its end the
 * stream fails with a RemoteFileError, and with ConnectionLost when the host is gone.
 */
export async function download(
  session: Session,
  pool: WorkerPool,
  options: SshOptions,
  path: string,
  signal?: AbortSignal,
): Promise<Readable> {
  const command = sh`exec cat -- ${path}`;
  const { shell, release } = await pool.single(() => openSingleShell(session, options, command, signal), signal);
  const letGo = session.hold();
  const { channel } = shell;
  const content = new PassThrough();
  let stderr = '';
  let exitCode: number | undefined;
  const abort = () => content.destroy(signal?.reason);
  channel.stderr.on('data', (chunk: Buffer) => {
    stderr += chunk.toString();
  });
  channel.on('exit', (code: number | null) => {
    exitCode = code ?? 1;
  });
  channel.on('close', () => {
    signal?.removeEventListener('abort', abort);
    release();
    letGo();
    if (exitCode === 0) content.end();
    else if (exitCode === undefined) content.destroy(session.lossWhile(`reading ${path}`));
    else
      content.destroy(
        RemoteFileError.from(new CommandError(session.address, command.summary, exitCode, stderr), path, 'read'),
      );
  });
  signal?.addEventListener('abort', abort, { once: true });
  channel.stderr.resume();
  channel.pipe(content, { end: false });
  content.on('close', () => {
    // A channel reports its end only after all of it was read, and a pipe that comes apart pauses it.
    channel.resume();
    channel.destroy();
  });
  return content;
}
