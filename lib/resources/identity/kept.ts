import type { Cloud } from '../../openstack/cloud';
import type { Domain, Project, Role, User } from '../../openstack/identity/objects';
import type { Kept } from '../api/kept';

const BOOTSTRAPPED_ROLES = new Set(['admin', 'member', 'reader']);
const DEFAULT_DOMAIN = 'default';

export async function keptRole({ name, domain_id, options }: Role): Promise<Kept | undefined> {
  if (domain_id === null && BOOTSTRAPPED_ROLES.has(name)) {
    const why = 'Keystone comes with it, and destroying it would take it from all who have it.';
    return { why, instead: `\`${name}_role_id\` of keystone_bootstrap, or by the data source identity_role` };
  }
  if (options?.immutable !== true) return undefined;
  return { why: 'It is immutable, so that nobody can destroy it.', instead: 'the data source identity_role' };
}

export async function keptDomain({ id }: Domain, { name, identity }: Cloud): Promise<Kept | undefined> {
  const instead = 'the data source identity_domain, or by its id';
  if (id === DEFAULT_DOMAIN) return { why: 'Keystone comes with it, and its administrator is in it.', instead };
  return (await identity.self()).domains.has(id)
    ? { why: `The provider itself is let into ${name} by it.`, instead }
    : undefined;
}

export async function keptProject({ id }: Project, { name, identity }: Cloud): Promise<Kept | undefined> {
  if ((await identity.self()).project !== id) return undefined;
  const instead = '`admin_project_id` of keystone_bootstrap, or by the data source identity_project';
  return { why: `It is the project that the provider itself is let into ${name} for.`, instead };
}

export async function keptUser({ id }: User, { name, identity }: Cloud): Promise<Kept | undefined> {
  if ((await identity.self()).user !== id) return undefined;
  const instead = '`admin_user_id` of keystone_bootstrap, or by the data source identity_user';
  return { why: `It is the user that the provider itself is in ${name}.`, instead };
}

/** Of a role that a user has: of the provider's own it may be the one that lets it do all this. */
export async function keptAssignment(userId: string | null, { name, identity }: Cloud): Promise<Kept | undefined> {
  if (userId === null || (await identity.self()).user !== userId) return undefined;
  return { why: `The provider itself is that user in ${name}, and would lose the right to do the rest.`, instead: '' };
}
