import { jsonOf } from '../json';
import type { Session } from '../session';

/** Who has a role, and where. */
export interface Assignment {
  readonly role: string;
  readonly actor: { readonly kind: 'user' | 'group'; readonly id: string };
  readonly target: { readonly kind: 'project' | 'domain'; readonly id: string } | { readonly kind: 'system' };
  /** Whether it counts below the target, and not at it (`OS-INHERIT`). */
  readonly inherited: boolean;
}

interface Listed {
  readonly role: { readonly id: string };
  readonly user?: { readonly id: string };
  readonly group?: { readonly id: string };
  readonly scope: {
    readonly project?: { readonly id: string };
    readonly domain?: { readonly id: string };
    readonly system?: unknown;
    readonly 'OS-INHERIT:inherited_to'?: string;
  };
}

/** The assignments of roles: they have no id of their own, and one list tells them all. */
export class Assignments {
  private listed?: Promise<Set<string>>;

  constructor(private readonly session: Session) {}

  public async has(assignment: Assignment): Promise<boolean> {
    const asked = this.listed ?? this.list();
    this.listed = asked;
    asked.catch(() => {
      if (this.listed === asked) this.listed = undefined;
    });
    return (await asked).has(keyOf(assignment));
  }

  /** Also when it is there already. */
  public async add(assignment: Assignment, signal?: AbortSignal): Promise<void> {
    await this.session.ask({ service: 'identity', method: 'PUT', path: pathOf(assignment), signal });
    (await this.listed?.catch(() => undefined))?.add(keyOf(assignment));
  }

  /** Also when it is gone already, with its role, user or target. */
  public async remove(assignment: Assignment, signal?: AbortSignal): Promise<void> {
    await this.session.find({ service: 'identity', method: 'DELETE', path: pathOf(assignment), signal });
    (await this.listed?.catch(() => undefined))?.delete(keyOf(assignment));
  }

  private async list(): Promise<Set<string>> {
    const answer = await this.session.ask({ service: 'identity', method: 'GET', path: '/role_assignments' });
    const { role_assignments: all } = jsonOf<{ role_assignments: Listed[] }>(answer);
    return new Set(all.flatMap((listed) => assignmentOf(listed) ?? []).map(keyOf));
  }
}

function assignmentOf({ role, user, group, scope }: Listed): Assignment | undefined {
  const actor = user ? { kind: 'user' as const, id: user.id } : group && { kind: 'group' as const, id: group.id };
  if (!actor) return undefined;
  const target = scope.project
    ? { kind: 'project' as const, id: scope.project.id }
    : scope.domain
      ? { kind: 'domain' as const, id: scope.domain.id }
      : { kind: 'system' as const };
  return { role: role.id, actor, target, inherited: scope['OS-INHERIT:inherited_to'] !== undefined };
}

function keyOf({ role, actor, target, inherited }: Assignment): string {
  return JSON.stringify([role, actor.kind, actor.id, target.kind, 'id' in target ? target.id : '', inherited]);
}

function pathOf({ role, actor, target, inherited }: Assignment): string {
  const where = 'id' in target ? `/${target.kind}s/${encodeURIComponent(target.id)}` : '/system';
  const plain = `${where}/${actor.kind}s/${encodeURIComponent(actor.id)}/roles/${encodeURIComponent(role)}`;
  return inherited ? `/OS-INHERIT${plain}/inherited_to_projects` : plain;
}
