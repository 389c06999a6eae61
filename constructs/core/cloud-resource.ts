import { type ITerraformDependable, type TerraformMetaArguments, type TerraformResource, Token } from 'cdktf';
import { Construct, type IConstruct } from 'constructs';
import type { Cloud } from './cloud';
import type { CloudAbility } from './cloud-services';

export interface CloudResourceProps {
  /** The cloud it is in. */
  readonly cloud: Cloud;

  /**
   * What must be there, or ready, before this. References order by themselves: to use a value of another construct is
   * enough.
   *
   * @default - the cloud, and what the references say
   */
  readonly dependsOn?: ITerraformDependable[];
}

type L1Class<R, C> = new (scope: Construct, id: string, config: C) => R;

/** Something that is kept in a cloud. */
export abstract class CloudResource extends Construct implements ITerraformDependable {
  /** The cloud it is in. */
  public readonly cloud: Cloud;

  /** What Terraform calls it. */
  public abstract readonly fqn: string;

  private readonly dependencies?: ITerraformDependable[];

  public constructor(scope: Construct, id: string, props: CloudResourceProps) {
    super(scope, id);
    this.cloud = props.cloud;
    this.dependencies = props.dependsOn;
  }

  /**
   * Refuses a second construct for the same object of the cloud.
   *
   * @param noun what it is
   * @param name its name; one that is known only when Terraform runs is not looked at
   * @param domain in which its name is unique; the one called Default when left out
   * @internal
   */
  protected _claim(noun: string, name: string, domain?: IConstruct): void {
    if (Token.isUnresolved(name)) return;
    const place = domain ? ` in the domain "${domain.node.path}"` : '';
    this.cloud._claim(noun, `${JSON.stringify(name)}${place}`, this);
  }

  /**
   * Defines the L1 resource behind this. Props of the same names may be handed on whole.
   *
   * @param needs what the cloud has to be able to do before this
   * @internal
   */
  protected _define<R extends TerraformResource, C extends TerraformMetaArguments & { readonly cloud: string }>(
    l1Class: L1Class<R, C>,
    config: Omit<C, 'cloud' | 'dependsOn'>,
    ...needs: readonly CloudAbility[]
  ): R {
    return this._defineAs('Resource', l1Class, config, ...needs);
  }

  /**
   * Defines one of several L1 resources behind this.
   * @internal
   */
  protected _defineAs<R extends TerraformResource, C extends TerraformMetaArguments & { readonly cloud: string }>(
    id: string,
    l1Class: L1Class<R, C>,
    config: Omit<C, 'cloud' | 'dependsOn'>,
    ...needs: readonly CloudAbility[]
  ): R {
    const resource = new l1Class(this, id, {
      ...config,
      cloud: this.cloud.nameIn(this),
      dependsOn: this.dependencies,
    } as unknown as C);
    for (const ability of needs) this.cloud._services.need(ability, resource);
    return resource;
  }
}
