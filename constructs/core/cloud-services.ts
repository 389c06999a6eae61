import {
  Fn,
  type ITerraformDependable,
  Op,
  type TerraformDataSource,
  type TerraformResource,
  TerraformStack,
} from 'cdktf';
import type { IConstruct } from 'constructs';
import { follow } from './follow';

/**
 * What a cloud can do once those who do it are ready: keep images, keep objects, keep networks, give ports their addresses, keep what
 * is Nova's, and run instances, for which some host has to be there; keep what is Cinder's, such as types of volumes, and keep volumes,
 * for which some backend has to be there.
 */
export type CloudAbility =
  | 'image'
  | 'objects'
  | 'network'
  | 'addresses'
  | 'compute'
  | 'instances'
  | 'block-storage'
  | 'volumes';

interface Provider {
  readonly scope: IConstruct;
  readonly ready: ITerraformDependable;
  /** A value that is known as soon as it has been ready once, and never changes. */
  readonly id?: string;
}

/** A look at something that exists in a cloud. */
export type LookUp = TerraformDataSource & { cloud: string; readonly cloudInput?: string };

/** Who makes a cloud able to do what, and what waits for that: in whatever order they are defined. */
export class CloudServices {
  private readonly providers = new Map<CloudAbility, Provider[]>();
  private readonly followers = new Map<CloudAbility, TerraformResource[]>();
  private readonly lookUps = new Map<CloudAbility, LookUp[]>();

  /**
   * A construct without which the cloud cannot do something.
   * @param id a value that is known as soon as it has been ready once, and never changes: without it nothing is looked up
   */
  public provide(ability: CloudAbility, scope: IConstruct, ready: ITerraformDependable, id?: string): void {
    const provider = { scope, ready, id };
    this.providers.set(ability, [...(this.providers.get(ability) ?? []), provider]);
    for (const follower of this.followers.get(ability) ?? []) order(follower, provider);
    for (const data of this.lookUps.get(ability) ?? []) postpone(data, provider);
  }

  /** A resource that has to wait until the cloud can do something. Another stack is deployed later by itself. */
  public need(ability: CloudAbility, follower: TerraformResource): void {
    this.followers.set(ability, [...(this.followers.get(ability) ?? []), follower]);
    for (const provider of this.providers.get(ability) ?? []) order(follower, provider);
  }

  /**
   * A look at what exists, once the cloud can be asked. If it depended on what answers, it would be left to the apply whenever
   * anything behind that changes, and all that uses what it finds would be replaced: so a value of it stands in its way only once.
   */
  public lookUp(ability: CloudAbility, data: LookUp): void {
    this.lookUps.set(ability, [...(this.lookUps.get(ability) ?? []), data]);
    for (const provider of this.providers.get(ability) ?? []) postpone(data, provider);
  }
}

function postpone(data: LookUp, { scope, id }: Provider): void {
  if (id === undefined || TerraformStack.of(data) !== TerraformStack.of(scope)) return;
  // CDKTF's operators lose an empty text and a 0 on their right.
  data.cloud = `${Fn.conditional(Op.gte(Fn.lengthOf(id), 1), data.cloudInput, '')}`;
}

function order(follower: TerraformResource, { scope, ready }: Provider): void {
  if (TerraformStack.of(follower) === TerraformStack.of(scope)) follow(follower, ready);
}
