import type { Diagnostics } from '../../schema/diagnostics';
import { at, DiagnosticError } from '../../schema/diagnostics';

/**
 * Why an object outlives the resource that has it. What Keystone comes with, and what the provider is let in by, belongs to
 * all: destroying it would take the cloud away from others, and from the provider itself half-way.
 */
export interface Kept {
  /** A whole sentence. */
  readonly why: string;
  /** What refers to it without a resource of its own. */
  readonly instead: string;
}

/** For what is there already and would be destroyed with the resource that took it over. */
export function notToBeTaken(
  what: string,
  { why, instead }: Kept,
  importId: string,
  attribute: string,
): DiagnosticError {
  return new DiagnosticError(
    'There already, to stay',
    `${what} is there already. ${why} Take this resource out${instead && ` and refer to it by ${instead}`}. To keep what is configured of it all the ` +
      `same, import it: terraform import ADDRESS ${importId}. It then stays when the resource is destroyed.`,
    at(attribute),
  );
}

/** For the plan of a destruction. */
export function warnThatKept(diagnostics: Diagnostics, what: string, { why }: Kept): void {
  diagnostics.warn(`${what} stays`, `${why} It is left as it is, and only taken out of Terraform's state.`);
}
