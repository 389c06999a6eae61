import { setTimeout as wait } from 'node:timers/promises';
import { ApiUnavailable } from '../../openstack/errors';
import { object, string } from '../../schema/attribute';
import type { Context } from '../../schema/context';
import { at, DiagnosticError } from '../../schema/diagnostics';
import type { Runtime } from '../runtime';

/** Where a daemon runs that an API lists by itself. */
export const unitAttribute = object(
  {
    host: string({ description: "Name of the host, one of the provider's `hosts`.", required: true }),
    name: string({ description: 'Name of the unit.', required: true, example: '"nova-compute.service"' }),
  },
  {
    description:
      'The systemd unit that is the daemon. With it, destroying this stops the unit before the record is removed: as long as it runs, it would enter itself again. Messages name its log.',
    optional: true,
  },
);

export type Unit = { readonly host: string; readonly name: string } | null;

/** A daemon that runs would report again after it was forgotten. */
export async function stopUnit({ runtime, signal }: Context<Runtime>, unit: Unit): Promise<void> {
  if (!unit) return;
  const { units } = runtime.host(unit.host);
  if ((await units.info(unit.name))?.active) await units.stop(unit.name, signal);
}

const PAUSE_MS = 1_000;

/**
 * Waits until a daemon is seen. An API that is away is asked again, too.
 * @param look what is seen of it; a text says what is missing
 */
export async function untilSeen<T>(
  context: Context<Runtime>,
  what: string,
  unit: Unit,
  look: () => Promise<T | string>,
): Promise<T> {
  for (;;) {
    let missing: string;
    try {
      const seen = await look();
      if (typeof seen !== 'string') return seen;
      missing = seen;
    } catch (error) {
      if (!(error instanceof ApiUnavailable)) throw error;
      missing = error.message;
    }
    try {
      await wait(PAUSE_MS, undefined, { signal: context.signal });
    } catch {
      throw new DiagnosticError(`${what} does not report`, await whySilent(context, missing, unit), at('host'));
    }
  }
}

async function whySilent({ runtime }: Context<Runtime>, missing: string, unit: Unit): Promise<string> {
  const causes =
    'Common causes: a wrong password or address in `transport_url`, a message queue that it cannot reach, a clock that is wrong, or a hostname that is not the one that the service was configured with.';
  if (!unit) return `${missing} The daemon's log on its host says why. ${causes}`;
  const { units } = runtime.host(unit.host);
  const said = (await units.complaints(unit.name)) || (await units.lastWords(unit.name));
  const log = `Its journal (\`journalctl -u ${unit.name}\` on ${unit.host}) and its log below /var/log say why.`;
  return said === ''
    ? `${missing} ${log} ${causes}`
    : `${missing} The last that ${unit.name} on ${unit.host} said of it:\n\n${said}\n\n${log} ${causes}`;
}
