import { labHost, type TestHost } from './lab-host';
import { Workspace } from './workspace';

const DIRECTORY = '/etc/stackwright-provider';
const NAMES = ['a', 'b', 'c', 'd'];
const MASTER_KEY = Buffer.from('only for this test, thirty-two+ bytes').toString('base64');

let host: TestHost;

beforeAll(async () => {
  host = await labHost('node1');
  await host.shell(`rm -rf ${DIRECTORY} /var/lib/stackwright; mkdir ${DIRECTORY}`);
});

describe('a host that does not answer', () => {
  let workspace: Workspace;

  /** The same files, with other ways to reach their host. */
  const configure = (way: object, content = 'hello') =>
    workspace.configure({
      provider: { stackwright: { hosts: { node1: { ...host.provider.stackwright.hosts.node1, ...way } } } },
      resource: {
        stackwright_file: Object.fromEntries(
          NAMES.map((name) => [name, { host: 'node1', path: `${DIRECTORY}/${name}`, content }]),
        ),
      },
    });
  // Nothing listens there.
  const away = { address: '127.0.0.1', port: 1 };

  beforeAll(async () => {
    workspace = await Workspace.open();
    await configure({});
    await workspace.apply();
  });

  afterAll(async () => {
    await configure({});
    await workspace.destroy();
    await workspace.close();
  });

  test('ends a plan, and nothing is lost', async () => {
    const before = await workspace.stateFile();
    await configure(away);
    const { ok, text } = await workspace.terraform('plan', '-no-color');
    expect(ok).toBe(false);
    expect(text.replace(/\s+/g, ' ')).toContain('root@127.0.0.1:1 cannot be reached');
    expect(await workspace.stateFile()).toBe(before);
  });

  test('with on_unreachable = "keep" lets a plan be made, warns once, and nothing is lost', async () => {
    await configure({ ...away, on_unreachable: 'keep' });
    const { ok, text } = await workspace.terraform('plan', '-no-color', '-detailed-exitcode');
    expect([ok, text.match(/could not be looked at/g)?.length]).toEqual([true, 1]);
    await configure({ ...away, on_unreachable: 'keep' }, 'changed');
    const changes = await workspace.plan();
    expect(changes.map(({ actions }) => actions)).toEqual(NAMES.map(() => ['update']));
    await workspace.succeed('apply', '-refresh-only', '-auto-approve', '-no-color');
    await configure({});
    expect(await workspace.plan()).toEqual([]);
  });
});

describe('the provider as terraform starts it', () => {
  let workspace: Workspace;
  const path = `${DIRECTORY}/secret`;

  beforeAll(async () => {
    workspace = await Workspace.openWithProcess({ STACKWRIGHT_MASTER_KEY: MASTER_KEY });
    await workspace.configure({
      provider: host.provider,
      resource: { stackwright_file: { secret: { host: 'node1', path, content: 'key={{secret:own}}\n' } } },
    });
    await workspace.apply();
  });

  afterAll(async () => {
    await workspace.destroy();
    await workspace.close();
  });

  test('validates a configuration, and tells its schema and what is in state', async () => {
    expect(await workspace.succeed('validate', '-no-color')).toContain('Success!');
    const schemas = JSON.parse(await workspace.succeed('providers', 'schema', '-json'));
    const [schema] = Object.values<{ resource_schemas: object; data_source_schemas: object }>(schemas.provider_schemas);
    expect(Object.keys(schema?.resource_schemas ?? {})).toContain('stackwright_file');
    expect(await workspace.succeed('show', '-no-color')).toContain('key={{secret:own}}');
    expect(await workspace.state('stackwright_file.secret')).toMatchObject({ path });
  });

  test('tells a drifted secret the same way before and after it was taken into state', async () => {
    await host.shell(`echo key=typed-by-hand > ${path}`);
    const content = async () => (await workspace.plan())[0]?.changes.content;
    const first = await content();
    expect(first?.before).toMatch(/^\(differs from key=\{\{secret:own\}\}\n, [0-9a-f]{12}\)$/);
    await workspace.succeed('plan', '-refresh-only', '-no-color');
    await workspace.succeed('apply', '-refresh-only', '-auto-approve', '-no-color');
    expect(await workspace.state('stackwright_file.secret')).toMatchObject({ content: first?.before });
    expect(await content()).toEqual(first);
    expect(await workspace.stateFile()).not.toContain('typed-by-hand');
    await workspace.apply();
    expect(await workspace.plan()).toEqual([]);
  });
});
