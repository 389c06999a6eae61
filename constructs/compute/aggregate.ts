import type { Construct } from 'constructs';
import { CloudResource, type CloudResourceProps } from '../core/cloud-resource';
import { zoneName } from '../core/object-names';
import { type Rule, validate } from '../core/validation';
import * as l1 from '../l1';

export interface AggregateProps extends CloudResourceProps {
  /**
   * Its name, unique in the cloud.
   *
   * @default - the construct's id
   */
  readonly name?: string;

  /**
   * The availability zone that its hosts are in.
   *
   * @default - they stay in the one that they are in
   */
  readonly availabilityZone?: string;

  /**
   * Its hosts, as Nova calls them: `[DEFAULT] host` of their configuration, or else their own names.
   *
   * @default - none
   */
  readonly hosts?: string[];

  /**
   * What the extra specs of flavors can ask for.
   *
   * @default - none
   */
  readonly metadata?: { [key: string]: string };
}

const RULES: readonly Rule<AggregateProps>[] = [zoneName('name'), zoneName('availabilityZone')];

/** Hosts that have something in common, such as a kind of disk or an availability zone. */
export class Aggregate extends CloudResource {
  public readonly fqn: string;
  private readonly resource: l1.ComputeAggregate;

  public constructor(scope: Construct, id: string, props: AggregateProps) {
    super(scope, id, props);
    const { name = id, availabilityZone, hosts, metadata } = props;
    validate(this, { ...props, name }, RULES);
    this._claim('aggregate', name);
    // Without hosts it needs none to be there.
    const need = hosts && hosts.length > 0 ? 'instances' : 'compute';
    this.resource = this._define(l1.ComputeAggregate, { name, availabilityZone, hosts, metadata }, need);
    this.fqn = this.resource.fqn;
  }

  /** Its name; whoever uses it comes after the aggregate. */
  public get name(): string {
    return this.resource.name;
  }

  /** Nova's id of it. */
  public get aggregateId(): string {
    return this.resource.id;
  }
}
