import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { serveForReattach } from '../../lib/plugin/reattach';
import { stackwright } from '../../lib/provider';
import { DeclaredProviderService } from '../../lib/schema/server/service';

/** One attribute that a plan changes. */
export interface Change {
  readonly before: unknown;
  readonly after: unknown;
}

/** What a plan would do to one resource. */
export interface ResourceChange {
  readonly address: string;
  readonly actions: readonly string[];
  /** The attributes that differ, by name; unknown values are shown as `(known after apply)`. */
  readonly changes: Readonly<Record<string, Change>>;
}

/** A text that stands for itself in a configuration, in which `${` and `%{` would begin an expression. */
export function literal(text: string): string {
  return text.replace(/[$%](?=\{)/g, '$&$&');
}

/** What one run of terraform said. */
export interface Outcome {
  readonly ok: boolean;
  readonly text: string;
}

/**
 * A directory in which the real terraform runs, with the provider served from this very process, so that a command costs
 * no start of it and a debugger sees everything.
 */
export class Workspace {
  public static async open(): Promise<Workspace> {
    const directory = await mkdtemp(join(tmpdir(), 'stackwright-test-'));
    const service = new DeclaredProviderService(stackwright);
    const served = await serveForReattach(service);
    const address = 'registry.terraform.io/stackwright/stackwright';
    return new Workspace(directory, JSON.stringify({ [address]: served.reattach }), async () => {
      await served.close();
      await service.close();
      await rm(directory, { recursive: true, force: true });
    });
  }

  private initialized = false;

  private constructor(
    public readonly directory: string,
    private readonly reattach: string,
    public readonly close: () => Promise<void>,
  ) {}

  /** Replaces the configuration: Terraform's JSON syntax, without the `terraform` block. */
  public async configure(configuration: object): Promise<void> {
    const terraform = { required_providers: { stackwright: { source: 'stackwright/stackwright' } } };
    await writeFile(join(this.directory, 'main.tf.json'), JSON.stringify({ terraform, ...configuration }));
  }

  /** Runs a terraform command and tells how it ended; it does not throw. */
  public async terraform(...args: readonly string[]): Promise<Outcome> {
    if (!this.initialized && args[0] !== 'init') {
      const init = await this.terraform('init', '-input=false', '-no-color');
      if (!init.ok) return init;
      this.initialized = true;
    }
    const env = {
      ...process.env,
      TF_REATTACH_PROVIDERS: this.reattach,
      TF_CLI_CONFIG_FILE: '/dev/null',
      CHECKPOINT_DISABLE: '1',
      TF_IN_AUTOMATION: '1',
    };
    return new Promise((resolve) => {
      execFile('terraform', args, { cwd: this.directory, env, maxBuffer: 2 ** 28 }, (error, stdout, stderr) =>
        resolve({ ok: error === null, text: unwrapped(`${stdout}${stderr}`) }),
      );
    });
  }

  /** The same, for commands that must succeed. */
  public async succeed(...args: readonly string[]): Promise<string> {
    const { ok, text } = await this.terraform(...args);
    if (!ok) throw new Error(`terraform ${args.join(' ')} failed:\n${text}`);
    return text;
  }

  public apply(): Promise<string> {
    return this.succeed('apply', '-auto-approve', '-input=false', '-no-color');
  }

  public destroy(): Promise<string> {
    return this.succeed('destroy', '-auto-approve', '-input=false', '-no-color');
  }

  /** The changes a plan would make; empty when there is nothing to do. */
  public async plan(): Promise<ResourceChange[]> {
    await this.succeed('plan', '-input=false', '-no-color', '-out=plan');
    const plan = JSON.parse(await this.succeed('show', '-json', 'plan')) as { resource_changes?: RawChange[] };
    return (plan.resource_changes ?? [])
      .filter(({ change }) => change.actions.join() !== 'no-op')
      .map(({ address, change }) => ({ address, actions: change.actions, changes: changes(change) }));
  }

  /** The attributes of a resource in state. */
  public async state(address: string): Promise<Record<string, unknown>> {
    const shown = JSON.parse(await this.succeed('show', '-json')) as {
      values?: { root_module: { resources?: { address: string; values: Record<string, unknown> }[] } };
    };
    const found = shown.values?.root_module.resources?.find((resource) => resource.address === address);
    if (!found) throw new Error(`${address} is not in state`);
    return found.values;
  }

  public stateFile(): Promise<string> {
    return readFile(join(this.directory, 'terraform.tfstate'), 'utf8');
  }
}

interface RawChange {
  readonly address: string;
  readonly change: {
    readonly actions: string[];
    readonly before: Record<string, unknown> | null;
    readonly after: Record<string, unknown> | null;
    readonly after_unknown: Record<string, unknown>;
  };
}

function changes({ before, after, after_unknown }: RawChange['change']): Record<string, Change> {
  const names = new Set([...Object.keys(before ?? {}), ...Object.keys(after ?? {}), ...Object.keys(after_unknown)]);
  const result: Record<string, Change> = {};
  for (const name of names) {
    const was = before?.[name] ?? null;
    const becomes = after_unknown[name] === true ? '(known after apply)' : (after?.[name] ?? null);
    if (JSON.stringify(was) !== JSON.stringify(becomes)) result[name] = { before: was, after: becomes };
  }
  return result;
}

/** Terraform wraps and frames its messages; this is the text alone, so that a test can look for a sentence. */
function unwrapped(text: string): string {
  return text.replace(/^[│╷╵]\s?/gm, '').replace(/([^\n])\n(?=[^\n\s#~+-])/g, '$1 ');
}
