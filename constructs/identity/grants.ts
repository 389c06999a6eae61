import { Fn, Lazy } from 'cdktf';
import type { CloudResource } from '../core/cloud-resource';
import * as l1 from '../l1';
import type { IDomain } from './domain';
import type { IProject } from './project';
import { Relations } from './relations';
import type { IRole } from './role';

/** Who is given roles. */
type Actor = Pick<l1.IdentityRoleAssignmentConfig, 'userId' | 'groupId'>;

/** The roles that a user or a group is given. */
export class Grants {
  private readonly relations = new Relations();
  /** The id of a project, as each of the grants in it tells it. */
  private readonly toldIn = new Map<IProject, string[]>();

  public constructor(
    private readonly owner: CloudResource,
    private readonly actor: Actor,
  ) {}

  public inProject(role: IRole, project: IProject): void {
    this.relations.define(`Grant ${role.node.id} in ${project.node.id}`, [role, project], (id) => {
      const { projectId } = this.assign(id, role, { projectId: project.projectId });
      this.toldIn.set(project, [...(this.toldIn.get(project) ?? []), projectId]);
    });
  }

  /** Keystone's id of a project, as all the grants in it tell it, also those to come: whoever uses it comes after them. */
  public projectId(project: IProject): string {
    // A reference that is made only while the stack is synthesized does not work in another stack.
    const { projectId } = project;
    return Lazy.stringValue({
      produce: () => {
        const told = this.toldIn.get(project) ?? [projectId];
        return told.length === 1 ? told[0] : Fn.coalesce(told);
      },
    });
  }

  public inDomain(role: IRole, domain: IDomain): void {
    this.relations.define(`Grant ${role.node.id} in domain ${domain.node.id}`, [role, domain], (id) => {
      this.assign(id, role, { domainId: domain.domainId });
    });
  }

  public inSystem(role: IRole): void {
    this.relations.define(`Grant ${role.node.id} in the system`, [role], (id) => {
      this.assign(id, role, { systemAttribute: true });
    });
  }

  private assign(id: string, role: IRole, target: Partial<l1.IdentityRoleAssignmentConfig>): l1.IdentityRoleAssignment {
    const { owner, actor } = this;
    return new l1.IdentityRoleAssignment(owner, id, {
      cloud: owner.cloud.nameIn(owner),
      roleId: role.roleId,
      ...actor,
      ...target,
    });
  }
}
