import { RequestRefused } from '../../openstack/errors';
import { DiagnosticError } from '../../schema/diagnostics';

/** A request that a quota forbids, as what it is. */
export function quotaExceeded(error: unknown): unknown {
  if (!(error instanceof RequestRefused) || ![403, 409, 413].includes(error.status)) return error;
  const { said } = error.refusal;
  if (!/quota exceeded|maximum number of|exceeds allowed \w+ quota|larger than maximum allowed limit/i.test(said))
    return error;
  const advice = 'Remove what is not needed, or raise the quota of the project.';
  return new DiagnosticError('Quota exceeded', `${said.trim()} ${advice}`);
}
