import { ApiUnavailable } from '../../openstack/errors';
import { DiagnosticError } from '../../schema/diagnostics';

/** Why an upload came to nothing, for people. */
export function reason(error: unknown): string {
  if (error instanceof DiagnosticError) return error.detail;
  if (!(error instanceof Error)) return String(error);
  const cause = error.cause instanceof Error && !(error instanceof ApiUnavailable) ? ` (${error.cause.message})` : '';
  return error.message + cause;
}
