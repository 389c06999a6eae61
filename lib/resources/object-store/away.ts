import { ConnectionLost, HostUnreachable } from '../../ssh/errors';

/** Whether an error says no more than that a host is away. */
export function isAway(error: unknown): error is Error {
  return error instanceof HostUnreachable || error instanceof ConnectionLost;
}
