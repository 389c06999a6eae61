import { type ChildProcess, execFile } from 'node:child_process';
import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { serveForReattach } from '../../lib/plugin/reattach';
import { stackwright } from '../../lib/provider';
import { DeclaredProviderService } from '../../lib/schema/server/service';

/** Tells, in the environment of a process, the directory of the workspace that has started it. */
export const WORKSPACE_VARIABLE = 'STACKWRIGHT_TEST_WORKSPACE';

const PROVIDER_ADDRESS = 'registry.terraform.io/stackwright/stackwright';

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
  /** @param environment further variables for terraform and so for the provider */
  public static async open(environment: Readonly<Record<string, string>> = {}): Promise<Workspace> {
    const directory = await mkdtemp(join(tmpdir(), 'stackwright-test-'));
    const service = new DeclaredProviderService(stackwright);
    const served = await serveForReattach(service);
    const reattach = JSON.stringify({ [PROVIDER_ADDRESS]: served.reattach });
    return new Workspace(directory, { ...environment, TF_REATTACH_PROVIDERS: reattach }, true, async () => {
      await served.close();
      await service.close();
    });
  }

  /**
   * The same with the provider as users have it: a bundled file of its own in the directory, which terraform starts as
   * often as it likes.
   */
  public static async openWithProcess(environment: Readonly<Record<string, string>> = {}): Promise<Workspace> {
    const directory = await mkdtemp(join(tmpdir(), 'stackwright-test-'));
    const cliConfig = join(directory, 'cli.tfrc');
    await promisify(execFile)('node', ['scripts/bundle.mjs']);
    await cp('build/provider', join(directory, 'provider'), { recursive: true });
    await writeFile(
      cliConfig,
      `provider_installation {\n  dev_overrides { "stackwright/stackwright" = "${join(directory, 'provider')}" }\n  direct {}\n}\n`,
    );
    return new Workspace(directory, { ...environment, TF_CLI_CONFIG_FILE: cliConfig }, true, async () => undefined);
  }

  /** A directory that somebody else has filled, with the provider that lies in it. */
  public static at(directory: string): Workspace {
    return new Workspace(directory, {}, false, async () => undefined);
  }

  private constructor(
    public readonly directory: string,
    private readonly environment: Readonly<Record<string, string>>,
    /** Whether `terraform init` is done, or not needed. */
    private initialized: boolean,
    private readonly stop: () => Promise<void>,
  ) {}

  /** Removes the directory and all in it. What stands on hosts is the test's affair. */
  public async close(): Promise<void> {
    await this.stop();
    await rm(this.directory, { recursive: true, force: true });
  }

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
    return new Promise((resolve) => {
      this.start(args, (ok, text) => resolve({ ok, text }));
    });
  }

  /** Starts a terraform command and gives its process, for tests that meddle with it. */
  public start(args: readonly string[], done: (ok: boolean, text: string) => void): ChildProcess {
    const env = {
      ...process.env,
      TF_CLI_CONFIG_FILE: '/dev/null',
      CHECKPOINT_DISABLE: '1',
      TF_IN_AUTOMATION: '1',
      [WORKSPACE_VARIABLE]: this.directory,
      ...this.environment,
    };
    return execFile('terraform', args, { cwd: this.directory, env, maxBuffer: 2 ** 28 }, (error, stdout, stderr) =>
      done(error === null, unwrapped(`${stdout}${stderr}`)),
    );
  }

  /** The same, for commands that must succeed. */
  public async succeed(...args: readonly string[]): Promise<string> {
    const { ok, text } = await this.terraform(...args);
    if (!ok) throw new Error(`terraform ${args.join(' ')} failed:\n${text.slice(Math.max(0, text.indexOf('Error:')))}`);
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
    const { resources } = JSON.parse(await this.stateFile()) as { resources: StateResource[] };
    const found = resources.find(
      ({ mode, type, name }) => `${mode === 'data' ? 'data.' : ''}${type}.${name}` === address,
    )?.instances[0];
    if (!found) throw new Error(`${address} is not in state`);
    return found.attributes;
  }

  public stateFile(): Promise<string> {
    return readFile(join(this.directory, 'terraform.tfstate'), 'utf8');
  }
}

interface StateResource {
  readonly mode: 'managed' | 'data';
  readonly type: string;
  readonly name: string;
  readonly instances: readonly { readonly attributes: Record<string, unknown> }[];
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
