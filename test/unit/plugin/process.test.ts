import { once } from 'node:events';
import { existsSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { decodeMsgpack, encodeMsgpack } from '../../../lib/plugin/value/msgpack';
import { record, type ValueRecord } from '../../../lib/plugin/value/value';
import { type Client, methods } from './client';
import { ToyBundle, ToyProcess } from './toy-process';
import { THING } from './toy-provider';
import { cases } from './vectors.json';

let bundle: ToyBundle;
const running = new Set<ToyProcess>();
beforeAll(() => {
  bundle = new ToyBundle();
});
afterEach(async () => {
  for (const toy of running) toy.child.kill('SIGKILL');
  running.clear();
});
afterAll(() => bundle.remove());

function start(environment: NodeJS.ProcessEnv = {}, command: readonly string[] = [bundle.file]): ToyProcess {
  const toy = new ToyProcess(command, environment);
  running.add(toy);
  return toy;
}

const empty = decodeMsgpack(Buffer.from(cases.nothing.msgpack, 'hex'), THING) as ValueRecord;

function apply(client: Client, text: string) {
  const planned = encodeMsgpack(record(Object.entries({ ...empty, text })), THING);
  return client.call(methods.ApplyResourceChange, { typeName: 'toy_thing', plannedState: { msgpack: planned } });
}

/** An apply that lasts until it is stopped, and is under way when this resolves. */
async function applyUntilStopped(client: Client, text = 'until stopped') {
  const answer = apply(client, text);
  answer.catch(() => undefined); // whoever awaits it sees the failure
  await client.call(methods.GetResourceIdentitySchemas, {}); // sent later on the same connection, so taken up later
  return { answer };
}

describe('the start', () => {
  test('writes the handshake line and nothing else to standard output, whatever libraries print', async () => {
    const toy = start({ TF_LOG: 'debug' });
    const client = await toy.connect();
    const { diagnostics } = await apply(client, 'print');
    expect(diagnostics).toEqual([]);
    await client.call(methods.Shutdown, {});
    expect(await toy.ended()).toBe(0);
    expect(toy.stdout).toMatch(/^1\|6\|unix\|@[^|]{107}\|grpc\|[A-Za-z0-9+/]{300,}\n$/);
    const messages = toy.stderr
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line)['@message']);
    expect(messages).toContain('to the console');
    expect(messages).toContain('to standard output');
  });

  test('by hand ends with an explanation', async () => {
    const toy = start({ TF_PLUGIN_MAGIC_COOKIE: '' });
    expect(await toy.ended()).toBe(1);
    expect(toy.stdout).toBe('');
    expect(toy.stderr).toContain('This is a Terraform provider');
  });

  test('by a terraform that is too old ends with an explanation where terraform shows it', async () => {
    const toy = start({ PLUGIN_PROTOCOL_VERSIONS: '4,5' });
    expect(await toy.ended()).toBe(1);
    expect(toy.stdout).toContain('use Terraform 1.5 or later');
  });

  test('that fails is explained where terraform shows it', async () => {
    const toy = start({ PLUGIN_UNIX_SOCKET_DIR: '/nowhere' });
    expect(await toy.ended()).toBe(1);
    expect(toy.stdout).toMatch(/^ENOENT: .*\/nowhere.*\n$/);
  });

  test('without TLS listens where only this user can go, and leaves nothing there', async () => {
    const toy = start({ PLUGIN_CLIENT_CERT: '' });
    const [, , network, socket = '', , certificate] = await toy.handshake();
    expect([network, certificate]).toEqual(['unix', '']);
    const directory = path.dirname(socket);
    expect(path.dirname(directory)).toBe(tmpdir());
    expect(statSync(directory).mode & 0o777).toBe(0o700);
    const client = await toy.connect();
    await client.call(methods.Shutdown, {});
    expect(await toy.ended()).toBe(0);
    expect(existsSync(directory)).toBe(false);
  });
});

describe('the end', () => {
  test('comes at once after Shutdown', async () => {
    const toy = start();
    const client = await toy.connect();
    await client.call(methods.Shutdown, {});
    const asked = performance.now();
    expect(await toy.ended()).toBe(0);
    expect(performance.now() - asked).toBeLessThan(1000);
  });

  test('after Shutdown lets running calls give their answer', async () => {
    const toy = start();
    const client = await toy.connect();
    const { answer } = await applyUntilStopped(client);
    await client.call(methods.Shutdown, {});
    expect((await answer).diagnostics[0]?.detail).toContain('Terraform has ended.');
    expect(await toy.ended()).toBe(0);
  });

  test('does not come with SIGINT, which a terminal sends to terraform and provider alike', async () => {
    const toy = start();
    const client = await toy.connect();
    await client.call(methods.GetResourceIdentitySchemas, {});
    for (let times = 0; times < 3; times += 1) {
      toy.child.kill('SIGINT');
      await sleep(20);
    }
    await expect(client.call(methods.GetResourceIdentitySchemas, {})).resolves.toBeDefined();
  });

  test('comes with SIGTERM, after running calls gave their answer', async () => {
    const toy = start();
    const { answer } = await applyUntilStopped(await toy.connect());
    toy.child.kill('SIGTERM');
    expect((await answer).diagnostics[0]?.detail).toContain('The provider was asked to terminate.');
    expect(await toy.ended()).toBe(0);
  });

  test('comes soon when terraform was killed, connected or not', async () => {
    for (const connected of [false, true]) {
      // The shell stands for terraform: it starts the provider and is killed.
      const toy = start({}, ['sh', '-c', `${bundle.file} & echo $! >&2; wait`]);
      await toy.handshake();
      while (!toy.stderr.includes('\n')) await once(toy.child.stderr ?? toy.child, 'data');
      const provider = Number(toy.stderr);
      if (connected) await applyUntilStopped(await toy.connect());
      expect(existsSync(`/proc/${provider}`)).toBe(true);
      toy.child.kill('SIGKILL');
      const killed = performance.now();
      await toy.ended(); // its output is closed only when the provider has ended too
      expect(performance.now() - killed).toBeLessThan(3000);
      while (existsSync(`/proc/${provider}/exe`)) await sleep(10);
    }
  });

  test('does not come when nobody reads the log any more', async () => {
    const toy = start({ TF_LOG: 'trace' });
    const client = await toy.connect();
    toy.child.stderr?.destroy();
    for (let times = 0; times < 20; times += 1) {
      await expect(client.call(methods.GetResourceIdentitySchemas, {})).resolves.toBeDefined();
    }
    await client.call(methods.Shutdown, {});
    expect(await toy.ended()).toBe(0);
  });

  test('by an exception nobody caught lets running calls answer, and tells terraform of a crash', async () => {
    const toy = start();
    const client = await toy.connect();
    const { answer } = await applyUntilStopped(client);
    await apply(client, 'crash');
    expect((await answer).diagnostics[0]?.detail).toContain('The provider failed unexpectedly');
    expect(await toy.ended()).toBe(1);
    expect(toy.stderr).toMatch(/^panic: Error: nobody caught this\n/);
  });
});
