import { type AttributePath, type PathStep, pathText } from '../path';

/** A value that does not have the shape its type asks for. Carries where, from the root inwards. */
export class ShapeError extends Error {
  constructor(
    public readonly problem: string,
    public readonly path: AttributePath = [],
  ) {
    super(path.length === 0 ? problem : `${pathText(path)}: ${problem}`);
  }
}

/**
 * The same error, seen from one step further out. The path is put together only when something is wrong, so that
 * walking a good value costs nothing.
 */
export function within(step: PathStep, error: unknown): unknown {
  return error instanceof ShapeError ? new ShapeError(error.problem, [step, ...error.path]) : error;
}

/** What a value is, for an error message, without telling its content. */
export function kindOf(value: unknown): string {
  if (value === null) return 'null';
  if (value === undefined) return 'nothing';
  if (Array.isArray(value)) return 'a list';
  if (value instanceof Uint8Array) return 'text';
  if (typeof value === 'object') return 'an object';
  return typeof value === 'string' ? 'a string' : `a ${typeof value}`;
}

/** A type as a person reads it: `list of string`. */
export function typeText(type: unknown): string {
  if (!Array.isArray(type)) return String(type);
  const [kind, inner] = type;
  return kind === 'object' || kind === 'tuple' ? String(kind) : `${kind} of ${typeText(inner)}`;
}

export function wrongType(type: unknown, value: unknown): ShapeError {
  return new ShapeError(`a value of type ${typeText(type)} is needed, not ${kindOf(value)}.`);
}
