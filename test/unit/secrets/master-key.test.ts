import { chmodSync, chownSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { generateMasterKey, loadMasterKey, MasterKeyInvalid, parseMasterKey } from '../../../lib/secrets';

const folder = mkdtempSync(join(tmpdir(), 'master-key-'));
const file = join(folder, 'key');
afterAll(() => rmSync(folder, { recursive: true }));

function keyFile(mode: number, text = generateMasterKey()): string {
  writeFileSync(file, text);
  chmodSync(file, mode);
  return file;
}

describe('the master key', () => {
  test('is the same bytes in base64 and in hexadecimal, with or without a newline', () => {
    const key = Buffer.from(generateMasterKey(), 'base64');
    expect(parseMasterKey(`${key.toString('base64')}\n`, '')).toEqual(key);
    expect(parseMasterKey(key.toString('base64').replace('=', ''), '')).toEqual(key);
    expect(parseMasterKey(key.toString('hex').toUpperCase(), '')).toEqual(key);
    expect(key).toHaveLength(32);
  });

  test('may be any text of 32 characters', () => {
    const text = 'correct horse battery staple, say';
    expect(parseMasterKey(text, '')).toEqual(Buffer.from(text));
  });

  test.each([
    ['', 'has 0 bytes'],
    ['password', 'has 8 bytes, at least 32 are needed'],
    ['a'.repeat(64), 'repeats a few characters'],
  ])('is refused when it is weak, without being shown: %s', (text, problem) => {
    expect(() => parseMasterKey(text, 'in X')).toThrow(`The master key in X ${problem}`);
    if (text !== '') expect(() => parseMasterKey(text, 'in X')).not.toThrow(new RegExp(text));
  });

  test('comes from the environment, or is missing', async () => {
    const text = generateMasterKey();
    expect(await loadMasterKey(undefined, { STACKWRIGHT_MASTER_KEY: text })).toEqual(Buffer.from(text, 'base64'));
    expect(await loadMasterKey(undefined, {})).toBeUndefined();
    expect(await loadMasterKey(undefined, { STACKWRIGHT_MASTER_KEY: '' })).toBeUndefined();
    await expect(loadMasterKey(undefined, { STACKWRIGHT_MASTER_KEY: 'short' })).rejects.toThrow(
      /STACKWRIGHT_MASTER_KEY/,
    );
  });

  test('comes from a file that only the caller can read', async () => {
    const text = generateMasterKey();
    expect(await loadMasterKey(keyFile(0o600, text))).toEqual(Buffer.from(text, 'base64'));
    expect(await loadMasterKey(keyFile(0o400, text), { STACKWRIGHT_MASTER_KEY: 'ignored' })).toBeDefined();
  });

  test.each([0o640, 0o604, 0o620, 0o644])(
    'is refused from a file with mode %o, with the command that mends it',
    async (mode) => {
      await expect(loadMasterKey(keyFile(mode))).rejects.toThrow(
        `is open to others: mode ${mode.toString(8).padStart(4, '0')}. Run: chmod 600 '${file}'`,
      );
    },
  );

  test('is refused from a file that belongs to somebody else', async () => {
    // Only root can give a file away.
    if (process.getuid?.() !== 0) return;
    chownSync(keyFile(0o600), 12345, 12345);
    await expect(loadMasterKey(file)).rejects.toThrow(
      'belongs to user 12345, but user 0 reads it. Run as root: chown 0',
    );
    chownSync(file, 0, 0);
  });

  test('is refused with the reason when the file cannot be read', async () => {
    await expect(loadMasterKey(join(folder, 'absent'))).rejects.toThrow(/cannot be read: ENOENT/);
    await expect(loadMasterKey(join(folder, 'absent'))).rejects.toThrow(MasterKeyInvalid);
  });
});
