import { randomBytes } from 'node:crypto';
import { chmod, mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { run } from './run';

/** What tells a host from all others, for as long as its lab exists. */
export interface Identity {
  /** The host's public Ed25519 key, `ssh-ed25519 AAAA...`. */
  readonly hostKey: string;
  /** That key's fingerprint, `SHA256:...`. */
  readonly fingerprint: string;
}

const KEY_TYPES = ['ed25519', 'ecdsa', 'rsa'];

/** Makes SSH host keys of the usual types, and a machine-id, in a directory of their own. */
export async function createIdentity(dir: string, host: string): Promise<void> {
  await mkdir(dir, { recursive: true, mode: 0o700 });
  await Promise.all(KEY_TYPES.map((type) => createKey(join(dir, `ssh_host_${type}_key`), type, `root@${host}`)));
  await writeFile(join(dir, 'machine-id'), `${randomBytes(16).toString('hex')}\n`);
}

/** Makes an SSH key pair without a passphrase; the private half can be read by root alone. */
export async function createKey(path: string, type: string, comment: string): Promise<void> {
  await run('ssh-keygen', ['-q', '-t', type, '-N', '', '-C', comment, '-f', path]);
}

export async function readIdentity(dir: string): Promise<Identity> {
  const publicKey = join(dir, 'ssh_host_ed25519_key.pub');
  const [type, key] = (await readFile(publicKey, 'utf8')).split(' ');
  const [, fingerprint = ''] = (await run('ssh-keygen', ['-l', '-f', publicKey])).split(' ');
  return { hostKey: `${type} ${key?.trim()}`, fingerprint };
}

/** Copies an identity to where the host expects it, below the host's root directory. */
export async function installIdentity(dir: string, root: string): Promise<void> {
  await mkdir(join(root, 'etc/ssh'), { recursive: true });
  for (const name of await readdir(dir)) {
    const isKey = name.startsWith('ssh_host_');
    const mode = isKey && !name.endsWith('.pub') ? 0o600 : 0o644;
    const target = join(root, isKey ? 'etc/ssh' : 'etc', name);
    await writeFile(target, await readFile(join(dir, name)));
    await chmod(target, mode);
  }
}
