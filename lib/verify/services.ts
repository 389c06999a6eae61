import type { Host } from '../host/host';
import type { Probe } from '../host/units/readiness';
import { tryProbe } from '../host/units/try-probe';
import { OpenStackError } from '../openstack/errors';
import { isUnknown } from '../plugin/value/unknown';
import type { ValueRecord } from '../plugin/value/value';
import { configuredProbe, readinessAttribute } from '../resources/host/readiness';
import { withDefaults } from '../schema/plan';
import type { Stack } from '../stack/stack';
import type { Check } from './check';

/** A service with the probe by which it was found ready when it was deployed. */
export interface ProbedService {
  readonly host: Host;
  readonly unit: string;
  readonly probe: Probe;
}

/** Logging in to a dashboard, say, takes some seconds on a busy host. */
const PATIENCE_S = 60;

/** The services of a stack that have a probe. */
export function probedServices(stack: Stack): ProbedService[] {
  return stack.resources('service').flatMap(({ values: { host, name, readiness } }) => {
    if (typeof host !== 'string' || typeof name !== 'string' || isUnknown(readiness ?? null) || !readiness) return [];
    const given = withDefaults({ readiness: readinessAttribute }, { readiness } as ValueRecord);
    const probe = configuredProbe(given.readiness as Parameters<typeof configuredProbe>[0]);
    if (!probe) return [];
    const resolved = 'command' in probe ? { command: stack.resolve(probe.command) } : probe;
    return [{ host: stack.host(host), unit: name, probe: resolved }];
  });
}

/** `service ... status`, but for what the services do: a dashboard's is a login, a server's an answer. */
export const SERVICES: Check = {
  title: 'Every service passes the probe it was deployed with',
  applies: ({ services }) => services.length > 0,
  async run({ services, signal }) {
    const told = await Promise.all(
      services.map(async ({ host, unit, probe }) => {
        const why = await tryProbe(host.connection, probe, PATIENCE_S, signal);
        return why === undefined ? [] : [`${unit} on ${host.name}: ${why}`];
      }),
    );
    const failed = told.flat();
    if (failed.length > 0) throw new OpenStackError(failed.join('\n'));
    return `${services.length} services`;
  },
};
