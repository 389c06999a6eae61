import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { labHost, type TestHost } from './lab-host';
import { Workspace } from './workspace';

const ROOT = '/srv/stackwright-command';
const PATH = `${ROOT}/thing`;
const PASSWORD = 'correct-horse-battery';

describe('a command', () => {
  let host: TestHost;
  let workspace: Workspace;

  const configuration = (blocks: object) => {
    const provider = { stackwright: { ...host.provider.stackwright, secrets: { own: PASSWORD } } };
    const text = JSON.stringify({ provider, ...blocks }).replace(/[$%](?=\{)/g, '$&$&');
    return workspace.configure(JSON.parse(text));
  };
  const configure = (attributes: object) =>
    configuration({ resource: { stackwright_command: { thing: { host: host.name, ...attributes } } } });
  const look = (attributes: object, address = 'stackwright_command') =>
    configuration({ data: { [address]: { thing: { host: host.name, ...attributes } } } });
  const content = async (path = PATH) => Buffer.from(await host.shell(`base64 -w0 ${path}`), 'base64').toString();
  const failing = async (command = 'apply') => {
    const approve = command === 'apply' ? ['-auto-approve'] : [];
    const { ok, text } = await workspace.terraform(command, ...approve, '-no-color');
    expect(ok).toBe(false);
    return text.replace(/\s+/g, ' ');
  };

  beforeAll(async () => {
    host = await labHost('node2');
    workspace = await Workspace.open();
  });

  beforeEach(async () => {
    await host.shell(`rm -rf ${ROOT}; mkdir -m 0777 ${ROOT}`);
    for (const name of ['terraform.tfstate', 'terraform.tfstate.backup']) {
      await rm(join(workspace.directory, name), { force: true });
    }
  });

  afterAll(() => workspace.close());

  const whole = {
    create: `echo one > ${PATH}`,
    read: `[ -e ${PATH} ] || exit 44; cat ${PATH}`,
    update: `echo one > ${PATH}; echo updated >> ${ROOT}/log`,
    delete: `rm ${PATH}`,
    gone_exit_code: 44,
  };

  test('creates, is read, and the next plan is empty; what changed by hand is repaired; it undoes itself', async () => {
    await configure(whole);
    await workspace.apply();
    expect(await workspace.state('stackwright_command.thing')).toMatchObject({ output: 'one' });
    expect(await workspace.plan()).toEqual([]);

    await host.shell(`echo by hand > ${PATH}`);
    expect(await workspace.plan()).toMatchObject([
      { actions: ['update'], changes: { output: { before: 'by hand', after: '(known after apply)' } } },
    ]);
    await workspace.apply();
    expect(await content()).toBe('one\n');
    expect(await content(`${ROOT}/log`)).toBe('updated\n');
    expect(await workspace.plan()).toEqual([]);

    await host.shell(`rm ${PATH}; mkdir ${PATH}`);
    expect(await workspace.plan()).toMatchObject([
      { actions: ['update'], changes: { output: { before: '(read ended with exit code 1)' } } },
    ]);

    await host.shell(`rmdir ${PATH}`);
    expect((await workspace.plan()).map(({ actions }) => actions)).toEqual([['create']]);
    await workspace.apply();
    await workspace.destroy();
    expect(await host.shell(`ls ${ROOT}`)).toBe('log\n');
  });

  test('runs create again after a change where there is no update, and everything again after a change of triggers', async () => {
    const log = `${ROOT}/log`;
    const given = { create: `echo "create $WHAT" >> ${log}`, delete: `echo delete >> ${log}` };
    await configure({ ...given, environment: { WHAT: 'a' }, triggers: { v: '1' } });
    await workspace.apply();
    await configure({ ...given, environment: { WHAT: 'b' }, triggers: { v: '1' } });
    expect((await workspace.plan()).map(({ actions }) => actions)).toEqual([['update']]);
    await workspace.apply();
    await configure({ ...given, environment: { WHAT: 'b' }, triggers: { v: '2' } });
    expect((await workspace.plan()).map(({ actions }) => actions)).toEqual([['delete', 'create']]);
    await workspace.apply();
    await configure({ ...given, delete: `echo removed >> ${log}`, environment: { WHAT: 'b' }, triggers: { v: '2' } });
    await workspace.apply();
    await workspace.destroy();
    expect(await content(log)).toBe('create a\ncreate b\ndelete\ncreate b\nremoved\n');
  });

  test('holds hostile strings byte for byte, in text, variables and input', async () => {
    const hostile = [
      `'"\`$(touch /tmp/pwned)\${HOME} \\ !! ; & | > <`,
      '-n\n\n--\n-e \t\n',
      'Ünïcödé — 日本語 — 🎛️ \u202e',
      "EOF\n'EOF'\n",
      'x'.repeat(300_000),
    ];
    const environment = Object.fromEntries(hostile.slice(0, 4).map((value, index) => [`V${index}`, value]));
    const quoted = `'${hostile.join('').replaceAll("'", "'\\''")}'`;
    await configure({
      create: `cat > stdin; printf '%s' "$V0$V1$V2$V3" > env; printf '%s' ${quoted} > text`,
      environment,
      stdin: hostile.join(''),
      working_directory: ROOT,
    });
    await workspace.apply();
    expect((await content(`${ROOT}/stdin`)) === hostile.join('')).toBe(true);
    expect(await content(`${ROOT}/env`)).toBe(hostile.slice(0, 4).join(''));
    expect((await content(`${ROOT}/text`)) === hostile.join('')).toBe(true);
  });

  test('runs as the user it is told, in the directory it is told', async () => {
    await configure({
      create: `cat > ${PATH}; id -un >> ${PATH}; pwd >> ${PATH}; echo "$A" >> ${PATH}`,
      stdin: 'in\n',
      environment: { A: 'var' },
      run_as: 'nobody',
      working_directory: ROOT,
    });
    await workspace.apply();
    expect(await content()).toBe(`in\nnobody\n${ROOT}\nvar\n`);
  });

  test('no secret of it is in the list of processes, in state, in a plan, or in an error', async () => {
    const attributes = {
      environment: { PASSWORD: '{{secret:own}}' },
      stdin: '{{secret:own}}',
      read: `echo "$PASSWORD"`,
    };
    await configure({
      ...attributes,
      create: `cat > ${PATH}.in; echo {{secret:own}} > ${PATH}; cat /proc/[0-9]*/cmdline | tr '\\0' ' ' > ${ROOT}/ps`,
    });
    await workspace.apply();
    expect([await content(), await content(`${PATH}.in`)]).toEqual([`${PASSWORD}\n`, PASSWORD]);
    expect(await content(`${ROOT}/ps`)).not.toContain(PASSWORD);
    expect(await workspace.stateFile()).not.toContain(PASSWORD);
    expect(await workspace.state('stackwright_command.thing')).toMatchObject({ output: '(secret own)' });
    expect(await workspace.plan()).toEqual([]);
    await configure({ ...attributes, create: `echo "$PASSWORD is wrong: {{secret:own}}" >&2; exit 3` });
    const text = await failing();
    expect(text).toContain('(secret own) is wrong: (secret own)');
    expect(text.split('Error:')[1]?.replace(/1: \{.*\}\}\}/, '')).not.toContain(PASSWORD);
  });

  test('that fails tells its exit code and last words; nothing is in state, and the next apply goes on', async () => {
    await configure({ create: 'seq 100 >&2; echo what is wrong >&2; exit 7' });
    const text = await failing();
    expect(text).toContain(`\`create\` ended with exit code 7 on ${host.name}. Its last words: 82 83`);
    expect(text).toContain('100 what is wrong');
    await expect(workspace.state('stackwright_command.thing')).rejects.toThrow('not in state');
    await configure({ create: 'true', read: 'exit 5' });
    expect(await failing()).toContain('`read` ended with exit code 5');
    expect(await workspace.succeed('plan', '-no-color')).toContain('Warning: Command failed');
    await configure({ create: 'echo fine' });
    await workspace.apply();
    expect(await workspace.state('stackwright_command.thing')).toMatchObject({ output: 'fine' });
  });

  test('without create does nothing until it goes', async () => {
    await host.shell(`echo left > ${PATH}`);
    await configure({ delete: `rm ${PATH}` });
    await workspace.apply();
    expect(await workspace.plan()).toEqual([]);
    expect(await content()).toBe('left\n');
    await workspace.destroy();
    expect(await host.shell(`ls ${ROOT}`)).toBe('');
  });

  test.each([
    [{ update: 'true', delete: 'true' }, 'update without create'],
    [{}, 'Neither create nor delete'],
  ])('%j is refused when planning', async (config, summary) => {
    await configure(config);
    const { ok, text } = await workspace.terraform('validate', '-no-color');
    expect(ok).toBe(false);
    expect(text).toContain(summary);
  });

  test('that hangs is ended with its processes when its time is up', async () => {
    await configure({ create: 'sleep 4711', timeouts: { create: '2s' } });
    const begin = Date.now();
    const text = await failing();
    expect(text).toContain('Not done within 2 seconds');
    expect(text).toContain('raise timeouts.create');
    expect(Date.now() - begin).toBeLessThan(20_000);
    expect(await host.shell('pgrep -f "^sleep 4711" || true')).toBe('');
  });

  test('what cannot be is refused when planning', async () => {
    await configure({ create: 'true', environment: { 'A-B': '1' }, gone_exit_code: 3, working_directory: 'here' });
    const { ok, text } = await workspace.terraform('validate', '-no-color');
    expect(ok).toBe(false);
    expect(text).toContain('"A-B" does not fit. Give a name of letters');
    expect(text).toContain('gone_exit_code is 3, but there is no `read`');
    expect(text).toContain('working_directory is "here". Give an absolute path');
    const imported = await workspace.terraform('import', '-no-color', 'stackwright_command.thing', 'x');
    expect(imported.ok).toBe(false);
  });

  describe('as a data source', () => {
    test('gives what it prints, and its exit code', async () => {
      await look({ command: 'cat; echo "$A"; exit 3', stdin: 'in\n', environment: { A: 'v' }, exit_codes: [0, 3] });
      await workspace.apply();
      expect(await workspace.state('data.stackwright_command.thing')).toMatchObject({ output: 'in\nv', exit_code: 3 });
      await look({ command: 'echo broken >&2; exit 3' });
      expect(await failing('plan')).toContain('`command` ended with exit code 3');
      await look({ command: 'sleep 30', timeout_seconds: 1 });
      expect(await failing('plan')).toContain('did not end within 1 seconds');
    });

    test('a file gives its content and what it is', async () => {
      await host.shell(`printf 'tëxt' > ${PATH}; chmod 0640 ${PATH}; chgrp daemon ${PATH}; ln -s thing ${ROOT}/link`);
      await look({ path: `${ROOT}/link` }, 'stackwright_file');
      await workspace.apply();
      const [sha256] = (await host.shell(`sha256sum ${PATH}`)).split(' ');
      expect(await workspace.state('data.stackwright_file.thing')).toMatchObject({
        content: 'tëxt',
        content_base64: Buffer.from('tëxt').toString('base64'),
        sha256,
        size: 5,
        owner: 'root',
        group: 'daemon',
        mode: '0640',
      });
      await host.shell(`printf '\\377' > ${PATH}`);
      await workspace.apply();
      expect(await workspace.state('data.stackwright_file.thing')).toMatchObject({
        content: null,
        content_base64: '/w==',
      });
      await look({ path: `${ROOT}/none` }, 'stackwright_file');
      expect(await failing('plan')).toContain(`${ROOT}/none on ${host.name} does not exist`);
      await look({ path: ROOT }, 'stackwright_file');
      expect(await failing('plan')).toContain('is a directory. Give the path of a file');
    });
  });
});
