import { type ChildProcessByStdio, spawn } from 'node:child_process';
import type { Readable, Writable } from 'node:stream';
import type { TestHost } from '../host/lab-host';

/** A shell on a host over the ordinary ssh client that stays open: the cheapest way to read anything there. */
export class WarmShell {
  public static async open(host: TestHost): Promise<WarmShell> {
    const { address, user, privateKey, hostKey } = host.details;
    const known = ['-o', `KnownHostsCommand=/bin/echo ${address} ${hostKey}`, '-o', 'UserKnownHostsFile=/dev/null'];
    const shell = new WarmShell(
      spawn('ssh', ['-T', '-i', privateKey, ...known, `${user}@${address}`, 'sh'], {
        stdio: ['pipe', 'pipe', 'inherit'],
      }),
    );
    await shell.run('true');
    return shell;
  }

  private constructor(private readonly child: ChildProcessByStdio<Writable, Readable, null>) {}

  /** Runs a script and gives all that it printed. */
  public run(script: string): Promise<string> {
    const end = `end-of-output-${Math.random()}\n`;
    return new Promise((resolve, reject) => {
      let output = '';
      const read = (chunk: Buffer) => {
        output += chunk.toString('latin1');
        if (!output.endsWith(end)) return;
        this.child.stdout.off('data', read);
        resolve(output.slice(0, -end.length));
      };
      this.child.stdout.on('data', read);
      this.child.once('close', (code) => reject(new Error(`the shell ended with ${code}`)));
      this.child.stdin.write(`(${script}\n)\nprintf %s '${end.trimEnd()}'; echo\n`);
    });
  }

  public close(): void {
    this.child.stdin.end();
  }
}
