import type { ITerraformDependable, TerraformMetaArguments, TerraformResource } from 'cdktf';
import { Construct } from 'constructs';
import type { Host } from './host';

export interface HostResourceProps {
  /** The host it is on. */
  readonly host: Host;

  /**
   * What must be there, or ready, before this. References order by themselves: to use a value of another construct is
   * enough.
   *
   * @default - what the references say
   */
  readonly dependsOn?: ITerraformDependable[];
}

type L1Class<R, C> = new (scope: Construct, id: string, config: C) => R;

/** Something that is kept on a host. Others may depend on it; for a service that means to wait until it is ready. */
export abstract class HostResource extends Construct implements ITerraformDependable {
  /** The host it is on. */
  public readonly host: Host;

  /** What Terraform calls it. */
  public abstract readonly fqn: string;

  private readonly dependencies?: ITerraformDependable[];

  public constructor(scope: Construct, id: string, props: HostResourceProps) {
    super(scope, id);
    this.host = props.host;
    this.dependencies = props.dependsOn;
  }

  /**
   * Defines the L1 resource behind this. Props of the same names may be handed on whole.
   * @internal
   */
  protected _define<R extends TerraformResource, C extends TerraformMetaArguments & { readonly host: string }>(
    l1Class: L1Class<R, C>,
    config: Omit<C, 'host' | 'dependsOn'>,
  ): R {
    return this._defineAs('Resource', l1Class, { ...config, dependsOn: this.dependencies } as Omit<C, 'host'>);
  }

  /**
   * Defines one of several L1 resources behind this.
   * @internal
   */
  protected _defineAs<R extends TerraformResource, C extends TerraformMetaArguments & { readonly host: string }>(
    id: string,
    l1Class: L1Class<R, C>,
    config: Omit<C, 'host'>,
  ): R {
    const resource = new l1Class(this, id, { ...config, host: this.host.nameIn(this) } as unknown as C);
    this.host._precede(resource);
    return resource;
  }
}
