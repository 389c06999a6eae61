import { execFile } from 'node:child_process';
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
    return new Promise((resolve) => {
      const { TF_CLI_CONFIG_FILE: _, ...inherited } = process.env;
      const options = {
        cwd: this.directory,
        env: { ...inherited, CHECKPOINT_DISABLE: '1', TF_IN_AUTOMATION: '1', ...this.environment },
        maxBuffer: 64 << 20,
      };
      execFile('terraform', [...words, '-no-color'], options, (error, stdout, stderr) => {
        resolve({ code: error ? Number(error.code ?? 1) : 0, output: stdout + stderr });
      });
    });
  }

  public remove(): void {
    rmSync(this.directory, { recursive: true });
  }
}
