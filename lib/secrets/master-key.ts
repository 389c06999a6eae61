import { randomBytes } from 'node:crypto';
import { constants } from 'node:fs';
import { open } from 'node:fs/promises';

/** The environment variable that may hold the master key. */
export const MASTER_KEY_VARIABLE = 'STACKWRIGHT_MASTER_KEY';
const SHORTEST = 32;

/** The master key cannot be used. The message never holds any of it. */
export class MasterKeyInvalid extends Error {
  public constructor(source: string, problem: string, fix: string) {
    super(`The master key ${source} ${problem}. ${fix}`);
    this.name = 'MasterKeyInvalid';
  }
}

/**
 * Reads the master key: at least 32 bytes, written as base64 (44 characters or more), as hexadecimal (64 or more), or as
 * any other text of 32 characters or more, which then stands for itself. White space around it does not count.
 * @throws {MasterKeyInvalid}
 */
export function parseMasterKey(text: string, source: string): Buffer {
  const key = text.trim();
  const decoded = decode(key);
  const fix = "Make a random one, for instance with 'openssl rand -base64 32'.";
  if (decoded.length < SHORTEST) {
    throw new MasterKeyInvalid(source, `has ${decoded.length} bytes, at least ${SHORTEST} are needed`, fix);
  }
  if (new Set(decoded).size < 8) throw new MasterKeyInvalid(source, 'repeats a few characters', fix);
  return decoded;
}

/** A new random master key, as base64. */
export function generateMasterKey(): string {
  return randomBytes(SHORTEST).toString('base64');
}

/**
 * The master key from a file, or from STACKWRIGHT_MASTER_KEY when no file is named; undefined when there is neither.
 * The file must belong to the caller and be closed to everybody else (mode 0600 or less).
 * @throws {MasterKeyInvalid}
 */
export async function loadMasterKey(
  file?: string,
  environment: Readonly<Record<string, string | undefined>> = process.env,
): Promise<Buffer | undefined> {
  if (file !== undefined) return parseMasterKey(await readKeyFile(file), `in ${file}`);
  const text = environment[MASTER_KEY_VARIABLE];
  return text === undefined || text === '' ? undefined : parseMasterKey(text, `in ${MASTER_KEY_VARIABLE}`);
}

/** Checks the file that it has open, not one that could be put there between a check and a read. */
async function readKeyFile(file: string): Promise<string> {
  const handle = await open(file, constants.O_RDONLY).catch((error: Error) => {
    throw new MasterKeyInvalid(`in ${file}`, `cannot be read: ${error.message}`, 'Correct the path or make the file.');
  });
  try {
    const { mode, uid } = await handle.stat();
    const permission = (mode & 0o7777).toString(8).padStart(4, '0');
    const caller = process.getuid?.();
    if ((mode & 0o077) !== 0) {
      throw new MasterKeyInvalid(`in ${file}`, `is open to others: mode ${permission}`, `Run: chmod 600 '${file}'`);
    }
    if (caller !== undefined && uid !== caller) {
      throw new MasterKeyInvalid(
        `in ${file}`,
        `belongs to user ${uid}, but user ${caller} reads it`,
        `Run as root: chown ${caller} '${file}'`,
      );
    }
    return await handle.readFile('utf8');
  } finally {
    await handle.close();
  }
}

/** Text that could be hexadecimal or base64 of a whole key is taken as that; everything else stands for itself. */
function decode(key: string): Buffer {
  if (/^(?:[0-9a-f]{2}){32,}$/i.test(key)) return Buffer.from(key, 'hex');
  if (/^[A-Za-z0-9+/]{43,}={0,2}$/.test(key)) return Buffer.from(key, 'base64');
  return Buffer.from(key, 'utf8');
}
