import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { lstat, mkdir, readdir, readFile, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { type FileFailure, RemoteFileError, SshConnection, sh } from '../../../lib/ssh';
import { HOSTILE_VALUES, hostileMebibyte } from './hostile-values';
import { LocalSshd } from './local-sshd';

let sshd: LocalSshd;
let connection: SshConnection;
const folder = mkdtempSync(join(tmpdir(), 'ssh-files-'));
const path = join(folder, 'file');
const mebibyte = hostileMebibyte();

beforeAll(async () => {
  sshd = await LocalSshd.start();
  connection = new SshConnection(sshd.login());
});

afterEach(async () => {
  const temporary = (await readdir(folder)).filter((name) => name.startsWith('.stackwright-'));
  expect(temporary).toEqual([]);
  rmSync(folder, { recursive: true });
  await mkdir(folder);
});

afterAll(async () => {
  connection.end();
  await sshd.stop();
  rmSync(folder, { recursive: true });
});

const modeOf = async (file: string) => ((await lstat(file)).mode & 0o7777).toString(8);
/** Ends in one of the ways that an upload can fail. */
async function failureOf(upload: Promise<void>): Promise<RemoteFileError> {
  const error = await upload.then(
    () => undefined,
    (caught: unknown) => caught,
  );
  expect(error).toBeInstanceOf(RemoteFileError);
  return error as RemoteFileError;
}

describe('an uploaded file', () => {
  test.each(HOSTILE_VALUES.map((value) => [JSON.stringify(value), value]))(
    'has its content exactly: %s',
    async (_, content) => {
      await connection.upload(path, content, { mode: 0o644 });
      expect(await readFile(path, 'utf8')).toBe(content);
    },
  );

  test.each([
    ['a kept shell', mebibyte.subarray(0, 250_000)],
    ['a channel of its own', mebibyte],
  ])('has every byte of a content that goes through %s', async (_, content) => {
    await connection.upload(path, content);
    expect((await readFile(path)).equals(content)).toBe(true);
  });

  test('may come from a stream, of any length', async () => {
    await connection.upload(path, Readable.from([mebibyte, mebibyte, Buffer.from('end')]), { mode: 0o640 });
    expect((await readFile(path)).equals(Buffer.concat([mebibyte, mebibyte, Buffer.from('end')]))).toBe(true);
    await connection.upload(path, Readable.from([]));
    expect(await readFile(path, 'utf8')).toBe('');
    expect(await modeOf(path)).toBe('640');
  });

  test.each(
    HOSTILE_VALUES.filter((value) => !['', '\n'].includes(value)).map((value) => [JSON.stringify(value), value]),
  )('may have any name: %s', async (_, name) => {
    const odd = join(folder, name.replaceAll('/', '_'));
    await connection.upload(odd, 'content');
    expect(await readFile(odd, 'utf8')).toBe('content');
    expect((await buffer(await connection.download(odd))).toString()).toBe('content');
  });

  test.each([0o600, 0o640, 0o644, 0o755, 0o400, 0o000, 0o4755, 0o2750, 0o1777])('has mode %o', async (mode) => {
    await connection.upload(path, 'content', { mode });
    expect(await modeOf(path)).toBe(mode.toString(8));
  });

  test('is closed to others when nothing is said and nothing was there', async () => {
    await connection.upload(path, 'content');
    expect(await modeOf(path)).toBe('600');
  });

  test('keeps the mode of the one that it replaces', async () => {
    await writeFile(path, 'old', { mode: 0o751 });
    await connection.check(sh`chmod 0751 ${path}`);
    await connection.upload(path, 'new');
    expect(await modeOf(path)).toBe('751');
  });

  // Only root can give files to others.
  const asRoot = process.getuid?.() === 0 ? test : test.skip;
  asRoot('has the owner and group that it is given, by name or number, and else keeps them', async () => {
    await connection.upload(path, '1', { owner: 'daemon', group: '12345' });
    expect(await lstat(path)).toMatchObject({ uid: 1, gid: 12345 });
    await connection.upload(path, '2', { owner: 'root' });
    expect(await lstat(path)).toMatchObject({ uid: 0, gid: 12345 });
    await connection.upload(path, '3', { group: 'daemon' });
    expect(await lstat(path)).toMatchObject({ uid: 0, gid: 1 });
    await connection.upload(path, '4');
    expect(await lstat(path)).toMatchObject({ uid: 0, gid: 1 });
  });

  test('takes the place of a symbolic link, or follows it when asked to', async () => {
    const target = join(folder, 'target');
    await symlink('target', path);
    await connection.upload(path, 'through', { followSymlink: true });
    expect(await readFile(target, 'utf8')).toBe('through');
    await connection.upload(path, 'instead');
    expect((await lstat(path)).isFile()).toBe(true);
    expect(await readFile(target, 'utf8')).toBe('through');
  });

  test('is never seen half written', async () => {
    await writeFile(path, 'old');
    const seen = new Set<number>();
    let uploading = true;
    const upload = connection.upload(path, mebibyte).finally(() => {
      uploading = false;
    });
    while (uploading) {
      seen.add(readFileSync(path).length);
      await new Promise((resolve) => setImmediate(resolve));
    }
    await upload;
    seen.add(readFileSync(path).length);
    expect([...seen]).toEqual([3, mebibyte.length]);
  });
});

describe('a file that cannot be written', () => {
  const cases: [string, string, FileFailure, RegExp][] = [
    ['in a directory that does not exist', join(folder, 'no/file'), 'no-directory', /directory does not exist/],
    ['below a file', '/etc/passwd/file', 'no-directory', /is not a directory/],
    ['where a directory stands', folder, 'is-directory', /directory stands there/],
    ['where only the system writes', '/proc/file', 'no-directory', /\/proc\/file/],
  ];
  test.each(cases)('%s says so', async (_, file, reason, message) => {
    const error = await failureOf(connection.upload(file, 'content'));
    expect(error).toMatchObject({ reason, path: file });
    expect(error.message).toMatch(message);
  });

  test('for an owner that does not exist says so and leaves what was there', async () => {
    await writeFile(path, 'old');
    const error = await failureOf(connection.upload(path, 'new', { owner: 'nobody-of-that-name' }));
    expect(error.reason).toBe('no-such-owner');
    expect(await readFile(path, 'utf8')).toBe('old');
  });

  test.each(['relative', '/folder/', ''])(
    'for its path being no absolute one of a file is refused at once: "%s"',
    async (odd) => {
      expect((await failureOf(connection.upload(odd, 'x'))).message).toMatch(/absolute path of a file/);
    },
  );

  test.each([
    ['a string', () => 'x'.repeat(50_000)],
    ['a large buffer', () => mebibyte],
    ['a stream', () => Readable.from([mebibyte])],
  ])('for a full disk says so, with the content as %s', async (_, content) => {
    // A limit on file sizes stands for the disk here; real ones are tested on a real host.
    const limited = new SshConnection(sshd.login({ workers: 1 }));
    const name = join(folder, 'full');
    sshd.fileSizeLimitBlocks = 16;
    const error = await failureOf(limited.upload(name, content())).finally(() => {
      sshd.fileSizeLimitBlocks = undefined;
      limited.end();
    });
    expect(error.reason).toBe('disk-full');
    expect(await readdir(folder)).toEqual([]);
  });

  test('for its source failing on the way throws that error and leaves what was there', async () => {
    await writeFile(path, 'old');
    const source = async function* () {
      yield mebibyte;
      throw new Error('the source broke');
    };
    await expect(connection.upload(path, Readable.from(source()))).rejects.toThrow('the source broke');
    expect(await readFile(path, 'utf8')).toBe('old');
  });

  test('for being aborted leaves what was there', async () => {
    await writeFile(path, 'old');
    const controller = new AbortController();
    const source = async function* () {
      yield mebibyte;
      setTimeout(() => controller.abort(new Error('enough')), 100);
      await new Promise(() => undefined);
    };
    const upload = connection.upload(path, Readable.from(source()), { signal: controller.signal });
    await expect(upload).rejects.toThrow('enough');
    expect(await readFile(path, 'utf8')).toBe('old');
  });

  test('for the connection being lost leaves what was there', async () => {
    await writeFile(path, 'old');
    const source = async function* () {
      yield mebibyte;
      setTimeout(() => sshd.cutConnections(), 100);
      await new Promise(() => undefined);
    };
    await expect(connection.upload(path, Readable.from(source()))).rejects.toThrow(/was lost while running/);
    expect(await readFile(path, 'utf8')).toBe('old');
  });
});

describe('a downloaded file', () => {
  test('comes back byte for byte', async () => {
    const content = Buffer.concat(Array.from({ length: 8 }, () => mebibyte));
    await writeFile(path, content);
    expect((await buffer(await connection.download(path))).equals(content)).toBe(true);
  });

  test.each<[string, string, FileFailure]>([
    ['is not there', join(folder, 'absent'), 'not-found'],
    ['is a directory', folder, 'is-directory'],
  ])('that %s makes the stream fail', async (_, file, reason) => {
    const stream = await connection.download(file);
    await expect(buffer(stream)).rejects.toMatchObject({ reason, path: file });
  });

  test('may be left unread without keeping a shell', async () => {
    await writeFile(path, Buffer.concat(Array.from({ length: 8 }, () => mebibyte)));
    for (let round = 0; round < 6; round++) (await connection.download(path)).destroy();
    const controller = new AbortController();
    const stream = await connection.download(path, { signal: controller.signal });
    controller.abort(new Error('enough'));
    await expect(buffer(stream)).rejects.toThrow('enough');
    expect((await buffer(await connection.download(path))).length).toBe(8 * mebibyte.length);
  });
});
