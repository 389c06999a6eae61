import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { ChannelRefused, ConnectionLost, HostUnreachable, SshConnection, SudoNotAllowed, sh } from '../../../lib/ssh';
import { LocalSshd } from './local-sshd';

const opened: { end(): void }[] = [];
const running: LocalSshd[] = [];

afterEach(async () => {
  for (const connection of opened.splice(0)) connection.end();
  await Promise.all(running.splice(0).map((sshd) => sshd.stop()));
});

async function host(options: Parameters<typeof LocalSshd.start>[0] = {}): Promise<LocalSshd> {
  const sshd = await LocalSshd.start(options);
  running.push(sshd);
  return sshd;
}

function connect(...[options]: ConstructorParameters<typeof SshConnection>): SshConnection {
  const connection = new SshConnection(options);
  opened.push(connection);
  return connection;
}

describe('a connection', () => {
  test('is made once for all that is asked at the same time, and not before', async () => {
    const sshd = await host();
    const connection = connect(sshd.login());
    expect(sshd.logins).toBe(0);
    await Promise.all(Array.from({ length: 20 }, () => connection.check(sh`true`)));
    expect(sshd.logins).toBe(1);
    expect(sshd.started).toHaveLength(4);
  });

  test('is made again after it was lost', async () => {
    const sshd = await host();
    const connection = connect(sshd.login());
    await connection.check(sh`true`);
    sshd.cutConnections();
    // Not noticed yet, so this is sent and lost.
    await expect(connection.run(sh`true`)).rejects.toThrow(ConnectionLost);
    expect((await connection.run(sh`echo back`)).stdout.toString()).toBe('back\n');
    expect(sshd.logins).toBe(2);
  });

  test('repeats a command that may be repeated when it is lost on the way', async () => {
    const sshd = await host();
    const connection = connect(sshd.login());
    await connection.check(sh`true`);
    sshd.cutConnections();
    expect((await connection.run(sh`echo back`, { repeatable: true })).stdout.toString()).toBe('back\n');
  });

  test('goes through other hosts, each with its own key', async () => {
    const [far, middle, near] = [await host(), await host(), await host()];
    const connection = connect(far.login({ jump: middle.login({ jump: near.login() }) }));
    expect((await connection.check(sh`echo through`)).stdout.toString()).toBe('through\n');
    expect([far.logins, middle.logins, near.logins]).toEqual([1, 1, 1]);
    expect([far.started.length, middle.started.length, near.started.length]).toEqual([1, 0, 0]);
  });

  test('does with as many sessions as the host allows', async () => {
    const sshd = await host({ maxSessions: 2 });
    const connection = connect(sshd.login());
    const answers = Array.from({ length: 10 }, async (_, index) =>
      (await connection.run(sh`echo ${index}`)).stdout.toString(),
    );
    expect(await Promise.all(answers)).toEqual(Array.from({ length: 10 }, (_, index) => `${index}\n`));
    const { stdout } = await connection.run(sh`wc -c`, { stdin: Buffer.alloc(300_000) });
    expect(stdout.toString().trim()).toBe('300000');
  });

  test('fails when the host allows no session at all', async () => {
    const sshd = await host({ maxSessions: 0 });
    await expect(connect(sshd.login()).run(sh`true`)).rejects.toThrow(ChannelRefused);
  });

  test('can be dropped and used again, and ended for good', async () => {
    const sshd = await host();
    const connection = connect(sshd.login());
    await connection.check(sh`true`);
    connection.drop();
    await connection.check(sh`true`);
    expect(sshd.logins).toBe(2);
    connection.end();
    await expect(connection.run(sh`true`)).rejects.toThrow(/was ended here/);
  });

  test('lets the process end while it is idle, and not while a command runs', async () => {
    const sshd = await host();
    const script = `
      const { SshConnection, sh } = require(${JSON.stringify(join(__dirname, '../../../lib/ssh'))});
      const connection = new SshConnection(${JSON.stringify(sshd.login({ jump: sshd.login() }))});
      connection.run(sh\`sleep 0.5; echo done\`).then(({ stdout }) => process.stdout.write(stdout));
    `;
    const child = spawn(process.execPath, ['--require', 'tsx/cjs', '-e', script], { cwd: join(__dirname, '../../..') });
    const [output, errors, [code]] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'exit')]);
    expect({ output, errors, code }).toEqual({ output: 'done\n', errors: '', code: 0 });
  });
});

