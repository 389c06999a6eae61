import { mkdir, readdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { readJson, writeJson } from './files';
import { createIdentity, createKey, readIdentity } from './identity';
import { INVENTORY } from './inventory';
import { withLock } from './lock';
import { LabNetwork } from './network';
import { type LabPaths, labsDir } from './paths';

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

/**
 * The network of a lab. The first call makes what stays the same for as long as the lab exists: it takes the next free
 * subnet, and makes the lab's SSH key and its hosts' identities.
 */
export async function makeLab(lab: string, paths: LabPaths): Promise<LabNetwork> {
  return withLock('subnets', async () => {
    const known = await knownNetwork(paths);
    if (known) return known;
    const network = new LabNetwork(lab === DEFAULT_LAB ? DEFAULT_OCTET : await freeOctet());
    // An earlier attempt may have been interrupted. Only the lab's own directory is private: the package cache, beside
    // it, runs as a user of its own.
    await rm(paths.dir, { recursive: true, force: true });
    await mkdir(labsDir(), { recursive: true });
    await mkdir(paths.dir, { mode: 0o700 });
    await createKey(paths.privateKey, 'ed25519', `root@${lab}`);
    await Promise.all(INVENTORY.map(({ name }) => createIdentity(paths.host(name).identity, name)));
    await writeFile(paths.knownHosts, (await knownHosts(paths, network)).join(''));
    // Last: a lab that has this file is complete.
    await writeJson(paths.settings, { octet: network.octet } satisfies Settings);
    return network;
  });
}

/** By these lines `lab ssh` and `lab exec` verify the hosts. */
function knownHosts(paths: LabPaths, network: LabNetwork): Promise<string[]> {
  return Promise.all(
    INVENTORY.map(async ({ name, number }) => {
      const { hostKey } = await readIdentity(paths.host(name).identity);
      return `${network.address(number)} ${hostKey}\n`;
    }),
  );
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
