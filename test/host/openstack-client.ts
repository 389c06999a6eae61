import { type ChildProcess, spawn } from 'node:child_process';
import { dirname, join } from 'node:path';
import { createInterface, type Interface } from 'node:readline';
import { sshOptions } from '../../lab/lab';
import type { TestHost } from './lab-host';

/** OpenStack's client takes two seconds to start, so one process of it runs all commands of a test. */
const PROGRAM = `
import contextlib, io, json, sys
from openstackclient import shell
for line in sys.stdin:
    out, err = io.StringIO(), io.StringIO()
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        code = shell.OpenStackShell().run(json.loads(line))
    print(json.dumps({'code': code, 'out': out.getvalue(), 'err': err.getvalue()}), flush=True)
`;

interface Answer {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

/** OpenStack's own client on a host, as one user. */
export class OpenStackClient {
  private process?: {
    readonly child: ChildProcess;
    readonly answers: AsyncIterator<string>;
    readonly lines: Interface;
  };
  private last: Promise<unknown> = Promise.resolve();

  constructor(
    private readonly host: TestHost,
    /** The variables, or how to learn of them when the first command runs. */
    private readonly environment: Readonly<Record<string, string>> | (() => Promise<Readonly<Record<string, string>>>),
  ) {}

  /** Runs a command and gives what it prints. Throws when it fails. */
  public run(...words: readonly string[]): Promise<string> {
    const next = this.last.then(() => this.ask(words));
    this.last = next.catch(() => undefined);
    return next;
  }

  /** The same for a command that can print JSON. */
  public async json<T>(...words: readonly string[]): Promise<T> {
    return JSON.parse(await this.run(...words, '-f', 'json')) as T;
  }

  public close(): void {
    this.process?.child.stdin?.end();
    this.process?.lines.close();
    this.process = undefined;
  }

  private async ask(words: readonly string[]): Promise<string> {
    this.process ??= this.start(typeof this.environment === 'function' ? await this.environment() : this.environment);
    this.process.child.stdin?.write(`${JSON.stringify(words)}\n`);
    const { value, done } = await this.process.answers.next();
    if (done) throw new Error("OpenStack's client has ended");
    const { code, out, err } = JSON.parse(value) as Answer;
    if (code !== 0) throw new Error(`openstack ${words.join(' ')} exited with ${code}: ${err}${out}`);
    return out;
  }

  private start(environment: Readonly<Record<string, string>>) {
    const { address, user, privateKey } = this.host.details;
    const variables = Object.entries(environment).map(([name, value]) => `${name}='${value}'`);
    const child = spawn(
      'ssh',
      [
        ...sshOptions({ privateKey, knownHosts: join(dirname(privateKey), 'known_hosts') }),
        `${user}@${address}`,
        `${variables.join(' ')} exec python3 -uc "$(echo ${Buffer.from(PROGRAM).toString('base64')} | base64 -d)"`,
      ],
      { stdio: ['pipe', 'pipe', 'inherit'] },
    );
    const lines = createInterface({ input: child.stdout });
    return { child, lines, answers: lines[Symbol.asyncIterator]() };
  }
}
