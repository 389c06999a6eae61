import { randomBytes } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { labHost, type TestHost } from './lab-host';
import { literal, Workspace } from './workspace';

const PATH = '/etc/stackwright-test/greeting';
const ADDRESS = 'stackwright_file.greeting';

describe('a file', () => {
  let host: TestHost;
  let workspace: Workspace;

  const configure = (attributes: object) =>
    workspace.configure({
      provider: host.provider,
      resource: { stackwright_file: { greeting: { host: host.name, path: PATH, ...attributes } } },
    });

  beforeAll(async () => {
    host = await labHost('node1');
  });

  beforeEach(async () => {
    workspace = await Workspace.open();
    await host.shell('rm -rf /etc/stackwright-test /var/lib/stackwright && mkdir /etc/stackwright-test');
  });

  afterEach(() => workspace.close());

  test('is written with its content, owner and mode, and the next plan is empty', async () => {
    await configure({ content: 'hello\n', owner: 'nobody', group: 'daemon', mode: '600' });
    await workspace.apply();
    expect(await host.shell(`cat ${PATH}; stat -c '%U %G %a' ${PATH}`)).toBe('hello\nnobody daemon 600\n');
    expect(await workspace.plan()).toEqual([]);
  });

  test.each([
    ['content', `printf 'changed by hand\\n' > ${PATH}`, ['content', 'revision', 'sha256']],
    ['owner', `chown nobody ${PATH}`, ['owner']],
    ['group', `chgrp daemon ${PATH}`, ['group']],
    ['mode', `chmod 0666 ${PATH}`, ['mode']],
  ])('a %s changed by hand shows as just that, and apply puts it back', async (_, byHand, expected) => {
    await configure({ content: 'hello\n' });
    await workspace.apply();
    const before = await host.shell(`cat ${PATH}; stat -c '%U %G %a' ${PATH}`);
    await host.shell(byHand);
    const [change] = await workspace.plan();
    expect(change?.actions).toEqual(['update']);
    expect(Object.keys(change?.changes ?? {}).sort()).toEqual(expected);
    await workspace.apply();
    expect(await host.shell(`cat ${PATH}; stat -c '%U %G %a' ${PATH}`)).toBe(before);
    expect(await workspace.plan()).toEqual([]);
  });

  test('removed by hand is planned to be made again', async () => {
    await configure({ content: 'hello\n' });
    await workspace.apply();
    await host.shell(`rm ${PATH}`);
    expect((await workspace.plan()).map(({ actions }) => actions)).toEqual([['create']]);
    await workspace.apply();
    expect(await host.shell(`cat ${PATH}`)).toBe('hello\n');
  });

  test('gives way, when destroyed, to the file that was there before it', async () => {
    await host.shell(
      `printf original > ${PATH}; chown nobody:daemon ${PATH}; chmod 0640 ${PATH}; touch -d 2001-02-03 ${PATH}`,
    );
    const facts = `cat ${PATH}; stat -c '%U %G %a %Y' ${PATH}`;
    const before = await host.shell(facts);
    await configure({ content: 'ours' });
    await workspace.apply();
    expect(await host.shell(`cat ${PATH}`)).toBe('ours');
    await workspace.destroy();
    expect(await host.shell(facts)).toBe(before);
    expect(await host.shell('ls -A /etc/stackwright-test; ls -d /var/lib/stackwright 2>/dev/null || true')).toBe(
      'greeting\n',
    );
  });

  test('leaves nothing when there was nothing before it', async () => {
    await configure({ content: 'ours' });
    await workspace.apply();
    await workspace.destroy();
    expect(await host.shell('ls -A /etc/stackwright-test')).toBe('');
  });

  test('leaves the original alone when a destroy was killed after it had brought it back', async () => {
    await host.shell(`printf original > ${PATH}`);
    await configure({ content: 'ours' });
    await workspace.apply();
    await host.shell(`printf original > ${PATH}; rm -r /var/lib/stackwright`);
    expect(await workspace.destroy()).toContain('File left in place');
    expect(await host.shell(`cat ${PATH}`)).toBe('original');
  });

  test('that was imported is removed when destroyed', async () => {
    await host.shell(`printf 'from before\\n' > ${PATH}`);
    await configure({ content: 'from before\n' });
    await workspace.succeed('import', '-no-color', ADDRESS, `${host.name}:${PATH}`);
    await workspace.destroy();
    expect(await host.shell('ls -A /etc/stackwright-test')).toBe('');
  });

  test('does not take the place of a directory, and remembers nothing of it', async () => {
    await host.shell(`mkdir -p ${PATH}; echo kept > ${PATH}/inside`);
    await configure({ content: 'ours' });
    const { ok, text } = await workspace.terraform('apply', '-auto-approve', '-no-color');
    expect(ok).toBe(false);
    expect(text.replace(/\s+/g, ' ')).toContain(`${PATH} on node1 is a directory, which no file can replace.`);
    expect(await host.shell(`cat ${PATH}/inside; ls -d /var/lib/stackwright 2>/dev/null || true`)).toBe('kept\n');
  });

  test('is not written from a source that has changed since the plan', async () => {
    const source = join(workspace.directory, 'local');
    await writeFile(source, 'planned\n');
    await configure({ source });
    await workspace.succeed('plan', '-no-color', '-out=plan');
    await writeFile(source, 'changed\n');
    const { ok } = await workspace.terraform('apply', '-no-color', 'plan');
    expect(ok).toBe(false);
    expect(await host.shell('ls -A /etc/stackwright-test')).toBe('');
  });

  test('can be imported, and then nothing is planned', async () => {
    await host.shell(`printf 'from before\\n' > ${PATH}; chown nobody:daemon ${PATH}; chmod 0640 ${PATH}`);
    await configure({ content: 'from before\n', owner: 'nobody', group: 'daemon', mode: '0640' });
    await workspace.succeed('import', '-no-color', ADDRESS, `${host.name}:${PATH}`);
    expect(await workspace.plan()).toEqual([]);
  });

  test('takes bytes in base64 and the content of a local file', async () => {
    const bytes = randomBytes(100_000);
    await configure({ content_base64: bytes.toString('base64') });
    await workspace.apply();
    expect(await host.shell(`base64 -w0 ${PATH}`)).toBe(bytes.toString('base64'));
    await writeFile(join(workspace.directory, 'local'), 'from here\n');
    await configure({ source: join(workspace.directory, 'local') });
    await workspace.apply();
    expect(await host.shell(`cat ${PATH}`)).toBe('from here\n');
    expect(await workspace.plan()).toEqual([]);
    await writeFile(join(workspace.directory, 'local'), 'changed here\n');
    expect(Object.keys((await workspace.plan())[0]?.changes ?? {}).sort()).toEqual(['revision', 'sha256']);
    await workspace.apply();
    expect(await host.shell(`cat ${PATH}`)).toBe('changed here\n');
  });

  test.each([
    ['quotes and expansions', `'"\`$(touch /tmp/pwned)\${HOME} \\ !! ; & | > <`],
    ['newlines and a leading dash', '-n\n\n--\n-e \t\n'],
    ['other scripts and emoji', 'Ünïcödé — 日本語 — 🎛️ \u202e'],
    ['something that looks like a here-document and our own marker', "EOF\n'EOF'\n\0".replace('\0', '')],
    ['a mebibyte', 'x'.repeat(1024 * 1024)],
  ])('holds %s byte for byte', async (_, content) => {
    await configure({ content: literal(content) });
    await workspace.apply();
    expect(Buffer.from(await host.shell(`base64 -w0 ${PATH}`), 'base64').toString('utf8') === content).toBe(true);
    expect(await workspace.plan()).toEqual([]);
  });

  test('may have any name', async () => {
    const path = `/etc/stackwright-test/-a 'b' "c" $(d)\nü`;
    await workspace.configure({
      provider: host.provider,
      resource: { stackwright_file: { greeting: { host: host.name, path, content: 'x' } } },
    });
    await workspace.apply();
    expect(await workspace.plan()).toEqual([]);
    expect(await host.shell('ls -1 --zero /etc/stackwright-test | base64 -w0')).toBe(
      Buffer.from(`-a 'b' "c" $(d)\nü\0`).toString('base64'),
    );
  });

  test.each([
    ['a relative path', { path: 'etc/motd', content: '' }, 'path is "etc/motd". Give an absolute path'],
    ['a mode that is none', { content: '', mode: '0888' }, 'mode is "0888". Give an octal mode'],
    ['two contents', { content: '', content_base64: '' }, '`content` and `content_base64` are given. Keep one'],
    ['no content', {}, 'None of `content`, `content_base64`, `source` is given'],
    [
      'a local file that is not there',
      { source: '/nonexistent/file' },
      'source is "/nonexistent/file", which cannot be read here',
    ],
    ['a host nobody knows', { host: 'node9', content: '' }, '"node9" is not among the provider\'s hosts. It has node1'],
  ])('%s is refused when planning, with value and fix', async (_, attributes, message) => {
    await configure(attributes);
    const { ok, text } = await workspace.terraform('plan', '-no-color');
    expect(ok).toBe(false);
    expect(text.replace(/\s+/g, ' ')).toContain(message);
  });

  test('an owner nobody knows is an error that names it, and the next apply goes on from there', async () => {
    await configure({ content: 'x', owner: 'nonesuch' });
    const { ok, text } = await workspace.terraform('apply', '-auto-approve', '-no-color');
    expect(ok).toBe(false);
    expect(text).toContain('nonesuch');
    await configure({ content: 'x' });
    await workspace.apply();
    expect(await workspace.plan()).toEqual([]);
  });
});
