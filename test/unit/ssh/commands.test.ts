import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { readdirSync, readFileSync } from 'node:fs';
import { Readable } from 'node:stream';
import { CommandError, ShellEnded, SshConnection, sh } from '../../../lib/ssh';
import { HOSTILE_VALUES, hostileMebibyte } from './hostile-values';
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

describe('a command', () => {
  test('gives stdout, stderr and exit code exactly, with or without a newline at the end', async () => {
    expect(await connection.run(sh`printf out; printf 'err\n\n' >&2; exit 3`)).toEqual({
      stdout: Buffer.from('out'),
      stderr: 'err\n\n',
      exitCode: 3,
    });
    expect(await connection.run(sh`true`)).toEqual({ stdout: Buffer.alloc(0), stderr: '', exitCode: 0 });
    expect((await connection.run(sh`echo`)).stdout).toEqual(Buffer.from('\n'));
  });

  test('gives every byte of a large output', async () => {
    const { stdout, stderr } = await connection.run(sh`head -c 5000000 /dev/zero; head -c 3000000 /dev/zero >&2`);
    expect(stdout.equals(Buffer.alloc(5_000_000))).toBe(true);
    expect(stderr).toHaveLength(3_000_000);
  });

  test.each(HOSTILE_VALUES.map((value) => [JSON.stringify(value), value]))('takes any value: %s', async (_, value) => {
    expect(await say(sh`printf %s ${value}`)).toBe(value);
  });

  test('may itself be a mebibyte long', async () => {
    const value = `it's $(id) "and" ${'more '.repeat(20)}\n`.repeat(9000);
    expect(await say(sh`printf %s ${value}`)).toBe(value);
  });

  test('reads nothing when it is given nothing', async () => {
    expect(await say(sh`cat; cat; echo end`)).toBe('end\n');
  });

  test('starts in / with messages in English and the programs of the administrator on the path', async () => {
    expect(await say(sh`pwd; echo "$LC_ALL"; echo ":$PATH:"`)).toMatch(/^\/\nC\.UTF-8\n.*:\/usr\/sbin:/);
  });

  test.each([
    ['leaves the shell', sh`exit 4`, 4],
    [
      'changes directory, settings and variables',
      sh`cd /tmp; set -eu; x=1; umask 077; trap 'exit 9' EXIT; export LC_ALL=x`,
      9,
    ],
    ['closes its streams', sh`exec 0<&- 1>&- 2>&-; true`, 0],
    ['does not parse', sh`echo 'open`, 2],
    ['has an unfinished block', sh`if true; then`, 2],
    ['ends with a comment', sh`false # it's so`, 1],
    ['is ended by a signal', sh`sh -c 'kill -TERM $$'`, 143],
    ['redefines what a shell has', sh`printf() { :; }; echo() { :; }; alias printf=false cat=false; exit 5`, 5],
    [
      'has a here-document',
      sh`cat <<EOF
it's $((1 + 2))
EOF`,
      0,
    ],
  ])('that %s does not disturb the next one', async (_, command, exitCode) => {
    expect((await connection.run(command)).exitCode).toBe(exitCode);
    expect(await connection.run(sh`pwd; echo "$x" "$LC_ALL"; umask; false; cat`)).toEqual({
      stdout: Buffer.from('/\n C.UTF-8\n0022\n'),
      stderr: '',
      exitCode: 0,
    });
  });

  test('that kills its shell fails by itself, and the next one gets a new shell', async () => {
    await expect(connection.run(sh`kill -KILL $$; sleep 5`)).rejects.toThrow(ShellEnded);
    expect(await say(sh`echo well`)).toBe('well\n');
  });

  test('that leaves a talking process behind does not get its words into later answers', async () => {
    await connection.run(sh`(sleep 0.1; echo late) & true`);
    await new Promise((resolve) => setTimeout(resolve, 300));
    expect(await Promise.all(Array.from({ length: 8 }, () => say(sh`echo clean`)))).toEqual(Array(8).fill('clean\n'));
  });

  test('is one among many at a time, each with its own answer', async () => {
    const numbers = Array.from({ length: 100 }, (_, index) => index);
    const answers = await Promise.all(numbers.map((number) => say(sh`echo ${number}; printf %s ${number} >&2`)));
    expect(answers).toEqual(numbers.map((number) => `${number}\n`));
  });

  test('that must succeed tells what failed, how, and the last that it said', async () => {
    const failing = connection.check(sh`seq 1 100 >&2; ls ${'/no such'}; exit 2`, { stdin: 'a secret' });
    await expect(failing).rejects.toThrow(CommandError);
    const error = (await failing.catch((caught: unknown) => caught)) as CommandError;
    expect(error.exitCode).toBe(2);
    expect(error.message).toMatch(
      /^seq 1 100 >&2; ls '\/no such'; exit 2\nended with exit code 2 on tester@127\.0\.0\.1:\d+:\n82\n/,
    );
    expect(error.message).toMatch(/100\nls: cannot access '\/no such': No such file or directory$/);
    expect(error.message).not.toContain('secret');
  });
});

