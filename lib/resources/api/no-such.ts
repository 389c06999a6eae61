import { similarNames } from '../../host/similar';
import { at, DiagnosticError } from '../../schema/diagnostics';

/** The error for an id or name that nothing has: what there is instead. */
export function noSuch(
  noun: string,
  name: string,
  cloud: string,
  there: readonly string[],
  attribute: string,
): DiagnosticError {
  // Objects may be without a name.
  const names = there.filter((candidate) => candidate !== '');
  const likely = similarNames(name, names).map((candidate) => `"${candidate}"`);
  const hint =
    likely.length > 0
      ? `Did you mean ${likely.join(' or ')}?`
      : `It has: ${[...names].sort().slice(0, 20).join(', ') || 'none'}.`;
  return new DiagnosticError(`No such ${noun}`, `The cloud ${cloud} has no ${noun} "${name}". ${hint}`, at(attribute));
}
