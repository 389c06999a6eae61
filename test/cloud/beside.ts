import { Workspace } from '../host/workspace';
import type { StandingExample } from './standing-example';

/** Resources by their types, without "stackwright_", and names. */
export type Resources = Readonly<Record<string, Readonly<Record<string, object>>>>;

/** A configuration of its own for objects in the cloud of the example, beside its stack. */
export class Beside {
  /** @param shared addresses of what stays in the cloud, since the example has it, too */
  public static async open(cloud: Pick<StandingExample, 'provider'>, ...shared: readonly string[]): Promise<Beside> {
    return new Beside(await Workspace.open(), await cloud.provider(), shared);
  }

  private constructor(
    public readonly workspace: Workspace,
    private readonly provider: object,
    private readonly shared: readonly string[],
  ) {}

  /** Replaces the configuration. */
  public configure(resources: Resources, extra: object = {}): Promise<void> {
    return this.workspace.configure({ provider: this.provider, resource: inCloud(resources), ...extra });
  }

  /** The same with what is looked up by data sources, whose every attribute is then an output of their address. */
  public configureData(resources: Resources, data: Resources): Promise<void> {
    const addresses = Object.entries(data).flatMap(([type, all]) => Object.keys(all).map((name) => `${type}.${name}`));
    const output = addresses.map((address) => [
      address.replace('.', '-'),
      { value: `\${data.stackwright_${address}}`, sensitive: false },
    ]);
    return this.configure(resources, { data: inCloud(data), output: Object.fromEntries(output) });
  }

  /** What a data source has told at the last apply. */
  public async told(address: string): Promise<Record<string, unknown>> {
    return JSON.parse(await this.workspace.succeed('output', '-json', address.replace('.', '-')));
  }

  /** What a plan would do, sorted: `network.it update name`; of what is made or goes nothing but that. */
  public async changes(): Promise<string[]> {
    const all = await this.workspace.plan();
    return all
      .map(({ address, actions, changes }) =>
        [short(address), ...actions, ...(actions.join() === 'update' ? Object.keys(changes) : [])].join(' '),
      )
      .sort();
  }

  /** The errors of a command, by what they are of; '' for those of nothing, as when it destroys. Throws when it succeeds. */
  public async errors(command: 'plan' | 'apply' | 'destroy'): Promise<Record<string, string>> {
    const yes = command === 'plan' ? [] : ['-auto-approve'];
    const { ok, text } = await this.workspace.terraform(command, ...yes, '-input=false', '-no-color');
    if (ok) throw new Error(`terraform ${command} succeeded:\n${text}`);
    const errors: Record<string, string> = {};
    for (const each of text.split(/^\s*Error: /m).slice(1)) {
      const [, address = ''] = /with (?:data\.)?stackwright_([^\s,]+),/.exec(each) ?? [];
      // The configuration is one line, which Terraform quotes as a whole.
      errors[address] = `${errors[address] ?? ''}${each.replace(/^ +1: .*$/m, '')}`;
    }
    return errors;
  }

  /** Expects that a command fails with errors of these resources and data sources, which say this, and no others. */
  public async refuses(command: 'plan' | 'apply', expected: Readonly<Record<string, string>>): Promise<void> {
    const errors = await this.errors(command);
    expect(Object.keys(errors).sort()).toEqual(Object.keys(expected).sort());
    for (const [address, part] of Object.entries(expected)) expect(errors[address]).toContain(part);
  }

  /** The id of a resource in state. */
  public async id(address: string): Promise<string> {
    return (await this.workspace.state(`stackwright_${address}`)).id as string;
  }

  /** Import ids of resources in state, by address: those with the object's id. */
  public async importIds(addresses: readonly string[]): Promise<Record<string, string>> {
    const ids = await Promise.all(
      addresses.map(async (address) => [address, `main:${await this.id(address)}`] as const),
    );
    return Object.fromEntries(ids);
  }

  /** Forgets resources and configures that they are imported, by import ids. */
  public async forgetAndImport(resources: Resources, by: Readonly<Record<string, string>>): Promise<void> {
    const addresses = Object.keys(by).map((address) => `stackwright_${address}`);
    await this.workspace.succeed('state', 'rm', ...addresses);
    const imports = Object.entries(by).map(([address, id]) => ({ to: `stackwright_${address}`, id }));
    await this.configure(resources, { import: imports });
  }

  /** What is shared is no longer in state, and so not destroyed. */
  public async forgetShared(): Promise<void> {
    for (const address of this.shared) await this.workspace.terraform('state', 'rm', `stackwright_${address}`);
  }

  /** Destroys all that is not shared. */
  public async destroy(): Promise<void> {
    await this.forgetShared();
    await this.workspace.destroy();
  }

  /** Destroys what a test that failed has left. */
  public async close(): Promise<void> {
    await this.destroy().catch((error: Error) => console.error(error.message));
    await this.workspace.close();
  }
}

function inCloud(all: Resources): object {
  const types = Object.entries(all).map(([type, named]) => [
    `stackwright_${type}`,
    Object.fromEntries(Object.entries(named).map(([name, values]) => [name, { cloud: 'main', ...values }])),
  ]);
  return Object.fromEntries(types);
}

function short(address: string): string {
  return address.replace(/^stackwright_/, '');
}
