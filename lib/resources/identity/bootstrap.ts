import { setTimeout as wait } from 'node:timers/promises';
import type { Cloud } from '../../openstack/cloud';
import { ApiUnavailable, CredentialsRefused } from '../../openstack/errors';
import { UNKNOWN } from '../../plugin/value/unknown';
import type { Context } from '../../schema/context';
import { at, DiagnosticError } from '../../schema/diagnostics';
import type { Inputs, State } from '../../schema/model';
import { resource } from '../../schema/resource';
import { OTHER_PASSWORD, passwordToTry } from '../password-attribute';
import type { Runtime } from '../runtime';
import { bootstrapAttributes as attributes, MADE } from './bootstrap-attributes';
import { bootstrapped, leaveRegion } from './bootstrap-objects';
import { runBootstrap } from './bootstrap-run';

type Attributes = typeof attributes;
type Values = State<Attributes>;

const PAUSE_MS = 500;

/** The first administrator of a Keystone, by whom all else in it is made. */
export const keystoneBootstrap = resource<Runtime>()({
  name: 'keystone_bootstrap',
  description:
    'The first objects in a Keystone: administrator, project and roles, and its own service and endpoints in the catalog. It is ready when Keystone ' +
    'lets the administrator in, so what takes its `id` comes after that. When the password no longer lets the administrator in, applying sets it again. ' +
    "Destroying this removes nothing from Keystone, which cannot take away the account that it is managed by: that goes with Keystone's database.",
  example: `resource "stackwright_keystone_bootstrap" "keystone" {
  host       = "node1"
  cloud      = "main"
  password   = "{{secret:keystone/admin}}"
  region     = "regionOne"
  public_url = "http://192.0.2.11:5000/v3"
  depends_on = [stackwright_service.keystone]
}`,
  attributes,
  unique: ['cloud'],
  timeouts: { create: 300, read: 120, update: 300, delete: 60 },

  async read(context, state) {
    const cloud = context.runtime.cloud(state.cloud);
    const password = await passwordInForce(context, cloud, state.password);
    const known = { ...state, id: state.cloud, password: password ?? OTHER_PASSWORD };
    if (password === undefined) return known;
    const username = state.username ?? cloud.session.credentials.user;
    const project = state.project ?? 'admin';
    const region = state.region ?? (await regionOf(cloud));
    const found = await bootstrapped(cloud, { username, project, region });
    return {
      ...known,
      ...found,
      ...(context.importing && { password: OTHER_PASSWORD, run_as: 'keystone' }),
      username,
      project,
      region: found.public_url + found.internal_url + found.admin_url === '' ? '' : region,
    };
  },

  async plan({ runtime }, { config, prior, planned }) {
    if (typeof config.cloud === 'string') checkUsername(runtime.cloud(config.cloud), planned.username);
    const follow = (url: 'internal_url' | 'admin_url') =>
      config[url] === null ? { [url]: planned.public_url } : undefined;
    const missing = prior ? MADE.filter((name) => prior[name] === '') : [];
    return {
      planned: {
        ...follow('internal_url'),
        ...follow('admin_url'),
        ...Object.fromEntries(missing.map((name) => [name, UNKNOWN])),
      },
    };
  },

  create: (context, inputs) => bootstrap(context, inputs),

  async update(context, inputs, prior) {
    const state = await bootstrap(context, inputs);
    if (prior.region !== inputs.region && prior.region !== '') {
      await leaveRegion(context.runtime.cloud(inputs.cloud), state.service_id, prior.region, context.signal);
    }
    return state;
  },

  async delete() {},

  import: {
    format: 'HOST:CLOUD',
    example: 'node1:main',
    parse(id) {
      const [, host, cloud] = /^([^:]+):([^:]+)$/.exec(id) ?? [];
      return host !== undefined && cloud !== undefined ? { host, cloud } : undefined;
    },
  },
});

