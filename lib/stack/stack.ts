import type { CloudConfiguration, HostConfiguration } from '../configuration';
import { providerAttributes } from '../configuration';
import { type Connections, openConnections } from '../connections';
import type { Host } from '../host/host';
import type { Cloud } from '../openstack/cloud';
import { isUnknown } from '../plugin/value/unknown';
import { isRecord, type Value, type ValueRecord } from '../plugin/value/value';
import { referenceProblem } from '../references';
import { Diagnostics } from '../schema/diagnostics';
import type { Config } from '../schema/model';
import { withDefaults } from '../schema/plan';
import { hasUnknown, validateAttributes } from '../schema/validation';
import { evaluate, type Json, type Scope } from './expressions';
import { readSynthesized, StackUnfit, type Synthesized } from './synthesized';

const PROVIDER = 'stackwright';

/** A resource of a stack, with what it is configured with. */
export interface StackResource {
  /** As Terraform calls it: `stackwright_service.NAME`. */
  readonly address: string;
  /** By attribute. What only Terraform can tell is unknown; secrets stand as references. */
  readonly values: ValueRecord;
}

/** Which stack is opened, and with what. */
export interface StackOptions {
  /** Which of the project's stacks. @default the only one */
  readonly name?: string;
  /** Where the values of variables stand: that of `x` in `TF_VAR_x`. @default process.env */
  readonly environment?: Readonly<Record<string, string | undefined>>;
}

/**
 * A synthesized stack with its hosts and clouds, reached as the provider reaches them. It needs neither Terraform nor its
 * state. Nothing is connected before it is asked for.
 */
export class Stack {
  /**
   * Opens the stack of a directory.
   * @param directory a CDKTF project, or the directory of one synthesized stack
   * @throws {StackUnfit}
   */
  public static async open(directory: string, { name, environment = process.env }: StackOptions = {}): Promise<Stack> {
    const synthesized = await readSynthesized(directory, name);
    const scope = scopeOf(synthesized, environment);
    const block = providerBlock(synthesized);
    const config = withDefaults(providerAttributes, evaluate(block, scope) as ValueRecord);
    refuseUnknown(config, environment, synthesized);
    const diagnostics = new Diagnostics();
    validateAttributes(providerAttributes, config, diagnostics, { problem: referenceProblem });
    const [problem] = diagnostics.all;
    if (problem) throw new StackUnfit(`${synthesized.directory}: ${problem.summary}. ${problem.detail ?? ''}`);
    const given = config as unknown as Config<typeof providerAttributes>;
    return new Stack(synthesized, config, scope, await openConnections(given));
  }

  private constructor(
    private readonly synthesized: Synthesized,
    private readonly config: ValueRecord,
    private readonly scope: Scope,
    private readonly connections: Connections,
  ) {}

  public get name(): string {
    return this.synthesized.name;
  }

  /** Where it stands and Terraform runs. */
  public get directory(): string {
    return this.synthesized.directory;
  }

  /** Names of its hosts. */
  public get hosts(): readonly string[] {
    return Object.keys(this.configuredHosts);
  }

  /** Names of its clouds. */
  public get clouds(): readonly string[] {
    return Object.keys(this.configuredClouds);
  }

  /** @throws {UnknownHost} */
  public host(name: string): Host {
    return this.connections.runtime.host(name);
  }

  /** The cloud as the one of its users that the stack works as. @throws {UnknownCloud} */
  public cloud(name: string): Cloud {
    return this.connections.runtime.cloud(name);
  }

  /** How a host is reached. Secrets in it are references. */
  public hostConfiguration(name: string): HostConfiguration | undefined {
    return this.configuredHosts[name];
  }

  /** How a cloud is reached. Secrets in it are references. */
  public cloudConfiguration(name: string): CloudConfiguration | undefined {
    return this.configuredClouds[name];
  }

  /** The resources of a type, as `service` for `stackwright_service`. */
  public resources(type: string): readonly StackResource[] {
    const full = `${PROVIDER}_${type}`;
    return Object.entries(this.synthesized.content.resource?.[full] ?? {}).map(([name, block]) => ({
      address: `${full}.${name}`,
      values: evaluate(block, this.scope) as ValueRecord,
    }));
  }

  /** The text with every reference to a secret replaced by its value. */
  public resolve(text: string): string {
    return this.connections.references.resolve(text);
  }

  /** The text without any secret that was resolved so far. */
  public redact(text: string): string {
    return this.connections.references.redact(text);
  }

  /** Ends all connections. */
  public close(): Promise<void> {
    return this.connections.close();
  }

  private get configuredHosts(): Readonly<Record<string, HostConfiguration>> {
    return (this.config.hosts ?? {}) as unknown as Record<string, HostConfiguration>;
  }

  private get configuredClouds(): Readonly<Record<string, CloudConfiguration>> {
    return (this.config.clouds ?? {}) as unknown as Record<string, CloudConfiguration>;
  }
}

function scopeOf({ content }: Synthesized, environment: NonNullable<StackOptions['environment']>): Scope {
  return {
    resource: (type, name) => content.resource?.[type]?.[name],
    variable: (name) => environment[variableOf(name)] ?? content.variable?.[name]?.default,
  };
}

/** Where Terraform looks for a variable's value. */
function variableOf(name: string): string {
  return `TF_VAR_${name}`;
}

function providerBlock({ content, directory }: Synthesized): Json {
  const blocks = content.provider?.[PROVIDER];
  const [block] = Array.isArray(blocks) ? (blocks as readonly Json[]) : [blocks];
  if (block) return block;
  throw new StackUnfit(`The stack in ${directory} has no provider "${PROVIDER}", so it tells of no hosts.`);
}

/** Half of what is needed to reach a host is of no use. */
function refuseUnknown(config: ValueRecord, environment: object, synthesized: Synthesized): void {
  const path = firstUnknown(config);
  if (path === undefined) return;
  const unset = Object.entries(synthesized.content.variable ?? {})
    .filter(([name, { default: value }]) => value === undefined && !(variableOf(name) in environment))
    .map(([name]) => variableOf(name));
  const fix =
    unset.length > 0
      ? `Set the stack's variables, as for Terraform: ${unset.join(', ')}.`
      : 'It is an expression that only Terraform can evaluate: give a value, or a variable.';
  throw new StackUnfit(`In the provider's configuration of ${synthesized.directory}, ${path} is not known. ${fix}`);
}

function firstUnknown(value: Value, path = ''): string | undefined {
  if (isUnknown(value)) return path;
  if (!hasUnknown(value)) return undefined;
  const entries: Iterable<readonly [number | string, Value]> = Array.isArray(value)
    ? value.entries()
    : isRecord(value)
      ? Object.entries(value)
      : [];
  for (const [name, inner] of entries) {
    const found = firstUnknown(inner, path === '' ? `${name}` : `${path}.${name}`);
    if (found !== undefined) return found;
  }
  return path;
}
