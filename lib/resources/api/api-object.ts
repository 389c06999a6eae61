import type { Cloud } from '../../openstack/cloud';
import type { Collection, Filter } from '../../openstack/collection';
import { RequestRefused } from '../../openstack/errors';
import type { Attributes } from '../../schema/attribute';
import type { Context } from '../../schema/context';
import { at, DiagnosticError } from '../../schema/diagnostics';
import type { Inputs, State } from '../../schema/model';
import { GONE, type Resource } from '../../schema/resource';
import type { Runtime } from '../runtime';
import { importByIdOrName, named } from './import-names';
import { type Kept, notToBeTaken, warnThatKept } from './kept';
import { quotaExceeded } from './quota-exceeded';
import { unlessRefused } from './references';

/** What a kind of object that an API keeps under an id has of its own. `T` is an object as the API tells of it. */
export interface ApiObject<A extends Attributes, T extends { readonly id: string }> {
  /** For messages: `project`. */
  readonly noun: string;
  /** The attribute that a message about a conflict points at. */
  readonly nameAttribute: keyof A & string;
  collection(cloud: Cloud): Collection<T>;
  /** What the API is told, in its own names; null for what is to be empty. */
  body(inputs: Inputs<A> | State<A>): Readonly<Record<string, unknown>>;
  state(object: T, before: Inputs<A> | State<A>): State<A>;
  /** Whether an object is the one that is wanted, by what no two have in common. */
  isSame(object: T, wanted: Inputs<A> | State<A>): boolean;
  /** What the API finds such an object by. */
  filter(wanted: Inputs<A> | State<A>): Filter;
  /** The form of a name in an import id. @default NAME */
  readonly importName?: string;
  /** Whether an object is meant by what stands in an import id, when it is not an id. */
  isNamed?(object: T, name: string, cloud: Cloud): boolean | Promise<boolean>;
  /** What the API finds such an object by; each of these in turn. */
  filtersOfName?(name: string): readonly Filter[];
  /** For messages: `"joe" in domain default`. */
  title(wanted: Inputs<A> | State<A>): string;
  /** Why an object is never destroyed; undefined for all that may be. */
  kept?(object: T, cloud: Cloud): Promise<Kept | undefined>;
  /**
   * What one request does not do: further requests, and waiting. It begins with what is there, so that it can be run again, and
   * is run after an object was made, changed or adopted; what it answers is how the object is then.
   */
  complete?(context: Context<Runtime>, object: T, inputs: Inputs<A>): Promise<T>;
  /** What the API does not tell but can be asked; adds the attributes that differ. */
  furtherDifferences?(context: Context<Runtime>, object: T, inputs: Inputs<A>): Promise<string[]>;
}

export type Base = Attributes & { readonly cloud: Attributes[string]; readonly id: Attributes[string] };
type Handlers<A extends Attributes> = Required<
  Pick<Resource<A, Runtime>, 'read' | 'plan' | 'create' | 'update' | 'planDestroy' | 'delete' | 'import'>
>;

/** The life of such an object: what exists and matches is taken for the one that is wanted, so that creating is repeatable. */
export function apiObject<A extends Base, T extends { readonly id: string }>(kind: ApiObject<A, T>): Handlers<A> {
  const collectionOf = ({ runtime }: Context<Runtime>, { cloud }: { readonly cloud: unknown }) =>
    kind.collection(runtime.cloud(cloud as string));
  return {
    async read(context, state) {
      const cloud = context.runtime.cloud(state.cloud as string);
      const id = state.id as string;
      const found =
        (await kind.collection(cloud).get(id, context.signal)) ?? (context.importing && (await named(kind, cloud, id)));
      return found ? kind.state(found, state) : GONE;
    },

    async plan(context, { prior, planned }) {
      const inputs = planned as Inputs<A>;
      if (!prior && kind.kept && typeof inputs.cloud === 'string') {
        // Nobody may be let in before what is planned is done.
        const existing = await sole(kind, collectionOf(context, inputs), inputs).catch(unlessRefused);
        if (existing) await refuseKept(kind, context, existing, inputs);
      }
      return undefined;
    },

    async create(context, inputs) {
      const collection = collectionOf(context, inputs);
      const existing = await sole(kind, collection, inputs);
      if (existing) return adopted(kind, context, existing, inputs);
      try {
        const made = await collection.create(withoutNulls(kind.body(inputs)), context.signal);
        return await completed(kind, context, made, inputs);
      } catch (error) {
        const explained = quotaExceeded(error);
        if (explained !== error || !(error instanceof RequestRefused) || error.status !== 409) throw explained;
        collection.refresh();
        const late = await sole(kind, collection, inputs);
        if (!late) throw new DiagnosticError('In conflict with another one', error.message, at(kind.nameAttribute));
        return adopted(kind, context, late, inputs);
      }
    },

    async update(context, inputs, prior) {
      const [body, before] = [kind.body(inputs), kind.body(prior)];
      const changed = Object.entries(body).filter(([name, value]) => !equal(value, before[name]));
      const collection = collectionOf(context, inputs);
      const id = prior.id as string;
      const object =
        changed.length === 0
          ? await collection.get(id, context.signal)
          : await collection.update(id, Object.fromEntries(changed), context.signal);
      if (!object) {
        throw new DiagnosticError(
          'Gone meanwhile',
          `The ${kind.noun} ${id} is there no longer. Apply again to make it anew.`,
        );
      }
      return completed(kind, context, object, inputs);
    },

    async planDestroy(context, state) {
      const kept = await keptOf(kind, context, state);
      if (kept) warnThatKept(context.diagnostics, `The ${kind.noun} ${kind.title(state)}`, kept);
    },

    async delete(context, state) {
      if (await keptOf(kind, context, state)) return;
      await collectionOf(context, state).remove(state.id as string, context.signal);
    },

    import: importByIdOrName<A>(kind.importName ?? 'NAME'),
  };
}

