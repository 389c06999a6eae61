import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { readJson, writeJson } from './files';
import { createKey, type Identity } from './identity';
import { withLock } from './lock';
import { LabNetwork } from './network';
import { type LabPaths, labsDir } from './paths';
import { exists } from './requirements';

/** What is decided once for a lab. */
interface Settings {
  /** Third number of the lab's subnet, 172.16.OCTET.0/24. */
  readonly octet: number;
}

/** The lab that is used when none is named; it has the subnet that the guides in use for such clouds show. */
export const DEFAULT_LAB = 'lab';
const DEFAULT_OCTET = 200;

/** The network of a lab that has been made; undefined before its first start. */
export async function knownNetwork(paths: LabPaths): Promise<LabNetwork | undefined> {
  const settings = await readJson<Settings>(paths.settings);
  return settings && new LabNetwork(settings.octet);
}

/** The network of a lab; at the first call the next free subnet is recorded as the lab's. */
export async function claimNetwork(lab: string, paths: LabPaths): Promise<LabNetwork> {
  return withLock('subnets', async () => {
    const known = await knownNetwork(paths);
    if (known) return known;
    const octet = lab === DEFAULT_LAB ? DEFAULT_OCTET : await freeOctet();
    // Only the lab's own directory is private: the package cache runs as a user of its own.
    await mkdir(labsDir(), { recursive: true });
    await mkdir(paths.dir, { mode: 0o700, recursive: true });
    await writeJson(paths.settings, { octet } satisfies Settings);
    return new LabNetwork(octet);
  });
}

async function freeOctet(): Promise<number> {
  await mkdir(labsDir(), { recursive: true });
  const labs = await readdir(labsDir());
  const settings = await Promise.all(labs.map((name) => readJson<Settings>(join(labsDir(), name, 'lab.json'))));
  const taken = new Set([DEFAULT_OCTET, ...settings.map((other) => other?.octet)]);
  for (let octet = DEFAULT_OCTET + 1; octet < 255; octet++) {
    if (!taken.has(octet) && !(await new LabNetwork(octet).foreignRoute())) return octet;
  }
  throw new Error(
    'no subnet between 172.16.201.0/24 and 172.16.254.0/24 is free: remove a lab (`stackwright lab down --purge`)',
  );
}

/** Makes the lab's SSH key pair at the first call. */
export async function ensureKey(lab: string, paths: LabPaths): Promise<void> {
  if (!(await exists(paths.privateKey))) await createKey(paths.privateKey, 'ed25519', `root@${lab}`);
}

/** Writes the known_hosts file by which `lab ssh` and `lab exec` verify the hosts. */
export async function writeKnownHosts(paths: LabPaths, keys: ReadonlyMap<string, Identity>): Promise<void> {
  const lines = [...keys].map(([address, identity]) => `${address} ${identity.hostKey}\n`);
  await writeFile(paths.knownHosts, lines.join(''));
}

/** The lab's public key line. */
export async function publicKey(paths: LabPaths): Promise<string> {
  return (await readFile(`${paths.privateKey}.pub`, 'utf8')).trim();
}
