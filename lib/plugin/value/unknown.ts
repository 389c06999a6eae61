/**
 * A value that is not known until apply.
 *
 * Terraform may know something of it already (that it is not null, how a string begins). Those refinements are kept as
 * the bytes in which they came, so that an unknown handed back is the unknown that was received.
 */
export class Unknown {
  constructor(public readonly refinements: Uint8Array | undefined = undefined) {}
}

/** The unknown of which nothing is known. */
export const UNKNOWN = new Unknown();

export function isUnknown(value: unknown): value is Unknown {
  return value instanceof Unknown;
}
