import {
  AuthenticationFailed,
  CommandTimeout,
  ConnectionLost,
  RemoteFileError,
  ShellEnded,
  SshConnection,
  type SshOptions,
  SudoNotAllowed,
  sh,
} from '../../lib/ssh';
import { labHost, type TestHost } from './lab-host';

/** The SSH layer against Debian's own sshd, sudo, file systems and reboot. */

let host: TestHost;
const opened: SshConnection[] = [];
const PASSWORD = "sudo's pass$word";

function connect(user: string, more: Partial<SshOptions> = {}): SshConnection {
  const { address, privateKey, fingerprint } = host.details;
  const connection = new SshConnection({
    host: address,
    user,
    privateKeyPath: privateKey,
    hostKeys: { fingerprints: [fingerprint] },
    ...more,
  });
  opened.push(connection);
  return connection;
}

const say = async (connection: SshConnection, command: ReturnType<typeof sh>) =>
  (await connection.check(command)).stdout.toString();

beforeAll(async () => {
  host = await labHost('node2');
  await host.shell('apt-get -qq update; DEBIAN_FRONTEND=noninteractive apt-get -qq install -y sudo tcsh >/dev/null');
  for (const user of ['free', 'asked', 'denied', 'closed', 'csh']) {
    const shell = { closed: '/usr/sbin/nologin', csh: '/bin/tcsh' }[user] ?? '/bin/bash';
    await host.shell(
      `useradd -m -s ${shell} ${user}; mkdir -p ~${user}/.ssh; cp ~/.ssh/authorized_keys ~${user}/.ssh/`,
    );
    await host.shell(`chown -R ${user}: ~${user}/.ssh`);
  }
  await host.shell(`chpasswd <<'END'\nasked:${PASSWORD}\ndenied:${PASSWORD}\nEND`);
  await host.shell(`cat >/etc/sudoers.d/ssh-test <<'END'
free ALL=(ALL) NOPASSWD: ALL
csh ALL=(ALL) NOPASSWD: ALL
asked ALL=(ALL) ALL
END`);
});

afterEach(() => {
  for (const connection of opened.splice(0)) connection.end();
});

afterAll(async () => {
  for (const user of ['free', 'asked', 'denied', 'closed', 'csh'])
    await host.shell(`userdel -rf ${user} 2>/dev/null; true`);
  await host.shell(
    'rm -f /etc/sudoers.d/ssh-test; SUDO_FORCE_REMOVE=yes DEBIAN_FRONTEND=noninteractive apt-get -qq purge -y sudo tcsh >/dev/null',
  );
});

describe('sudo', () => {
  test.each<[string, Partial<SshOptions>, string]>([
    ['without a password', { sudo: true }, 'free'],
    ['with a password', { sudo: { password: PASSWORD } }, 'asked'],
    ['with a password that nobody asks for', { sudo: { password: PASSWORD } }, 'free'],
    ['from a login shell of another kind', { sudo: true }, 'csh'],
  ])("%s makes every command and file root's", async (_, options, user) => {
    const connection = connect(user, options);
    const stdin = Buffer.alloc(300_000, 'a line\n');
    expect(await say(connection, sh`id -u; pwd`)).toBe('0\n/\n');
    expect((await connection.check(sh`id -u; cat`, { stdin: 'given' })).stdout.toString()).toBe('0\ngiven');
    expect((await connection.check(sh`cat`, { stdin })).stdout.equals(stdin)).toBe(true);
    expect((await connection.run(sh`echo out; echo err >&2; exit 9`)).exitCode).toBe(9);
    await connection.upload('/root/ssh-test', 'content', { mode: 0o640, owner: 'daemon', group: 'www-data' });
    expect(await host.shell('stat -c "%U %G %a" /root/ssh-test; cat /root/ssh-test; rm /root/ssh-test')).toBe(
      'daemon www-data 640\ncontent',
    );
    expect((await connection.check(sh`id -un`, { asUser: 'daemon' })).stdout.toString()).toBe('daemon\n');
    expect(await host.shell(`ps -eo args | grep -c '[s]udo'"'"'s pass' || true`)).toBe('0\n');
  });

  test.each([
    ['as usual', '!use_pty'],
    ['through a terminal of its own', 'use_pty'],
  ])('ends what hangs, run %s', async (_, setting) => {
    await host.shell(`echo 'Defaults:free ${setting}' >>/etc/sudoers.d/ssh-test`);
    const connection = connect('free', { sudo: true });
    const hanging = connection.run(sh`sleep 4001 & sleep 4002`, { timeoutSeconds: 0.5 });
    await expect(hanging).rejects.toThrow(CommandTimeout);
    await expect(hanging).rejects.toThrow(/Its processes were ended/);
    expect(await host.shell('pgrep -f "^sleep 400" || true')).toBe('');
    expect(await say(connection, sh`id -u`)).toBe('0\n');
  });

  test.each<[string, string, Partial<SshOptions>, Partial<SudoNotAllowed>, RegExp]>([
    [
      'without the password that it wants',
      'asked',
      { sudo: true },
      { reason: 'password-required' },
      /Give the sudo password/,
    ],
    [
      'with a wrong password',
      'asked',
      { sudo: { password: 'wrong' } },
      { reason: 'wrong-password' },
      /did not accept the password/,
    ],
    [
      'for a user who may not',
      'denied',
      { sudo: { password: PASSWORD } },
      { reason: 'not-allowed' },
      /not in the sudoers file/,
    ],
  ])('is refused %s, saying what to do', async (_, user, options, expected, message) => {
    const failing = connect(user, options).run(sh`true`);
    await expect(failing).rejects.toThrow(SudoNotAllowed);
    await expect(failing).rejects.toMatchObject({ user, ...expected });
    await expect(failing).rejects.toThrow(message);
  });

  test('is refused where it wants a terminal, and where it is not installed', async () => {
    await host.shell(`echo 'Defaults:free requiretty' >>/etc/sudoers.d/ssh-test`);
    await expect(connect('free', { sudo: true }).run(sh`true`)).rejects.toMatchObject({ reason: 'tty-required' });
    await host.shell('sed -i /requiretty/d /etc/sudoers.d/ssh-test; mv /usr/bin/sudo /usr/bin/sudo.away');
    const missing = connect('free', { sudo: true }).run(sh`true`);
    await expect(missing).rejects.toMatchObject({ reason: 'missing' });
    await host.shell('mv /usr/bin/sudo.away /usr/bin/sudo');
  });
});

