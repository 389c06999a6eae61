import type { Attribute, Attributes, Presence } from '../../schema/attribute';
import type { Context } from '../../schema/context';
import { at, DiagnosticError } from '../../schema/diagnostics';
import type { Inputs, State } from '../../schema/model';
import type { Runtime } from '../runtime';
import type { ApiObject } from './api-object';
import { noSuch } from './no-such';

/** An attribute of a resource as one by which an object is looked up. */
export function given<T, P extends Presence>({ replace: _, ...attribute }: Attribute<T, P>): Attribute<T, P> {
  return attribute;
}

type Told<T, P extends Presence> = Attribute<P extends 'optional' ? T | null : T, 'computed'>;

/** An attribute of a resource as one that is told of an object that was looked up. */
export function told<T, P extends Presence>({ type, description, nested }: Attribute<T, P>): Told<T, P> {
  return { type, description, nested, presence: 'computed', computed: true };
}

type Base = Attributes & { readonly cloud: Attributes[string]; readonly id: Attributes[string] };

/**
 * Looks up the one object that has the given values; those that are left out are not looked at. Each value narrows the choice,
 * so that the first that leaves none is the one that is wrong.
 */
export function lookUp<A extends Base, D extends Attributes, T extends { readonly id: string }>(
  kind: Pick<ApiObject<A, T>, 'noun' | 'collection' | 'state' | 'filter'>,
  attributes: D,
  by: readonly (keyof A & keyof D & string)[],
) {
  return async ({ runtime }: Context<Runtime>, inputs: Inputs<D>): Promise<State<D>> => {
    const wanted = inputs as Readonly<Record<string, unknown>>;
    const cloud = String(wanted.cloud);
    const collection = kind.collection(runtime.cloud(cloud));
    const sought = inputs as unknown as Inputs<A>;
    const all = await collection.where(() => true, kind.filter(sought));
    const known = by.filter((attribute) => (wanted[attribute] ?? null) !== null);
    if (all.length === 0 && (await collection.isCut())) throw noneSeen(kind.noun, cloud, known, wanted);
    let left = all.map((object) => kind.state(object, sought) as Record<string, unknown>);
    for (const name of known) {
      const having = left.filter((values) => values[name] === wanted[name]);
      if (having.length === 0) {
        const there = [...new Set(left.map((values) => String(values[name])))];
        const noun = name === 'name' ? kind.noun : `${kind.noun} with the ${name}`;
        throw noSuch(noun, String(wanted[name]), cloud, there, name);
      }
      left = having;
    }
    const [found, ...more] = left;
    if (!found || more.length > 0) throw notOneAlone(kind.noun, cloud, left, by);
    return Object.fromEntries(Object.keys(attributes).map((name) => [name, found[name]])) as State<D>;
  };
}

/** Where the list is cut short, it does not tell what there is instead. */
function noneSeen(
  noun: string,
  cloud: string,
  known: readonly string[],
  wanted: Readonly<Record<string, unknown>>,
): DiagnosticError {
  const values = known.map((name) => `${name} "${wanted[name]}"`).join(', ');
  return new DiagnosticError(
    `No such ${noun}`,
    `The cloud ${cloud} has no ${noun} with ${values}.`,
    at(known.at(-1) ?? ''),
  );
}

function notOneAlone(
  noun: string,
  cloud: string,
  found: readonly Record<string, unknown>[],
  by: readonly string[],
): DiagnosticError {
  const each = found.map((values) => `${by.map((name) => `${name} ${values[name]}`).join(', ')} (${values.id})`).sort();
  const detail = `The cloud ${cloud} has ${found.length} such ${noun}s: ${each.join('; ')}. Give more of ${by.join(', ')}.`;
  return new DiagnosticError('Not one alone', detail, at(by.at(-1) ?? ''));
}
