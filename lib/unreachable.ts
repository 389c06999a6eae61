import { NotKnownYet } from './schema/not-known-yet';
import type { Configured } from './schema/provider';
import { ConnectionLost, HostUnreachable } from './ssh/errors';
import type { HostConfigurations } from './ssh-options';

/**
 * Goes on without having seen a host's objects where the host does not answer, or cannot be asked yet, and it is configured
 * so. The user is told once a host and not for each of its objects.
 */
export function goOnUnseen(hosts: HostConfigurations): NonNullable<Configured<unknown>['goOnUnseen']> {
  const told = new Set<string>();
  return (error, { host }) => {
    const isUnseen =
      error instanceof HostUnreachable || error instanceof ConnectionLost || error instanceof NotKnownYet;
    const name = `${host}`;
    const configured = hosts[name];
    if (!isUnseen || !configured || !('on_unreachable' in configured)) return undefined;
    if (configured.on_unreachable !== 'keep') return undefined;
    if (told.has(name)) return [];
    told.add(name);
    const why = error instanceof NotKnownYet ? error.detail : error.message;
    const detail = `${why}\n\nWhat was known of all objects on ${name} is kept (on_unreachable = "keep").`;
    return [{ severity: 'warning', summary: `${name} could not be looked at`, detail }];
  };
}
