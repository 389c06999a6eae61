/** A rule for one known, non-null value. */
export interface Validator<T> {
  /** The rule as a phrase for the reference page: "an absolute path". */
  readonly description: string;
  /** What is wrong with the value and how to mend it, in a sentence; undefined when all is well. */
  problem(value: T): string | undefined;
}

/** One of a few fixed words. */
export function oneOf(...allowed: readonly string[]): Validator<string> {
  const words = allowed.map((word) => `"${word}"`).join(', ');
  return {
    description: `one of ${words}`,
    problem: (value) => (allowed.includes(value) ? undefined : `Use one of ${words}.`),
  };
}

/** Text of a certain form. `form` says which, as in "an octal mode such as 0644". */
export function matches(pattern: RegExp, form: string): Validator<string> {
  return { description: form, problem: (value) => (pattern.test(value) ? undefined : `Give ${form}.`) };
}

/** A whole number within bounds, both included. */
export function integer(least: number, most: number): Validator<number> {
  const description = `a whole number from ${least} to ${most}`;
  return {
    description,
    problem: (value) =>
      Number.isInteger(value) && value >= least && value <= most ? undefined : `Give ${description}.`,
  };
}

/** At least one element. */
export function notEmpty(): Validator<readonly unknown[]> {
  return {
    description: 'at least one element',
    problem: (value) => (value.length > 0 ? undefined : 'Give at least one element.'),
  };
}

/** The same rule for every element of a list or set. */
export function each<T>(rule: Validator<T>): Validator<readonly T[]> {
  return {
    description: `each ${rule.description}`,
    problem(values) {
      for (const value of values) {
        const problem = rule.problem(value);
        if (problem) return `${JSON.stringify(value)} does not fit. ${problem}`;
      }
      return undefined;
    },
  };
}

/** The same rule for every key of a map. */
export function eachKey(rule: Validator<string>): Validator<Readonly<Record<string, unknown>>> {
  return {
    description: `keys: ${rule.description}`,
    problem: (value) => each(rule).problem(Object.keys(value)),
  };
}

/** A URL of the web. */
export const httpUrl: Validator<string> = {
  description: 'a URL that begins with http:// or https://',
  problem(text) {
    if (!/^https?:\/\//.test(text)) return 'Give a URL that begins with "http://" or "https://".';
    if (/\s/.test(text)) return 'Leave out the spaces.';
    try {
      const { hostname } = new URL(text);
      return hostname === '' ? 'Give a host name or address after "//".' : undefined;
    } catch {
      return 'Give a URL such as "http://192.0.2.11:5000/v3".';
    }
  },
};
