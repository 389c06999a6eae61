import type { Assignment } from '../../openstack/identity/assignments';
import type { Identity } from '../../openstack/identity/identity';
import { bool, string } from '../../schema/attribute';
import type { Context } from '../../schema/context';
import { exactlyOneOf } from '../../schema/exclusive';
import type { State } from '../../schema/model';
import { GONE, resource } from '../../schema/resource';
import { cloudAnd, cloudAttribute } from '../api/cloud-attribute';
import { idOf } from '../api/import-names';
import { type Kept, notToBeTaken, warnThatKept } from '../api/kept';
import { noSuch } from '../api/no-such';
import type { Runtime } from '../runtime';
import { keptAssignment } from './kept';

const attributes = {
  cloud: cloudAttribute,
  role_id: string({ description: 'Id of the role.', required: true, replace: true }),
  user_id: string({ description: 'Id of the user that has it.', optional: true, replace: true }),
  group_id: string({ description: 'Id of the group whose members have it.', optional: true, replace: true }),
  project_id: string({ description: 'Id of the project in which.', optional: true, replace: true }),
  domain_id: string({ description: 'Id of the domain in which.', optional: true, replace: true }),
  system: bool({ description: '`true`: in the whole system.', optional: true, replace: true }),
  inherited: bool({
    description: 'Whether it counts in all projects below the project or domain, and not in itself.',
    default: false,
    replace: true,
  }),
};
type Attributes = typeof attributes;
type Values = State<Attributes>;

/** The private fact that nobody had the role there before. */
const MADE = 'made';

/** That somebody has a role somewhere. */
export const identityRoleAssignment = resource<Runtime>()({
  name: 'identity_role_assignment',
  description:
    'The assignment of a role to a user or group, in a project, a domain or the whole system. What the user that the provider itself is had ' +
    'before is not taken over, and stays when this is destroyed.',
  example: `resource "stackwright_identity_role_assignment" "glance" {
  cloud      = stackwright_keystone_bootstrap.keystone.id
  role_id    = stackwright_keystone_bootstrap.keystone.admin_role_id
  user_id    = stackwright_identity_user.glance.id
  project_id = stackwright_identity_project.service.id
}`,
  attributes,
  unique: ['cloud', 'user_id', 'group_id', 'project_id', 'domain_id', 'system', 'inherited', 'role_id'],
  rules: [
    exactlyOneOf<Attributes>('user_id', 'group_id'),
    exactlyOneOf<Attributes>('project_id', 'domain_id', 'system'),
    {
      description: '`system` is `true` or left out, and not inherited.',
      problems: ({ system, inherited }) => [
        ...(system === false
          ? [problem('system is false', 'Leave `system` out, and give `project_id` or `domain_id`.', 'system')]
          : []),
        ...(system === true && inherited === true
          ? [
              problem(
                'Nothing inherits from the system',
                '`inherited` is for a project or domain. Leave it out.',
                'inherited',
              ),
            ]
          : []),
      ],
    },
  ],

  async read({ runtime, importing }, known) {
    const { identity } = runtime.cloud(known.cloud);
    const state = importing ? { ...known, ...(await idsOf(identity, known)) } : known;
    return (await identity.assignments.has(assignmentOf(state))) ? state : GONE;
  },

  async plan(context, { config, prior, planned }) {
    if (prior !== null) return undefined;
    await checkIds(context, config);
    // An id that is not known yet is of something that has no role anywhere.
    const { cloud, role_id, user_id } = config;
    if ([cloud, role_id, user_id].every((known) => typeof known === 'string'))
      await isThere(context, planned as Values);
    return undefined;
  },

  async create(context, inputs) {
    const { runtime, signal, private: facts } = context;
    if (!(await isThere(context, inputs))) facts.set(MADE, true);
    await runtime.cloud(inputs.cloud).identity.assignments.add(assignmentOf(inputs), signal);
    return { ...inputs };
  },

  async planDestroy(context, state) {
    const kept = await keptOf(context, state);
    if (kept) warnThatKept(context.diagnostics, title(state), kept);
  },

  async delete(context, state) {
    if (await keptOf(context, state)) return;
    const { runtime, signal } = context;
    await runtime.cloud(state.cloud).identity.assignments.remove(assignmentOf(state), signal);
  },

  import: {
    format:
      'CLOUD:user|group/WHO/ROLE/project|domain/WHERE or CLOUD:user|group/WHO/ROLE/system, each an id or a name, with /inherited at the end where it is',
    example: 'main:user/glance/admin/project/service',
    parse(text) {
      const found = cloudAnd(text);
      const [, actor, actorId, role, target, targetId, inherited] =
        /^(user|group)\/([^/]+)\/([^/]+)\/(?:(?:(project|domain)\/([^/]+)(\/inherited)?)|system)$/.exec(
          found?.rest ?? '',
        ) ?? [];
      if (!found || actorId === undefined || role === undefined) return undefined;
      return {
        cloud: found.cloud,
        role_id: role,
        user_id: actor === 'user' ? actorId : null,
        group_id: actor === 'group' ? actorId : null,
        project_id: target === 'project' ? (targetId ?? null) : null,
        domain_id: target === 'domain' ? (targetId ?? null) : null,
        system: target === undefined ? true : null,
        inherited: inherited !== undefined,
      };
    },
  },
});

