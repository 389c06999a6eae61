import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

/** The toy's address in a configuration. */
export const ADDRESS = 'example.test/acme/toy';

export interface Outcome {
  readonly code: number;
  /** Standard output and error together. */
  readonly output: string;
}

/** A directory with one configuration, in which the real terraform runs. */
export class Workspace {
  public readonly directory = mkdtempSync(path.join(tmpdir(), 'toy-'));

  /** `environment` says where the provider is: TF_REATTACH_PROVIDERS or TF_CLI_CONFIG_FILE. */
  constructor(private readonly environment: NodeJS.ProcessEnv) {}

  public write(configuration: string): void {
    const required = `terraform {\n  required_providers {\n    toy = { source = "${ADDRESS}" }\n  }\n}\n`;
    writeFileSync(path.join(this.directory, 'main.tf'), required + configuration);
  }

  /** Runs terraform to its end. */
  public run(...words: string[]): Promise<Outcome> {
    return this.start(words);
  }

  /** Runs terraform and interrupts it, as Ctrl-C does, when this text has come up. */
  public runAndInterrupt(text: string, ...words: string[]): Promise<Outcome> {
    return this.start(words, text);
  }

  private async start(words: readonly string[], interruptAt?: string): Promise<Outcome> {
    const { TF_CLI_CONFIG_FILE: _file, TF_LOG: _log, ...inherited } = process.env;
    const terraform = spawn('terraform', [...words, '-no-color'], {
      cwd: this.directory,
      stdio: ['ignore', 'pipe', 'pipe'],
      env: { ...inherited, CHECKPOINT_DISABLE: '1', TF_IN_AUTOMATION: '1', ...this.environment },
    });
    let output = '';
    let waiting = interruptAt !== undefined;
    for (const stream of [terraform.stdout, terraform.stderr]) {
      stream.on('data', (chunk) => {
        output += chunk;
        if (!waiting || !output.includes(interruptAt ?? '')) return;
        waiting = false;
        terraform.kill('SIGINT');
      });
    }
    const [code] = await once(terraform, 'close');
    return { code: code ?? 1, output };
  }

  public remove(): void {
    rmSync(this.directory, { recursive: true });
  }
}
