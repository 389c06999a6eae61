import type { Construct } from 'constructs';
import { CloudResource, type CloudResourceProps } from '../core/cloud-resource';
import { regionName } from '../core/identity-names';
import { type Rule, validate } from '../core/validation';
import * as l1 from '../l1';

export interface RegionProps extends CloudResourceProps {
  /**
   * Its name.
   *
   * @default - the construct's id
   */
  readonly name?: string;

  /**
   * For people.
   *
   * @default - none
   */
  readonly description?: string;

  /**
   * The region that it is a part of.
   *
   * @default - none
   */
  readonly parent?: Region;
}

const RULES: readonly Rule<RegionProps>[] = [regionName('name')];

/** A region of a cloud beside the one that comes with `Keystone`: endpoints that belong together. */
export class Region extends CloudResource {
  public readonly fqn: string;
  private readonly resource: l1.IdentityRegion;

  public constructor(scope: Construct, id: string, props: RegionProps) {
    super(scope, id, props);
    const { name = id, description, parent } = props;
    validate(this, { ...props, name }, RULES);
    this._claim('region', name);
    this.resource = this._define(l1.IdentityRegion, { name, description, parentRegionId: parent?.name });
    this.fqn = this.resource.fqn;
  }

  /** Its name; whoever uses it comes after the region. */
  public get name(): string {
    return this.resource.id;
  }
}