/** What this has made itself may go again. */
async function keptOf({ runtime, private: facts }: Context<Runtime>, state: Values): Promise<Kept | undefined> {
  const cloud = runtime.cloud(state.cloud);
  if (facts.get(MADE) || !(await cloud.identity.assignments.has(assignmentOf(state)))) return undefined;
  return keptAssignment(state.user_id, cloud);
}

/** @throws {DiagnosticError} for what is there and stays */
async function isThere({ runtime }: Context<Runtime>, inputs: Values): Promise<boolean> {
  const cloud = runtime.cloud(inputs.cloud);
  if (!(await cloud.identity.assignments.has(assignmentOf(inputs)))) return false;
  const kept = await keptAssignment(inputs.user_id, cloud);
  if (kept) throw notToBeTaken(title(inputs), kept, importId(inputs), 'user_id');
  return true;
}

function title({ role_id, user_id, group_id, project_id, domain_id }: Values): string {
  const who = user_id !== null ? `user ${user_id}` : `group ${group_id}`;
  const where =
    project_id !== null ? `project ${project_id}` : domain_id !== null ? `domain ${domain_id}` : 'the system';
  return `The role ${role_id} of ${who} in ${where}`;
}

function importId({ cloud, role_id, user_id, group_id, project_id, domain_id, inherited }: Values): string {
  const who = user_id !== null ? `user/${user_id}` : `group/${group_id}`;
  const where = project_id !== null ? `project/${project_id}` : domain_id !== null ? `domain/${domain_id}` : 'system';
  return `${cloud}:${who}/${role_id}/${where}${inherited ? '/inherited' : ''}`;
}

function assignmentOf({ role_id, user_id, group_id, project_id, domain_id, inherited }: Values): Assignment {
  return {
    role: role_id,
    actor: user_id !== null ? { kind: 'user', id: user_id } : { kind: 'group', id: group_id ?? '' },
    target:
      project_id !== null
        ? { kind: 'project', id: project_id }
        : domain_id !== null
          ? { kind: 'domain', id: domain_id }
          : { kind: 'system' },
    inherited,
  };
}

const KINDS = [
  ['role_id', 'role', 'roles'],
  ['user_id', 'user', 'users'],
  ['group_id', 'group', 'groups'],
  ['project_id', 'project', 'projects'],
  ['domain_id', 'domain', 'domains'],
] as const satisfies readonly (readonly [keyof Values, string, keyof Identity])[];

/** For an import, in which names may stand in place of ids. */
async function idsOf(identity: Identity, known: Values): Promise<Partial<Values>> {
  const found = KINDS.map(async ([attribute, noun, collection]) => {
    const text = known[attribute];
    return [attribute, text && (await idOf(identity[collection], noun, text, known.cloud, attribute))] as const;
  });
  return Object.fromEntries(await Promise.all(found));
}

/** What is known of the ids when planning must exist by then. */
async function checkIds({ runtime, signal }: Context<Runtime>, config: { readonly [K in keyof Values]: unknown }) {
  const { cloud } = config;
  if (typeof cloud !== 'string') return;
  const { identity } = runtime.cloud(cloud);
  for (const [attribute, noun, collection] of KINDS) {
    const id = config[attribute];
    if (typeof id !== 'string' || (await identity[collection].get(id, signal))) continue;
    const there = [...(await identity[collection].all()).values()].map((object) => `${object.id} (${object.name})`);
    throw noSuch(noun, id, cloud, there, attribute);
  }
}

function problem(summary: string, detail: string, attribute: string) {
  return { severity: 'error' as const, summary, detail, path: [{ attribute }] };
}
