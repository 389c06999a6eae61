import { dependable, type ITerraformDependable, type TerraformResource } from 'cdktf';

/** Makes a resource come after something else, also when that is defined later than the resource. */
export function follow(follower: TerraformResource, first: ITerraformDependable): void {
  const known = follower.dependsOn ?? [];
  const added = dependable(first);
  if (!known.includes(added)) follower.dependsOn = [...known, added];
}