describe("Debian's sshd", () => {
  test('refuses a user whom it does not know, with what it accepts', async () => {
    const failing = connect('nobody-here').connect();
    await expect(failing).rejects.toThrow(AuthenticationFailed);
    await expect(failing).rejects.toMatchObject({ accepted: expect.arrayContaining(['publickey']) });
  });

  test('lets a user in who may not have a shell, which is then said', async () => {
    const failing = connect('closed').run(sh`true`);
    await expect(failing).rejects.toThrow(ShellEnded);
    await expect(failing).rejects.toThrow(/This account is currently not available/);
  });

  test('is logged in to through itself', async () => {
    const { address, privateKey, fingerprint } = host.details;
    const jump = { host: address, user: 'free', privateKeyPath: privateKey, hostKeys: { fingerprints: [fingerprint] } };
    expect(await say(connect('root', { host: '127.0.0.1', jump }), sh`id -un; cat /etc/hostname`)).toBe(
      `root\n${host.name}\n`,
    );
  });
});

describe('a file on a host', () => {
  test.each([60_000, 1024 * 1024])('is left alone when the disk is full: content of %i bytes', async (size) => {
    await host.shell('mkdir -p /mnt/small; mount -t tmpfs -o size=32k none /mnt/small; echo old >/mnt/small/file');
    try {
      const failing = connect('root').upload('/mnt/small/file', Buffer.alloc(size));
      await expect(failing).rejects.toThrow(RemoteFileError);
      await expect(failing).rejects.toMatchObject({ reason: 'disk-full' });
      expect(await host.shell('ls -A /mnt/small; cat /mnt/small/file')).toBe('file\nold\n');
    } finally {
      await host.shell('umount /mnt/small; rmdir /mnt/small');
    }
  });

  test('cannot be written to a file system that is read-only, nor over a mount point, nor by who may not', async () => {
    await host.shell(
      'mkdir -p /mnt/ro; mount -t tmpfs -o ro none /mnt/ro; touch /root/bound; mount --bind /etc/hostname /root/bound',
    );
    try {
      const root = connect('root');
      await expect(root.upload('/mnt/ro/file', 'x')).rejects.toMatchObject({ reason: 'read-only' });
      await expect(root.upload('/root/bound', 'x')).rejects.toMatchObject({ reason: 'busy' });
      await expect(connect('free').upload('/etc/file', 'x')).rejects.toMatchObject({ reason: 'permission' });
      await expect(connect('free').upload('/tmp/file', 'x', { owner: 'root' })).rejects.toMatchObject({
        reason: 'permission',
      });
      expect(await host.shell("ls -A /root /tmp /etc | grep '^[.]stackwright-' || true")).toBe('');
    } finally {
      await host.shell('umount /mnt/ro /root/bound; rm -r /mnt/ro /root/bound');
    }
  });
});

test('a host that reboots is waited for', async () => {
  const connection = connect('root', { reconnectSeconds: 60 });
  const started = async () =>
    (await connection.check(sh`sleep 0.2; stat -c %Y /proc/1`, { repeatable: true })).stdout.toString();
  const before = await started();
  // It answers or loses the connection, whichever comes first.
  await connection.run(sh`systemctl reboot`).catch((error: unknown) => expect(error).toBeInstanceOf(ConnectionLost));
  let after = before;
  while (after === before) after = await started();
  expect(Number(after)).toBeGreaterThan(Number(before));
});
