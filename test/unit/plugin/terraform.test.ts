import { readFileSync } from 'node:fs';
import path from 'node:path';
import { type Reattach, serveForReattach } from '../../../lib/plugin/reattach';
import { ADDRESS, Workspace } from './terraform';
import { ToyBundle } from './toy-process';
import { toyProvider } from './toy-provider';

const EVERYTHING = `
resource "toy_thing" "a" {
  text     = "\\ufeffquotes \\" $(x) \\u0000 \\U0001F600"
  number   = 12345678901234567890.12345678901234567890
  flag     = true
  words    = ["b", "a", ""]
  numbers  = [3, 1e30, 0.1]
  labels   = { "a.b" = "1", __proto__ = "2" }
  place    = { name = null, floor = -1 }
  places   = [{ name = "x", floor = 9007199254740993 }]
  anything = { x = [1, "two", null], y = 0.1 }

  nested_single = { name = "a" }
  nested_list   = [{ name = "b", floor = 1 }, { name = "a" }]
  nested_set    = [{ name = "b" }, { name = "a" }]
  nested_map    = { "a b" = { name = "a" } }
}
resource "toy_thing" "b" {
  text     = "from \${toy_thing.a.id}"
  number   = length(toy_thing.a.answers)
  anything = { unknown = toy_thing.a.answer }

  nested_set = [{ name = toy_thing.a.id }, { name = "x", floor = length(toy_thing.a.answers) }]
}
`;

const open: { remove(): void | Promise<void> }[] = [];
afterEach(async () => {
  for (const each of open.splice(0)) await each.remove();
});

function workspace(environment: NodeJS.ProcessEnv, configuration: string): Workspace {
  const made = new Workspace(environment);
  open.push(made);
  made.write(configuration);
  return made;
}

async function succeed(where: Workspace, ...words: string[]): Promise<string> {
  const { code, output } = await where.run(...words);
  if (code !== 0) throw new Error(`terraform ${words.join(' ')} failed:\n${output}`);
  return output;
}

/** Creates, sees no change, changes, replaces, imports and destroys. */
async function wholeLife(where: Workspace): Promise<void> {
  expect(await succeed(where, 'apply', '-auto-approve')).toContain('2 added, 0 changed, 0 destroyed');
  expect(await succeed(where, 'plan', '-detailed-exitcode')).toContain('No changes.');
  const state = readFileSync(path.join(where.directory, 'terraform.tfstate'), 'utf8');
  expect(state).toContain('12345678901234567890.1234567890123456789');
  expect(state).toContain('9007199254740993');
  expect(state).toContain('"text": "from thing-1"');

  where.write(EVERYTHING.replace('"b", "a", ""', '"a"'));
  expect(await succeed(where, 'apply', '-auto-approve')).toContain('0 added, 1 changed, 0 destroyed');
  where.write(EVERYTHING.replace('flag     = true', 'flag     = false').replace('"b", "a", ""', '"a"'));
  expect(await succeed(where, 'apply', '-auto-approve')).toContain('1 added, 0 changed, 1 destroyed');

  expect(await succeed(where, 'destroy', '-auto-approve')).toContain('2 destroyed');
  where.write('resource "toy_thing" "a" {}');
  expect(await succeed(where, 'import', 'toy_thing.a', 'thing-7')).toContain('Import successful');
  expect(await succeed(where, 'plan', '-detailed-exitcode')).toContain('No changes.');
}

async function reattached(): Promise<{ reattach: Reattach; environment: NodeJS.ProcessEnv }> {
  const { reattach, close } = await serveForReattach(() => toyProvider());
  open.push({ remove: close });
  return { reattach, environment: { TF_REATTACH_PROVIDERS: JSON.stringify({ [ADDRESS]: reattach }) } };
}

describe('real terraform that starts the provider', () => {
  let bundle: ToyBundle;
  beforeAll(() => {
    bundle = new ToyBundle();
  });
  afterAll(() => bundle.remove());
  const environment = () => ({ TF_CLI_CONFIG_FILE: bundle.cliConfiguration });

  test('creates, sees no difference and destroys, over mutual TLS', async () => {
    const where = workspace(environment(), EVERYTHING);
    expect(await succeed(where, 'apply', '-auto-approve')).toContain('2 added, 0 changed, 0 destroyed');
    expect(await succeed(where, 'plan', '-detailed-exitcode')).toContain('No changes.');
    expect(await succeed(where, 'destroy', '-auto-approve')).toContain('2 destroyed');
  });

  test('shows a diagnostic under the line of the attribute', async () => {
    const { code, output } = await workspace(
      environment(),
      'resource "toy_thing" "a" {\n  text = "forbidden"\n}\n',
    ).run('validate');
    expect(code).toBe(1);
    expect(output).toMatch(/Error: Forbidden text\n.*with toy_thing\.a,\n.*text = "forbidden"\n\nUse another\./s);
  });

  test('shows the log at its own levels, with the fields of the call', async () => {
    const where = workspace({ ...environment(), TF_LOG: 'DEBUG' }, 'resource "toy_thing" "a" {}');
    const { output } = await where.run('plan');
    const line = output
      .split('\n')
      .find((each) => each.includes('Call answered') && each.includes('PlanResourceChange'));
    expect(line).toMatch(/\[DEBUG\] provider\.terraform-provider-toy: Call answered: /);
    expect(line).toContain('type=toy_thing');
    expect(output).not.toContain('Call received'); // that is TRACE
  });

  test('that is interrupted gets the answer of the running apply, and the next apply goes on', async () => {
    const where = workspace(
      { ...environment(), TF_LOG_PROVIDER: 'INFO' },
      'resource "toy_thing" "a" {\n  text = "until stopped"\n}\n',
    );
    const { code, output } = await where.runAndInterrupt('The apply waits to be stopped', 'apply', '-auto-approve');
    expect(code).toBe(1);
    expect(output).toContain('Terraform was interrupted.');
    expect(output).not.toContain('Plugin did not respond');
    where.write('resource "toy_thing" "a" {\n  text = "soon done"\n}\n');
    expect(await succeed(where, 'apply', '-auto-approve')).toContain('1 added');
  });
});

describe('real terraform that reattaches to a provider in this process', () => {
  test('creates, changes, replaces, imports and destroys without any difference left', async () => {
    const { environment } = await reattached();
    await wholeLife(workspace(environment, EVERYTHING));
  }, 30_000);

  test('can be served by several in one process at once', async () => {
    const both = await Promise.all([reattached(), reattached()]);
    expect(new Set(both.map(({ reattach }) => reattach.Addr.String)).size).toBe(2);
    const applied = both.map(({ environment }) =>
      succeed(workspace(environment, EVERYTHING), 'apply', '-auto-approve'),
    );
    for (const output of await Promise.all(applied)) expect(output).toContain('2 added');
  });
});
