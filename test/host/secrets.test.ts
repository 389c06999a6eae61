import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { deriveSecret, parseMasterKey } from '../../lib/secrets';
import { labHost, type TestHost } from './lab-host';
import { Workspace } from './workspace';

const MASTER_KEY = Buffer.from('only for this test, thirty-two+ bytes').toString('base64');
const PASSWORD = deriveSecret(parseMasterKey(MASTER_KEY, 'in the test'), { name: 'nova/database', version: 1 });
const OWN = 'chosen by somebody, not derived';
const BY_HAND = 'typed-by-an-intruder';
const PATH = '/etc/stackwright-secret.conf';

describe('a secret', () => {
  let host: TestHost;
  let workspace: Workspace;

  beforeAll(async () => {
    host = await labHost('node1');
    await host.shell(`rm -rf ${PATH} /var/lib/stackwright`);
    workspace = await Workspace.openWithProcess({
      STACKWRIGHT_MASTER_KEY: MASTER_KEY,
      TF_LOG: 'TRACE',
      TF_LOG_PATH: 'trace.log',
    });
    const { stackwright } = host.provider;
    await workspace.configure({
      provider: { stackwright: { ...stackwright, secrets: { own: OWN } } },
      resource: {
        stackwright_file: {
          secret: {
            host: host.name,
            path: PATH,
            content:
              'connection = mysql://nova:{{secret:nova/database}}@db/nova\nown = {{secret:own}}\ndebug = false\n',
            mode: '0600',
          },
        },
      },
    });
  });

  afterAll(async () => {
    await workspace.destroy();
    await workspace.close();
  });

  /** Every file that terraform and the provider left in the directory, except the configuration in which `own` is given. */
  const everythingWritten = async () => {
    const names = (await readdir(workspace.directory)).filter((name) => !['main.tf.json', 'provider'].includes(name));
    const files = names.filter((name) => !name.startsWith('.'));
    return (await Promise.all(files.map((name) => readFile(join(workspace.directory, name))))).map(String).join('\n');
  };

  test("reaches the host and nothing else: not state, plan, log, or the host's process list", async () => {
    const watch = host.shell(
      'for i in $(seq 200); do ps -eo args; [ -e /tmp/stop-watching ] && break; sleep 0.02; done; rm -f /tmp/stop-watching',
    );
    await workspace.apply();
    await workspace.succeed('plan', '-no-color', '-out=plan');
    await host.shell('touch /tmp/stop-watching');
    expect(await host.shell(`cat ${PATH}`)).toBe(
      `connection = mysql://nova:${PASSWORD}@db/nova\nown = ${OWN}\ndebug = false\n`,
    );
    const written = `${await everythingWritten()}${await workspace.succeed('show', '-json', 'plan')}${await watch}`;
    expect(written).toContain('{{secret:nova/database}}');
    expect(written.includes(PASSWORD)).toBe(false);
  });

  test('that is as it should be is no drift', async () => {
    expect(await workspace.plan()).toEqual([]);
  });

  test('changed by hand shows as changed, without the old or the new value', async () => {
    await host.shell(`sed -i 's/nova:[^@]*@/nova:${BY_HAND}@/' ${PATH}`);
    const [change] = await workspace.plan();
    expect(change?.changes.content?.before).toMatch(/^\(differs from connection = .*, [0-9a-f]{12}\)$/s);
    const shown = `${await workspace.succeed('plan', '-no-color')}${await everythingWritten()}`;
    expect(shown.includes(BY_HAND) || shown.includes(PASSWORD)).toBe(false);
    await workspace.apply();
    expect(await host.shell(`grep -c ${PASSWORD} ${PATH}`)).toBe('1\n');
  });

  test('does not hide a change beside it', async () => {
    await host.shell(`sed -i 's/debug = false/debug = true/' ${PATH}`);
    const [change] = await workspace.plan();
    expect(change?.changes.content?.before).toBe(
      'connection = mysql://nova:{{secret:nova/database}}@db/nova\nown = {{secret:own}}\ndebug = true\n',
    );
    await workspace.apply();
    expect(await workspace.plan()).toEqual([]);
  });
});

describe('a secret that cannot be had', () => {
  let workspace: Workspace;

  beforeAll(async () => {
    workspace = await Workspace.open();
  });
  afterAll(() => workspace.close());

  test.each([
    ['without a master key', 'x {{secret:a}}', "The secret 'a' has no value"],
    ['whose reference is malformed', 'x {{secret:A B}}', 'A reference is {{secret:NAME}}'],
  ])('%s is an error of the plan that says what to do', async (_, content, message) => {
    const host = await labHost('node1');
    await workspace.configure({
      provider: host.provider,
      resource: { stackwright_file: { x: { host: host.name, path: '/etc/x', content } } },
    });
    const { ok, text } = await workspace.terraform('plan', '-no-color');
    expect(ok).toBe(false);
    expect(text.replace(/\s+/g, ' ')).toContain(message);
  });
});
