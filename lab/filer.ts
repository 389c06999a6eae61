import { chmod, mkdir, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { FileSpec } from './files';

/** By this name hosts know the lab's file server. It has the machine's own address in the lab. */
export const FILER = 'filer';

/** What the file server shares. */
const SHARES = ['/srv/volumes', '/srv/archive'];

/** Where each host has all that the file server keeps: the wire between them. */
export const FILER_MOUNT = '/run/lab-filer';

/** What systems without an NFS client have in its place. It lies where the client's package would put its own. */
export const MOUNT_PROGRAM = '/sbin/mount.nfs';

/**
 * Neither this machine's kernel nor a container need have NFS. So `mount -t nfs` binds the directory that it means: what
 * one host writes there all others see, as with NFS. Options are taken and mean nothing.
 */
const MOUNT_SCRIPT = `#!/bin/sh
# Mounts a share of the lab's file server. The kernel may have no NFS: the share is bound, not mounted from afar.
if [ $# -lt 2 ]; then echo 'usage: mount.nfs SERVER:/SHARE DIRECTORY [-o OPTIONS]' >&2; exit 1; fi
server=$(getent hosts "\${1%:/*}" | cut -d ' ' -f 1)
if [ "$server" != "$(getent hosts ${FILER} | cut -d ' ' -f 1)" ]; then echo "mount.nfs: No route to host for $1 on $2" >&2; exit 32; fi
if ! [ -d "${FILER_MOUNT}/\${1#*:/}" ]; then
  echo "mount.nfs: mounting $1 failed, reason given by server: No such file or directory" >&2
  exit 32
fi
exec mount --bind "${FILER_MOUNT}/\${1#*:/}" "$2"
`;

/** Files of the base system by which hosts mount shares. */
export function filerFiles(): Record<string, FileSpec> {
  return { [`/usr${MOUNT_PROGRAM}`]: { content: MOUNT_SCRIPT, mode: 0o755 } };
}

/** Makes what is missing of the file server's directories. */
export async function openFiler(directory: string): Promise<void> {
  for (const share of SHARES) {
    await mkdir(join(directory, share), { recursive: true });
    await chmod(join(directory, share), 0o777);
  }
}

/** Empties the shares. Their directories stay: hosts may have them mounted. */
export async function emptyFiler(directory: string): Promise<void> {
  for (const share of SHARES) {
    const path = join(directory, share);
    const entries = await readdir(path).catch(() => []);
    for (const entry of entries) await rm(join(path, entry), { recursive: true, force: true });
  }
}
