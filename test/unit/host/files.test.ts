import { chmod, chown, mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { Files } from '../../../lib/host/files/files';
import { SshConnection } from '../../../lib/ssh/connection';
import { LocalSshd } from '../ssh/local-sshd';

const EMPTY = 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855';

let sshd: LocalSshd;
let connection: SshConnection;
let files: Files;
let directory: string;

beforeAll(async () => {
  sshd = await LocalSshd.start();
  connection = new SshConnection(sshd.login());
  files = new Files(connection);
  directory = await mkdtemp(join(tmpdir(), 'stackwright-files-'));
});

afterAll(async () => {
  connection.end();
  await sshd.stop();
  await rm(directory, { recursive: true, force: true });
});

test('what stands at many paths is told at once, whatever they are called', async () => {
  const names = ['plain', 'with space', "quote'", 'new\nline', '-dash', 'ünïcode'];
  for (const name of names) await writeFile(join(directory, name), '', { mode: 0o640 });
  await mkdir(join(directory, 'folder'));
  await symlink('nowhere', join(directory, 'link'));
  const infos = await Promise.all(
    [...names, 'folder', 'link', 'absent', 'plain/below'].map((name) => files.info(join(directory, name))),
  );
  expect(infos.map((info) => info?.type)).toEqual([
    ...names.map(() => 'file'),
    'directory',
    'symlink',
    undefined,
    undefined,
  ]);
  for (const info of infos.slice(0, names.length)) {
    expect(info).toMatchObject({ mode: '0640', owner: userInfo().username, size: 0, sha256: EMPTY });
  }
});

test('a path that cannot be looked at fails alone', async () => {
  const path = join(directory, 'readable');
  await writeFile(path, '');
  await symlink('loop', join(directory, 'loop'));
  const asked = [
    files.info(path),
    files.info(join(directory, 'loop', 'below')),
    files.info(join(directory, 'nothing')),
  ];
  const [readable, looping, absent] = await Promise.allSettled(asked);
  expect(readable).toMatchObject({ value: { sha256: EMPTY } });
  expect(looping).toMatchObject({
    reason: { message: expect.stringMatching(/loop\/below cannot be looked at: .*Too many/) },
  });
  expect(absent).toMatchObject({ value: null });
});

const asRoot = userInfo().uid === 0 ? test : test.skip;

asRoot('an owner without a name is told by its number', async () => {
  const path = join(directory, 'orphan');
  await writeFile(path, '');
  await chown(path, 65_432, 65_433);
  await chmod(path, 0o4711);
  expect(await files.info(path)).toMatchObject({ owner: '65432', group: '65433', mode: '4711' });
});

test('a look that loses the connection on the way is repeated', async () => {
  await files.info(directory);
  sshd.cutConnections();
  expect(await files.info(directory)).toMatchObject({ type: 'directory' });
});
