import type { CloudResource } from '../core/cloud-resource';
import * as l1 from '../l1';
import type { IDomain } from './domain';
import type { IProject } from './project';
import type { IRole } from './role';

/** Who is given a role. */
type Actor = Pick<l1.IdentityRoleAssignmentConfig, 'userId' | 'groupId'>;

/** Where a role counts. */
type Target = Pick<l1.IdentityRoleAssignmentConfig, 'projectId' | 'domainId' | 'systemAttribute'>;

/** Defines that somebody has a role somewhere. */
export function assign(owner: CloudResource, actor: Actor, role: IRole, target: Target, where: string): void {
  const readable = `Grant ${role.node.id} ${where}`;
  // Two of the same id in different places are told apart by their addresses.
  const id = owner.node.tryFindChild(readable) ? `${readable} ${role.node.addr.slice(-8)}` : readable;
  new l1.IdentityRoleAssignment(owner, id, {
    cloud: owner.cloud.nameIn(owner),
    roleId: role.roleId,
    ...actor,
    ...target,
  });
}

export function inProject(project: IProject): [Target, string] {
  return [{ projectId: project.projectId }, `in ${project.node.id}`];
}

export function inDomain(domain: IDomain): [Target, string] {
  return [{ domainId: domain.domainId }, `in domain ${domain.node.id}`];
}

export function inSystem(): [Target, string] {
  return [{ systemAttribute: true }, 'in the system'];
}