describe('a host that is away', () => {
  /** A port that nothing listens on. */
  async function freePort(): Promise<number> {
    const server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    server.close();
    await once(server, 'close');
    return port;
  }

  test('and refuses connections is named with its address and the reason', async () => {
    const sshd = await host();
    const connection = connect(sshd.login({ port: await freePort() }));
    const failing = connection.connect();
    await expect(failing).rejects.toThrow(HostUnreachable);
    await expect(failing).rejects.toThrow(
      /^tester@127\.0\.0\.1:\d+ cannot be reached: the connection was refused\. Is sshd/,
    );
  });

  test('because its name is not known says so', async () => {
    const failing = connect((await host()).login({ host: 'no-such-host.invalid' })).connect();
    await expect(failing).rejects.toMatchObject({ reason: 'name-not-found' });
  });

  test('and never answers is given up after the time for a connection', async () => {
    const silent = createServer().listen(0, '127.0.0.1');
    await once(silent, 'listening');
    try {
      const { port } = silent.address() as AddressInfo;
      const started = performance.now();
      const failing = connect((await host()).login({ port, connectTimeoutSeconds: 0.3 })).connect();
      await expect(failing).rejects.toMatchObject({ reason: 'timed-out' });
      await expect(failing).rejects.toThrow(/did not answer within 0\.3 seconds/);
      expect(performance.now() - started).toBeLessThan(2000);
    } finally {
      silent.close();
    }
  });

  test.each([
    ['talks something else', (socket: NodeJS.WritableStream) => socket.end('HTTP/1.1 400 Bad Request\r\n\r\n')],
    ['hangs up at once', (socket: NodeJS.WritableStream) => socket.end()],
  ])('behind something that %s is no SSH host', async (_, answer) => {
    const server = createServer((socket) => {
      socket.on('error', () => socket.destroy());
      answer(socket);
    }).listen(0, '127.0.0.1');
    await once(server, 'listening');
    try {
      const { port } = server.address() as AddressInfo;
      await expect(connect((await host()).login({ port })).connect()).rejects.toThrow(HostUnreachable);
    } finally {
      server.close();
    }
  });

  test('is asked once by all, not by each', async () => {
    const sshd = await host();
    const connection = connect(sshd.login({ port: await freePort() }));
    const failures = await Promise.allSettled(Array.from({ length: 50 }, () => connection.run(sh`true`)));
    const later = await Promise.allSettled([connection.run(sh`true`)]);
    const reasons = new Set([...failures, ...later].map((result) => result.status === 'rejected' && result.reason));
    expect(reasons.size).toBe(1);
  });

  test('at first is waited for when that is wanted', async () => {
    const port = await freePort();
    const sshd = await host();
    const options = sshd.login({ port, waitForHostSeconds: 10 });
    const answer = connect(options).check(sh`echo up`);
    setTimeout(() => {
      host({ port, hostKeys: sshd.hostKeys, authorizedKey: sshd.authorizedKey });
    }, 600);
    expect((await answer).stdout.toString()).toBe('up\n');
  });

  test('for a reboot is waited for, and the wait can be broken off', async () => {
    const first = await host();
    const connection = connect(first.login({ reconnectSeconds: 10 }));
    await connection.check(sh`true`);
    const { port, hostKeys, authorizedKey } = first;
    await first.stop();
    running.length = 0;
    await expect(connection.run(sh`true`)).rejects.toThrow(ConnectionLost);
    await expect(connection.run(sh`true`, { signal: AbortSignal.timeout(300) })).rejects.toThrow(/timeout/);
    const answer = connection.check(sh`echo up`);
    setTimeout(() => {
      host({ port, hostKeys, authorizedKey });
    }, 600);
    expect((await answer).stdout.toString()).toBe('up\n');
  });

  test('behind another host is waited for too', async () => {
    const jump = (await host()).login();
    const far = await host();
    const connection = connect(far.login({ jump, reconnectSeconds: 10 }));
    const impatient = connect(far.login({ jump }));
    await connection.check(sh`true`);
    const { port, hostKeys, authorizedKey } = far;
    await far.stop();
    running.splice(running.indexOf(far), 1);
    connection.drop();
    await expect(impatient.connect()).rejects.toMatchObject({ reason: 'refused' });
    const answer = connection.check(sh`echo up`);
    setTimeout(() => {
      host({ port, hostKeys, authorizedKey });
    }, 600);
    expect((await answer).stdout.toString()).toBe('up\n');
  });

  test('without saying so is noticed while a command runs', async () => {
    const sshd = await host();
    const connection = connect(sshd.login({ keepaliveSeconds: 0.1 }));
    await connection.check(sh`true`);
    const lost = connection.run(sh`sleep 30`);
    sshd.freezeConnections();
    await expect(lost).rejects.toThrow(ConnectionLost);
    await expect(lost).rejects.toThrow(/stopped answering/);
  });
});

