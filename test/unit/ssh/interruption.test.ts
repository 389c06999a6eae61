import { CommandTimeout, ConnectionLost, OutputTooLarge, SshConnection, sh } from '../../../lib/ssh';
import { LocalSshd } from './local-sshd';

let sshd: LocalSshd;
let connection: SshConnection;

beforeAll(async () => {
  sshd = await LocalSshd.start();
  connection = new SshConnection(sshd.login());
});

afterAll(async () => {
  connection.end();
  await sshd.stop();
});

const say = async (command: ReturnType<typeof sh>) => (await connection.run(command)).stdout.toString();

describe('a command that is cut short', () => {
  const alive = async (marker: string) => Number(await say(sh`pgrep -c -f ${`^sleep ${marker}$`} || true`));

  test('after its timeout has all its processes ended, and says what it had said', async () => {
    const hanging = sh`echo waiting >&2; sleep 1001.5 & setsid sleep 1002.5 & sh -c 'sleep 1003.5; true'`;
    const failing = connection.run(hanging, { timeoutSeconds: 0.3 });
    await expect(failing).rejects.toThrow(CommandTimeout);
    await expect(failing).rejects.toThrow(
      /did not end within 0\.3 seconds on .* Its processes were ended\. It had said:\nwaiting/,
    );
    expect(await Promise.all(['1001.5', '1002.5', '1003.5'].map(alive))).toEqual([0, 0, 0]);
  });

  test('after its timeout is killed even when it ignores the polite signal', async () => {
    const stubborn = sh`trap '' TERM; sh -c 'trap "" TERM; sleep 1004.5; sleep 1004.5'`;
    await expect(connection.run(stubborn, { timeoutSeconds: 0.2 })).rejects.toThrow(CommandTimeout);
    expect(await alive('1004.5')).toBe(0);
  });

  test('gets the time to tidy up', async () => {
    const tidy = sh`sh -c 'trap "rm -f /tmp/tidy-test; exit" TERM; touch /tmp/tidy-test; while :; do sleep 0.05; done'`;
    await expect(connection.run(tidy, { timeoutSeconds: 0.3 })).rejects.toThrow(CommandTimeout);
    expect((await connection.run(sh`test -e /tmp/tidy-test`)).exitCode).toBe(1);
  });

  test('takes no other command along', async () => {
    const others = Array.from({ length: 3 }, () => say(sh`sleep 0.6; echo fine`));
    await expect(connection.run(sh`sleep 1005.5`, { timeoutSeconds: 0.2 })).rejects.toThrow(CommandTimeout);
    expect(await Promise.all(others)).toEqual(['fine\n', 'fine\n', 'fine\n']);
  });

  test.each([
    ['in a kept shell', undefined],
    ['in a shell of its own', Buffer.alloc(300_000)],
  ])('by a signal throws its reason after its processes are gone, %s', async (_, stdin) => {
    const controller = new AbortController();
    const running = connection.run(sh`sleep 1006.5`, { stdin, signal: controller.signal });
    setTimeout(() => controller.abort(new Error('enough')), 200);
    await expect(running).rejects.toThrow('enough');
    expect(await alive('1006.5')).toBe(0);
  });

  test('while it waits for its turn never starts', async () => {
    const busy = Array.from({ length: 4 }, () => say(sh`sleep 0.4`));
    const waiting = connection.run(sh`touch /tmp/never-started`, { signal: AbortSignal.timeout(100) });
    await expect(waiting).rejects.toThrow(/timeout/);
    await Promise.all(busy);
    expect((await connection.run(sh`test -e /tmp/never-started`)).exitCode).toBe(1);
  });

  test('with a signal that has gone off already does nothing', async () => {
    await expect(connection.run(sh`true`, { signal: AbortSignal.abort(new Error('before')) })).rejects.toThrow(
      'before',
    );
  });

  test('for writing without end fails before it fills the memory', async () => {
    await expect(connection.run(sh`yes`, { maxOutputBytes: 100_000 })).rejects.toThrow(OutputTooLarge);
    await expect(connection.run(sh`yes >&2`, { maxOutputBytes: 100_000 })).rejects.toThrow(
      /wrote more than 100000 bytes/,
    );
    expect(await say(sh`pgrep -x -r R,S,D,T yes || true`)).toBe('');
  });

  test('by the loss of the connection is not said to have failed', async () => {
    const running = connection.run(sh`sleep 0.5`);
    const lost = expect(running).rejects.toThrow(ConnectionLost);
    setTimeout(() => sshd.cutConnections(), 100);
    await lost;
    await expect(running).rejects.toThrow(/was lost while running sleep 0\.5: .* It may or may not have been done/);
    expect(await say(sh`echo again`)).toBe('again\n');
  });
});