/**
 * The password that lets the administrator in now: the one in state, or else the one that the provider was given. All that is
 * read after this goes on with it, so that a plan that changes the password still sees the cloud. Undefined when neither does.
 */
async function passwordInForce(
  { signal, importing }: Context<Runtime>,
  { session }: Cloud,
  stored: string | null,
): Promise<string | undefined> {
  const given = session.given.password;
  const expected = importing || stored === null ? given : passwordToTry(stored);
  let refused: CredentialsRefused | undefined;
  for (const password of new Set([expected, given])) {
    try {
      await session.logIn(password, signal);
      return password === expected ? expected : OTHER_PASSWORD;
    } catch (error) {
      if (!(error instanceof CredentialsRefused)) throw error;
      refused = error;
    }
  }
  if (importing && refused) throw refused;
  if (refused) session.awaitPassword(refused);
  return undefined;
}

/** Repeatable: it makes what is missing, and sets the password and the URLs anew. */
async function bootstrap(context: Context<Runtime>, inputs: Inputs<Attributes>): Promise<Values> {
  const { runtime, signal } = context;
  const { host, cloud: name, password, public_url } = inputs;
  const cloud = runtime.cloud(name);
  if (password !== cloud.session.given.password) throw passwordsDiffer(name);
  const [internal_url, admin_url] = [inputs.internal_url, inputs.admin_url].map((url) =>
    typeof url === 'string' ? url : public_url,
  ) as [string, string];
  await runBootstrap(runtime, { ...inputs, internal_url, admin_url }, signal);
  await untilLetIn(cloud, password, signal);
  cloud.identity.refresh();
  const found = await bootstrapped(cloud, inputs);
  const missing = MADE.find((what) => found[what] === '');
  if (missing !== undefined) {
    throw new DiagnosticError(
      'Keystone is not as it was bootstrapped',
      `After keystone-manage bootstrap on ${host}, the API of ${name} shows no ${missing}. Does its configuration lead to the same database as the API's?`,
      at('cloud'),
    );
  }
  return { ...inputs, ...found, id: name };
}

/** The proof that Keystone works: with a broken database it still answers, but lets nobody in. */
async function untilLetIn({ session }: Cloud, password: string, signal: AbortSignal): Promise<void> {
  for (;;) {
    try {
      session.lookAgain();
      await session.logIn(password, signal);
      return;
    } catch (error) {
      if (!(error instanceof ApiUnavailable)) throw error;
      await wait(PAUSE_MS, undefined, { signal }).catch(() => {
        throw error;
      });
    }
  }
}

/** All others log in as the cloud of the provider says, so that must be the one who is made here. */
function checkUsername({ name, session }: Cloud, username: unknown): void {
  const { user, token } = session.given;
  if (token !== undefined) {
    throw new DiagnosticError(
      'A token bootstraps nothing',
      `The provider's "clouds" has a token for ${name}. To bootstrap it, give username and password there.`,
      at('cloud'),
    );
  }
  if (typeof username !== 'string' || username === user) return;
  throw new DiagnosticError(
    'Not the user of the cloud',
    `The administrator is to be "${username}", but the provider's "clouds" has "${user}" as the username of ${name}. Give both the same.`,
    at('username'),
  );
}

function passwordsDiffer(cloud: string): DiagnosticError {
  return new DiagnosticError(
    'Two passwords for one administrator',
    `The password of ${cloud} in the provider's "clouds" is another one, so nobody would be let in after this. Refer to the same secret in both.`,
    at('password'),
  );
}

/** For an import: the region in which Keystone has its public endpoint. */
async function regionOf({ identity }: Cloud): Promise<string> {
  const [service] = await identity.services.where(({ type }) => type === 'identity', { type: 'identity' });
  const [endpoint] = await identity.endpoints.where(
    ({ service_id, interface: side }) => service_id === service?.id && side === 'public',
    { service_id: service?.id ?? '', interface: 'public' },
  );
  return endpoint?.region_id ?? '';
}
