import { TerraformStack, Testing } from 'cdktf';
import { Host, type HostProps } from '../../../constructs';

type Attributes = Record<string, unknown>;

/** A stack as Terraform gets it. */
export interface Synthesized {
  /** The only resource of this type, without the `stackwright_` before it. */
  one(type: string): Attributes;
  all(type: string): Attributes[];
  /** The configuration of the provider. */
  readonly provider: { hosts?: Record<string, Attributes> } & Attributes;
  readonly outputs: Record<string, { value: unknown }>;
  readonly text: string;
}

/** Synthesizes what is defined in a stack, and checks its validations. */
export function synth(define: (stack: TerraformStack) => void): Synthesized {
  const stack = new TerraformStack(Testing.app(), 'test');
  define(stack);
  const text = Testing.synth(stack, true);
  const json = JSON.parse(text) as {
    resource?: Record<string, Record<string, Attributes>>;
    data?: Record<string, Record<string, Attributes>>;
    provider?: { stackwright: [Synthesized['provider']] };
    output?: Synthesized['outputs'];
  };
  const all = (type: string) =>
    Object.values(json.resource?.[`stackwright_${type}`] ?? json.data?.[`stackwright_${type}`] ?? {}).map(
      ({ '//': _, ...attributes }) => attributes,
    );
  return {
    all,
    one(type) {
      const [found, ...more] = all(type);
      if (!found || more.length > 0)
        throw new Error(`${found ? more.length + 1 : 0} resources of type ${type} in ${text}`);
      return found;
    },
    provider: json.provider?.stackwright[0] ?? {},
    outputs: json.output ?? {},
    text,
  };
}

/** What is defined on one host, node1 at 192.0.2.1. */
export function synthOnHost(define: (host: Host) => void, props: Partial<HostProps> = {}): Synthesized {
  return synth((stack) => define(new Host(stack, 'node1', { address: '192.0.2.1', ...props })));
}