describe('a forwarded port', () => {
  test('carries bytes both ways', async () => {
    const echo = createServer((socket) => socket.pipe(socket)).listen(0, '127.0.0.1');
    await once(echo, 'listening');
    const connection = connect((await host()).login());
    const stream = await connection.forward('127.0.0.1', (echo.address() as AddressInfo).port);
    stream.end('hello '.repeat(50_000));
    expect(await text(stream)).toBe('hello '.repeat(50_000));
    echo.close();
  });

  test('that nobody listens on says so', async () => {
    const connection = connect((await host()).login());
    await expect(connection.forward('127.0.0.1', 1)).rejects.toThrow(/refused a channel to 127\.0\.0\.1:1/);
  });
});

describe('locks', () => {
  test('of one name are held by one at a time, in the order of asking; other names do not wait', async () => {
    const connection = connect((await host()).login());
    const events: string[] = [];
    const hold = (name: string, label: string) =>
      connection.withLock(name, async () => {
        events.push(`${label} in`);
        await new Promise((resolve) => setTimeout(resolve, 20));
        events.push(`${label} out`);
      });
    await Promise.all([hold('dpkg', 'a'), hold('dpkg', 'b'), hold('dpkg', 'c'), hold('other', 'x')]);
    expect(events.filter((event) => !event.startsWith('x'))).toEqual([
      'a in',
      'a out',
      'b in',
      'b out',
      'c in',
      'c out',
    ]);
    expect(events.indexOf('x in')).toBe(1);
  });

  test('are given on when the work fails or the wait is broken off', async () => {
    const connection = connect((await host()).login());
    let letGo = () => undefined as unknown;
    const first = connection.withLock('dpkg', () => new Promise<void>((resolve) => (letGo = () => resolve())));
    const impatient = connection.withLock('dpkg', async () => 'never', AbortSignal.timeout(20));
    const failing = connection.withLock('dpkg', async () => {
      throw new Error('failed');
    });
    const last = connection.withLock('dpkg', async () => 'last');
    await expect(impatient).rejects.toThrow(/timeout/);
    letGo();
    await first;
    await expect(failing).rejects.toThrow('failed');
    expect(await last).toBe('last');
  });
});

describe('acting as another user', () => {
  test('without root and without sudo is refused before anything is sent', async () => {
    const sshd = await host();
    const connection = connect(sshd.login());
    await connection.check(sh`true`);
    const failing = connection.run(sh`id`, { asUser: 'nova' });
    await expect(failing).rejects.toThrow(SudoNotAllowed);
    await expect(failing).rejects.toThrow(/Log in as root or turn sudo on/);
    expect((await connection.run(sh`echo same`, { asUser: 'tester' })).stdout.toString()).toBe('same\n');
  });

  const asRoot = process.getuid?.() === 0 ? test : test.skip;
  asRoot('has that user, its groups and home, stdin, any command text and the exit code', async () => {
    const connection = connect((await host()).login({ user: 'root' }));
    const value = `it's "$(id)" \\ \n${'x'.repeat(200_000)}`;
    const command = sh`id -un; id -Gn; echo "$HOME $LC_ALL $PWD"; cat; printf %s ${value} | wc -c; exit 7`;
    const expected = execFileSync('sh', [
      '-c',
      'id -un daemon; id -Gn daemon; echo "$(getent passwd daemon | cut -d: -f6) C.UTF-8 /"',
    ]);
    expect(await connection.run(command, { asUser: 'daemon', stdin: 'given\n' })).toEqual({
      stdout: Buffer.from(`${expected}given\n${value.length}\n`),
      stderr: '',
      exitCode: 7,
    });
    const unknown = connection.check(sh`true`, { asUser: 'no-such-user' });
    await expect(unknown).rejects.toThrow(/no-such-user.*: no such user/);
  });
});
