import { setTimeout as wait } from 'node:timers/promises';
import { ApiUnavailable, EndpointMissing } from '../../openstack/errors';
import { string } from '../../schema/attribute';
import type { Context } from '../../schema/context';
import { at, DiagnosticError } from '../../schema/diagnostics';
import type { Inputs } from '../../schema/model';
import { GONE, resource } from '../../schema/resource';
import { oneOf } from '../../schema/validator';
import type { Runtime } from '../runtime';
import { cloudAttribute } from './cloud-attribute';

/** For each API a question that it cannot answer without its database, and that nobody may ask without a token. */
const QUESTIONS: Readonly<Record<string, string>> = {
  compute: '/servers?limit=1',
  image: '/images?limit=1',
  network: '/networks?limit=1',
  'object-store': '?limit=1',
  placement: '/resource_providers',
  volumev3: '/volumes?limit=1',
};

const attributes = {
  cloud: cloudAttribute,
  service: string({
    description: 'Type of the service in the catalog.',
    required: true,
    replace: true,
    validate: [oneOf(...Object.keys(QUESTIONS))],
    example: '"image"',
  }),
  id: string({ description: 'The type of the service, known when it does its work.', computed: true, stable: true }),
};

/** That an API does its work. */
export const apiReadiness = resource<Runtime>()({
  name: 'api_readiness',
  description:
    'An API that does its work: it is asked something as the user of the provider, which it can answer only with its database, with Keystone and with its ' +
    'endpoint in the catalog. That its process runs and answers says less. What depends on this comes after that. Destroying it changes nothing.',
  example: `resource "stackwright_api_readiness" "image" {
  cloud      = stackwright_keystone_bootstrap.keystone.id
  service    = "image"
  depends_on = [stackwright_service.glance, stackwright_identity_endpoint.glance_internal]
}`,
  attributes,
  unique: ['cloud', 'service'],
  timeouts: { create: 180 },

  async read({ runtime, signal }, state) {
    const { session } = runtime.cloud(state.cloud);
    try {
      await session.ask(question(state.service, signal));
    } catch (error) {
      // Without an endpoint there is no API, and the next apply waits for it again.
      if (error instanceof EndpointMissing) return GONE;
      throw error;
    }
    return { ...state, id: state.service };
  },

  async create(context, inputs) {
    await answered(context, inputs);
    return { ...inputs, id: inputs.service };
  },

  async delete() {},
});

/** A service that was just started may refuse tokens while it cannot reach Keystone, or be away for a moment. */
async function answered({ runtime, signal }: Context<Runtime>, { cloud, service }: Inputs<typeof attributes>) {
  const { session } = runtime.cloud(cloud);
  for (;;) {
    try {
      await session.ask(question(service, signal));
      return;
    } catch (error) {
      // An endpoint that was made a moment ago may not be in the catalog of the token yet.
      if (!(error instanceof ApiUnavailable)) throw error;
      session.lookAgain();
      await wait(PAUSE_MS, undefined, { signal }).catch(() => {
        throw new DiagnosticError(
          `The service "${service}" does not do its work`,
          `${(error as Error).message} The service's own log on its host says more.`,
          at('service'),
        );
      });
    }
  }
}

const PAUSE_MS = 500;

function question(service: string, signal: AbortSignal) {
  return { service, method: 'GET', path: QUESTIONS[service] ?? '/', signal } as const;
}
