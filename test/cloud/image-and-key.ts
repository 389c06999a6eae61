import { execFile } from 'node:child_process';
import { copyFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { guestImage } from '../../lab';

/** An image for an example's instance, and a key that lets the tests into it. */
export async function imageAndKey(directory: string): Promise<void> {
  await copyFile((await guestImage()).disk, join(directory, 'image.qcow2'));
  const options = ['-q', '-t', 'ed25519', '-N', '', '-C', 'testkey', '-f', join(directory, 'testkey')];
  await promisify(execFile)('ssh-keygen', options);
}
