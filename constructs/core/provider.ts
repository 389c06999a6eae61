import { TerraformStack } from 'cdktf';
import type { Construct, IConstruct } from 'constructs';
import * as l1 from '../l1';
import { localPath } from './local-path';
import { LocalProviderSynthesizer } from './local-provider';
import { notInTheOpen, validate } from './validation';

export interface StackwrightProviderProps {
  /**
   * The file with the master key, from which all secrets are derived that have no value of their own.
   *
   * At least 32 random bytes (`openssl rand -base64 32`), mode 0600. A relative path starts where the program runs; `~/` is
   * the home directory of who deploys.
   *
   * @default - the environment variable STACKWRIGHT_MASTER_KEY
   */
  readonly masterKeyFile?: string;

  /**
   * Secrets with values of their own, by name, or by `NAME@VERSION`.
   *
   * The values are sensitive Terraform variables (`TerraformVariable`); a value in the program would be synthesized and is
   * refused.
   *
   * @default - all secrets are derived from the master key
   */
  readonly secrets?: Record<string, string>;
}

/**
 * The Stackwright provider of a stack.
 *
 * A stack that needs to say nothing about secrets needs no line for it: it is there as soon as something on a `Host` is
 * defined. When the stack is synthesized, the provider, which is part of this package, is placed beside it, so that nothing
 * has to be installed.
 */
export class StackwrightProvider extends l1.StackwrightProvider {
  /** The provider of the stack that a construct is in; it is made if there is none. */
  public static of(scope: IConstruct): StackwrightProvider {
    const stack = TerraformStack.of(scope);
    return find(stack) ?? new StackwrightProvider(stack, 'StackwrightProvider');
  }

  public constructor(scope: Construct, id: string, props: StackwrightProviderProps = {}) {
    const other = find(TerraformStack.of(scope));
    if (other) {
      throw new Error(
        `The stack has the StackwrightProvider "${other.node.path}" already. Define it before the first Host, and once.`,
      );
    }
    super(scope, id, {
      masterKeyFile: props.masterKeyFile === undefined ? undefined : localPath(props.masterKeyFile),
      secrets: props.secrets,
    });
    validate(
      this,
      props.secrets ?? {},
      Object.keys(props.secrets ?? {}).map((name) => notInTheOpen(name)),
    );
    LocalProviderSynthesizer.attach(TerraformStack.of(this));
  }

  /**
   * Tells the provider how to reach a host. `Host` does this by itself.
   *
   * @param name what resources call the host
   * @param connection how it is reached
   */
  public addHost(name: string, connection: l1.StackwrightProviderHosts): void {
    const hosts = this.hostsInput as Record<string, l1.StackwrightProviderHosts> | undefined;
    this.hosts = withEntry(hosts, name, connection, 'hosts', ({ address }) => address);
  }

  /**
   * Tells the provider how to reach a cloud. `Cloud` does this by itself.
   *
   * @param name what resources call the cloud
   * @param access how its APIs are reached, and as whom
   */
  public addCloud(name: string, access: l1.StackwrightProviderClouds): void {
    const clouds = this.cloudsInput as Record<string, l1.StackwrightProviderClouds> | undefined;
    this.clouds = withEntry(clouds, name, access, 'clouds', ({ authUrl }) => authUrl);
  }

  /** CDKTF would spell the names in maps as it spells attributes, `compute-1` as `compute_1`. */
  // biome-ignore lint/suspicious/noExplicitAny: the base class has it so.
  public override toTerraform(): any {
    const result = super.toTerraform();
    const attributes = this.synthesizeAttributes();
    const [block] = result.provider[this.terraformResourceType];
    for (const name of NAMED) if (attributes[name] !== undefined) block[name] = attributes[name];
    return result;
  }
}

/** The maps whose keys are names of the user's. */
const NAMED = ['hosts', 'clouds', 'secrets'];

/** The same may be told again; two under one name may not. */
function withEntry<T>(
  entries: Record<string, T> | undefined,
  name: string,
  entry: T,
  noun: string,
  place: (entry: T) => string,
): Record<string, T> {
  const known = entries?.[name];
  if (known && JSON.stringify(known) !== JSON.stringify(entry)) {
    throw new Error(
      `Two ${noun} of this stack are called "${name}", at ${place(known)} and ${place(entry)}: give one of them another name.`,
    );
  }
  return { ...entries, [name]: entry };
}

function find(stack: TerraformStack): StackwrightProvider | undefined {
  return stack.node.findAll().find((construct) => construct instanceof StackwrightProvider);
}
