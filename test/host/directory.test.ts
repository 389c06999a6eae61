import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { labHost, type TestHost } from './lab-host';
import { Workspace } from './workspace';

const ROOT = '/srv/stackwright-test';
const PATH = `${ROOT}/images`;
const ADDRESS = 'stackwright_directory.images';

describe('a directory', () => {
  let host: TestHost;
  let workspace: Workspace;

  const configure = (attributes: object = {}) => {
    const resource = { stackwright_directory: { images: { host: host.name, path: PATH, ...attributes } } };
    const text = JSON.stringify({ provider: host.provider, resource }).replace(/[$%](?=\{)/g, '$&$&');
    return workspace.configure(JSON.parse(text));
  };
  const facts = (path = PATH) => host.shell(`stat -c '%F %U %G %a' '${path}'`);
  const everything = () => host.shell(`find ${ROOT} /var/lib/stackwright 2>/dev/null || true`);
  const failing = async (...args: string[]) => {
    const { ok, text } = await workspace.terraform(...args, '-auto-approve', '-no-color');
    expect(ok).toBe(false);
    return text.replace(/\s+/g, ' ');
  };

  beforeAll(async () => {
    host = await labHost('node2');
    workspace = await Workspace.open();
  });

  beforeEach(async () => {
    await host.shell(`rm -rf ${ROOT} /var/lib/stackwright; mkdir ${ROOT}`);
    for (const name of ['terraform.tfstate', 'terraform.tfstate.backup']) {
      await rm(join(workspace.directory, name), { force: true });
    }
  });

  afterAll(() => workspace.close());

  test('is made with owner and mode, the next plan is empty, and nothing is left when it is destroyed', async () => {
    await configure({ owner: 'nobody', group: 'daemon', mode: '2750' });
    await workspace.apply();
    expect(await facts()).toBe('directory nobody daemon 2750\n');
    expect(await workspace.plan()).toEqual([]);
    await workspace.destroy();
    expect(await everything()).toBe(`${ROOT}\n`);
  });

  test('each thing changed by hand shows as just that, and apply repairs it', async () => {
    await configure();
    await workspace.apply();
    for (const [attribute, byHand] of [
      ['owner', `chown nobody ${PATH}`],
      ['group', `chgrp daemon ${PATH}`],
      ['mode', `chmod 6711 ${PATH}`],
    ] as const) {
      await host.shell(byHand);
      const [change] = await workspace.plan();
      expect([change?.actions, Object.keys(change?.changes ?? {})]).toEqual([['update'], [attribute]]);
      await workspace.succeed('apply', '-no-color', 'plan');
      expect(await facts()).toBe('directory root root 755\n');
    }
    await host.shell(`rmdir ${PATH}`);
    expect((await workspace.plan()).map(({ actions }) => actions)).toEqual([['create']]);
    await workspace.succeed('apply', '-no-color', 'plan');
    expect(await facts()).toBe('directory root root 755\n');
  });

  test('that was there before keeps what is in it, and gets back its owner and mode', async () => {
    await host.shell(`mkdir ${PATH}; touch ${PATH}/kept; chown nobody:daemon ${PATH}; chmod 2700 ${PATH}`);
    await configure({ mode: '0711', force_destroy: true });
    await workspace.apply();
    expect(await facts()).toBe('directory root root 711\n');
    await configure({ mode: '0755', force_destroy: true });
    await workspace.apply();
    await workspace.destroy();
    expect(await facts()).toBe('directory nobody daemon 2700\n');
    expect(await everything()).toBe(`${ROOT}\n${PATH}\n${PATH}/kept\n`);
  });

  test('is not removed with what somebody put into it, unless that is asked for', async () => {
    await configure();
    await workspace.apply();
    await host.shell(`touch ${PATH}/a ${PATH}/b`);
    expect(await failing('destroy')).toContain(
      `${PATH} holds a, b. Remove what is in it, or apply force_destroy = true`,
    );
    expect(await facts()).toBe('directory root root 755\n');
    await configure({ force_destroy: true });
    await workspace.apply();
    const plan = await workspace.succeed('plan', '-destroy', '-no-color');
    expect(plan).toContain('Files will be lost');
    expect(plan).toContain('holds a, b. All of it is removed');
    await workspace.destroy();
    expect(await everything()).toBe(`${ROOT}\n`);
  });

  test('takes along the directories above it that were made for it, as long as nobody else uses them', async () => {
    await configure({ path: `${PATH}/a/b`, create_parents: true, mode: '0700' });
    await workspace.apply();
    expect(await facts(`${PATH}/a`)).toBe('directory root root 755\n');
    expect(await facts(`${PATH}/a/b`)).toBe('directory root root 700\n');
    await host.shell(`touch ${PATH}/mine`);
    await workspace.destroy();
    expect(await everything()).toBe(`${ROOT}\n${PATH}\n${PATH}/mine\n`);
  });

  test('can be imported, then nothing is planned, and destroying leaves it', async () => {
    await host.shell(`mkdir -m 0750 ${PATH}; chown nobody ${PATH}`);
    await configure({ mode: '0750', owner: 'nobody' });
    await workspace.succeed('import', '-no-color', ADDRESS, `${host.name}:${PATH}`);
    expect(await workspace.plan()).toEqual([]);
    await workspace.destroy();
    expect(await facts()).toBe('directory nobody root 750\n');
  });

  test('may have any name', async () => {
    const name = `-a 'b' "c" $(d) \${e}\nü`;
    await configure({ path: `${ROOT}/${name}` });
    await workspace.apply();
    expect(await workspace.plan()).toEqual([]);
    expect(await host.shell(`find ${ROOT} -mindepth 1 -printf '%P\\0' | base64 -w0`)).toBe(
      Buffer.from(`${name}\0`).toString('base64'),
    );
    await workspace.destroy();
    expect(await everything()).toBe(`${ROOT}\n`);
  });

  test('what cannot be is an error with the path and the fix, and the next apply goes on', async () => {
    await configure({ path: `${PATH}/a/b` });
    expect(await failing('apply')).toContain(`${PATH}/a does not exist. Set create_parents = true`);
    await host.shell(`touch ${PATH}`);
    await configure();
    expect(await failing('apply')).toContain(`${PATH} is a file. Remove it there`);
    await host.shell(`rm ${PATH}`);
    await configure({ owner: 'nonesuch' });
    expect(await failing('apply')).toContain('nonesuch');
    await configure();
    await workspace.apply();
    expect(await facts()).toBe('directory root root 755\n');
    await configure({ path: 'srv/x', mode: '0999' });
    const { text } = await workspace.terraform('validate', '-no-color');
    expect(text).toContain('path is "srv/x". Give an absolute path');
    expect(text).toContain('mode is "0999". Give an octal mode');
  });
});
