import { ServerUnavailable } from './host/server-unavailable';
import { ApiUnavailable } from './openstack/errors';
import { NotKnownYet } from './schema/not-known-yet';
import type { Configured } from './schema/provider';
import { ConnectionLost, HostUnreachable } from './ssh/errors';
import type { HostConfigurations } from './ssh-options';

/**
 * Goes on without having seen objects that cannot be looked at now: those behind a server that does not answer, and those of a
 * host that does not answer or cannot be asked yet, where it is configured so. The user is told once and not for each object.
 */
export function goOnUnseen(hosts: HostConfigurations): NonNullable<Configured<unknown>['goOnUnseen']> {
  const told = new Set<string>();
  const once = (what: string, why: string, kept: string, key = what) => {
    if (told.has(key)) return [];
    told.add(key);
    const detail = `${why}\n\n${kept}`;
    return [{ severity: 'warning' as const, summary: `${what} could not be looked at`, detail }];
  };
  return (error, { host, cloud }) => {
    if (error instanceof ApiUnavailable) {
      return once(
        `The cloud ${cloud}`,
        error.message,
        `What was known of all objects of ${cloud} that ${error.api} keeps is kept; what changed there meanwhile is not seen.`,
        `${cloud} ${error.api}`,
      );
    }
    if (error instanceof ServerUnavailable) {
      return once(
        error.server,
        error.message,
        'What was known of all that it keeps is kept; what changed there meanwhile is not seen.',
      );
    }
    const isUnseen =
      error instanceof HostUnreachable || error instanceof ConnectionLost || error instanceof NotKnownYet;
    const name = `${host}`;
    const configured = hosts[name];
    if (!isUnseen || !configured || !('on_unreachable' in configured)) return undefined;
    if (configured.on_unreachable !== 'keep') return undefined;
    const why = error instanceof NotKnownYet ? error.detail : error.message;
    return once(name, why, `What was known of all objects on ${name} is kept (on_unreachable = "keep").`);
  };
}
