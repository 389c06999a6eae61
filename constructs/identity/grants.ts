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
  private readonly byProject = new Map<IProject, l1.IdentityRoleAssignment[]>();

  public constructor(
    private readonly owner: CloudResource,
    private readonly actor: Actor,
  ) {}

  public inProject(role: IRole, project: IProject): void {
    this.relations.define(`Grant ${role.node.id} in ${project.node.id}`, [role, project], (id) => {
      const assignment = this.assign(id, role, { projectId: project.projectId });
      this.byProject.set(project, [...(this.byProject.get(project) ?? []), assignment]);
    });
  }

  /** Keystone's id of a project, as all the grants in it tell it, also those to come: whoever uses it comes after them. */
  public projectId(project: IProject): string {
    return Lazy.stringValue({
      produce: () => {
        const [first, ...more] = (this.byProject.get(project) ?? []).map(({ projectId }) => projectId);
        if (first === undefined) return project.projectId;
        return more.length === 0 ? first : Fn.coalesce([first, ...more]);
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