describe('stdin', () => {
  const mebibyte = hostileMebibyte();
  const digest = createHash('sha256').update(mebibyte).digest('hex');

  test.each(HOSTILE_VALUES.map((value) => [JSON.stringify(value), value]))(
    'arrives byte for byte: %s',
    async (_, stdin) => {
      expect((await connection.run(sh`cat`, { stdin })).stdout.toString()).toBe(stdin);
    },
  );

  test.each([1, 2, 3, 255, 4096, 65_536, 262_143, 262_144, 262_145, 1024 * 1024])(
    'arrives whole: %i bytes of all kinds',
    async (size) => {
      const stdin = mebibyte.subarray(0, size);
      expect((await connection.run(sh`cat`, { stdin })).stdout.equals(stdin)).toBe(true);
    },
  );

  test('may be a stream of any length', async () => {
    const chunks = function* () {
      for (let index = 0; index < 32; index++) yield mebibyte;
    };
    const { stdout } = await connection.run(sh`wc -c`, { stdin: Readable.from(chunks()) });
    expect(stdout.toString().trim()).toBe(`${32 * 1024 * 1024}`);
  });

  test('is hashed on the host as it is here', async () => {
    const { stdout } = await connection.run(sh`sha256sum`, { stdin: mebibyte });
    expect(stdout.toString()).toBe(`${digest}  -\n`);
  });

  test.each([10, 262_144, 1024 * 1024])('that nobody reads does no harm: %i bytes', async (size) => {
    const result = await connection.run(sh`head -c 1 >/dev/null; exit 6`, { stdin: mebibyte.subarray(0, size) });
    expect(result.exitCode).toBe(6);
    expect(await say(sh`echo next`)).toBe('next\n');
  });

  test('of an endless stream ends with the command', async () => {
    const endless = new Readable({ read: () => endless.push(Buffer.alloc(10_000)) });
    expect((await connection.run(sh`head -c 5 | od -An -tx1`, { stdin: endless })).exitCode).toBe(0);
    if (!endless.closed) await once(endless, 'close');
  });

  test('never stands in a process list, and neither does the command', async () => {
    for (const stdin of ['very-secret', Buffer.from('very-secret'.repeat(30_000))]) {
      const running = connection.run(sh`cat >/dev/null; : ${'very-secret'}; sleep 314.15`, { stdin });
      await connection.run(sh`until pgrep -f ${'^sleep 314.15$'}; do sleep 0.01; done`);
      const found = argumentsOfAllProcesses();
      await connection.run(sh`pkill -f ${'^sleep 314.15$'}`);
      expect(found).toContain('sleep\x00314.15');
      expect(found).not.toContain('very-secret');
      await running;
    }
  });
});

/** Arguments and environments, as anyone or the same user may read them. */
function argumentsOfAllProcesses(): string {
  const read = (path: string) => {
    try {
      return readFileSync(path, 'latin1');
    } catch (error) {
      return `gone: ${error}`;
    }
  };
  const processes = readdirSync('/proc').filter((name) => /^\d+$/.test(name) && name !== `${process.pid}`);
  return processes.flatMap((pid) => [read(`/proc/${pid}/cmdline`), read(`/proc/${pid}/environ`)]).join('\n');
}
