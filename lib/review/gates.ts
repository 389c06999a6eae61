import type { Review } from './review';

/** Something in a change for which a pipeline may want to stop, until a person has agreed. */
export interface Gate {
  /** What it closes for. */
  readonly description: string;
  /** How much of that there is. */
  readonly count: (review: Review) => number;
}

/** All gates, by the names that `--fail-on` takes. */
export const gates: Readonly<Record<string, Gate>> = {
  change: { description: 'anything to do at all', count: ({ changes }) => changes.length },
  destroy: {
    description: 'resources that are destroyed, also to be replaced',
    count: ({ changes }) => changes.filter(({ action }) => action === 'destroy' || action === 'replace').length,
  },
  replace: {
    description: 'resources that are replaced',
    count: ({ changes }) => changes.filter(({ action }) => action === 'replace').length,
  },
  loss: { description: 'data that are lost', count: ({ losses }) => losses.length },
  drift: { description: 'resources that were changed by hand', count: ({ drift }) => drift.length },
  restart: {
    description: 'services that restart, start or stop',
    count: ({ interruptions }) => interruptions.filter(({ change }) => change.type === 'stackwright_service').length,
  },
  interruption: {
    description: 'anything that is interrupted, services among it',
    count: ({ interruptions }) => interruptions.length,
  },
  ring: { description: 'rings that change', count: ({ rings }) => rings.length },
  secret: { description: 'secrets that are set anew', count: ({ rotations }) => rotations.length },
};

/** Gates that a review closes, in the words of a message. */
export function closedGates(names: readonly string[], review: Review): string[] {
  return names.flatMap((name) => {
    const gate = gates[name];
    const count = gate?.count(review) ?? 0;
    return gate && count > 0 ? [`${name} (${gate.description}: ${count})`] : [];
  });
}

/** Names out of a list with commas. @throws {Error} for one that is no gate */
export function gateNames(list: string): string[] {
  const names = list
    .split(',')
    .map((name) => name.trim())
    .filter((name) => name !== '');
  const unknown = names.find((name) => !Object.hasOwn(gates, name));
  if (unknown === undefined) return names;
  throw new Error(`--fail-on ${list}: there is no gate "${unknown}". There are: ${Object.keys(gates).join(', ')}.`);
}