/** Why the object of a resource is never destroyed, if so. */
export async function keptOf<A extends Base, T extends { readonly id: string }>(
  kind: ApiObject<A, T>,
  { runtime, signal }: Context<Runtime>,
  state: State<A>,
): Promise<Kept | undefined> {
  if (!kind.kept) return undefined;
  const cloud = runtime.cloud(state.cloud as string);
  const object = await kind.collection(cloud).get(state.id as string, signal);
  return object && kind.kept(object, cloud);
}

async function refuseKept<A extends Base, T extends { readonly id: string }>(
  kind: ApiObject<A, T>,
  { runtime }: Context<Runtime>,
  object: T,
  inputs: Inputs<A>,
): Promise<void> {
  const kept = await kind.kept?.(object, runtime.cloud(inputs.cloud as string));
  if (!kept) return;
  throw notToBeTaken(
    `The ${kind.noun} ${kind.title(inputs)}`,
    kept,
    `${inputs.cloud}:${object.id}`,
    kind.nameAttribute,
  );
}

/** The one object that is the same as what is wanted, if any. */
async function sole<A extends Attributes, T extends { readonly id: string }>(
  kind: ApiObject<A, T>,
  collection: Collection<T>,
  inputs: Inputs<A>,
): Promise<T | undefined> {
  const [found, ...more] = await collection.where((object) => kind.isSame(object, inputs), kind.filter(inputs));
  if (more.length === 0) return found;
  const ids = [found, ...more].map((object) => object?.id).join(', ');
  throw new DiagnosticError(
    'There are several already',
    `The ${kind.noun} ${kind.title(inputs)} exists more than once: ${ids}. Remove all but one, or import the right one.`,
    at(kind.nameAttribute),
  );
}

/** An object that is there is in state from then on, whatever becomes of the rest. */
async function completed<A extends Base, T extends { readonly id: string }>(
  kind: ApiObject<A, T>,
  context: Context<Runtime>,
  object: T,
  inputs: Inputs<A>,
): Promise<State<A>> {
  if (!kind.complete) return kind.state(object, inputs);
  context.save(kind.state(object, inputs));
  return kind.state(await kind.complete(context, object, inputs), inputs);
}

/** Takes over what an interrupted run has made; what somebody else has made otherwise is left alone. */
async function adopted<A extends Base, T extends { readonly id: string }>(
  kind: ApiObject<A, T>,
  context: Context<Runtime>,
  object: T,
  inputs: Inputs<A>,
): Promise<State<A>> {
  await refuseKept(kind, context, object, inputs);
  const now = kind.body(kind.state(object, inputs));
  const differing = Object.entries(kind.body(inputs))
    .filter(([name, value]) => !equal(value, now[name]))
    .map(([name]) => name);
  differing.push(...((await kind.furtherDifferences?.(context, object, inputs)) ?? []));
  if (differing.length === 0) return completed(kind, context, object, inputs);
  throw new DiagnosticError(
    'Exists already',
    `There is a ${kind.noun} ${kind.title(inputs)} already, with the id ${object.id}, and it differs in ${differing.join(', ')}. To keep it with ` +
      `this resource, import it: terraform import ADDRESS ${String(inputs.cloud)}:${object.id}. Otherwise give the new one another ${kind.nameAttribute}.`,
    at(kind.nameAttribute),
  );
}

/** A value that an object never had is left out rather than null, which not every API takes. */
function withoutNulls(body: Readonly<Record<string, unknown>>): object {
  return Object.fromEntries(Object.entries(body).filter(([, value]) => value !== null));
}

function equal(one: unknown, other: unknown): boolean {
  return JSON.stringify(one ?? null) === JSON.stringify(other ?? null);
}
