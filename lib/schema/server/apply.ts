import type { ApplyRequest, ApplyResponse, Call } from '../../plugin/service';
import { decode, encode } from '../../plugin/value/encoded';
import { isUnknown, UNKNOWN } from '../../plugin/value/unknown';
import { record, type Value, type ValueRecord } from '../../plugin/value/value';
import type { Attributes } from '../attribute';
import type { Context } from '../context';
import type { Inputs, State } from '../model';
import { stateProblems } from '../outcome';
import { PrivateState } from '../private-state';
import type { Configured } from '../provider';
import { mapStrings, restoreReferences } from '../references';
import type { Resource } from '../resource';
import { keepSpelling } from '../spelling';
import { answer, Run, withTimeouts } from './call';
import type { Kind } from './kind';
import { handlerBug } from './read';

/**
 * Creates, updates or deletes an object. Whatever happens on the way, the answer holds what is known to exist: a create
 * that failed after `save` is stored as tainted, a failed update or delete keeps what was saved or what was before.
 */
export async function applyResourceChange(
  kind: Kind<Resource>,
  configured: Configured<unknown>,
  request: ApplyRequest,
  call: Call,
): Promise<ApplyResponse> {
  const { references } = configured;
  return answer(configured, async (diagnostics) => {
    const { declaration, type } = kind;
    const prior = decode(request.priorState, type) as ValueRecord | null;
    const planned = decode(request.plannedState, type) as ValueRecord | null;
    const facts = new PrivateState(request.plannedPrivate);
    const run = new Run(configured, call, diagnostics, facts);
    const resolve = (value: ValueRecord) => mapStrings(value, (text) => references.resolve(text)) as ValueRecord;

    if (planned === null) {
      try {
        const before = prior as ValueRecord;
        await run.within('delete', declaration.timeouts, before, (context) =>
          declaration.delete(context, resolve(before) as State<Attributes>),
        );
        return { newState: encode(null, type) };
      } catch (error) {
        diagnostics.thrown(error, configured.describeError);
        return {
          newState: encode(run.saved ? stored(kind, configured, run.saved, prior) : prior, type),
          private: facts.toBytes(),
        };
      }
    }

    try {
      const inputs = resolve(planned) as Inputs<Attributes>;
      const result = await run.within(prior ? 'update' : 'create', declaration.timeouts, planned, (context) =>
        change(declaration, context, inputs, prior && (resolve(prior) as State<Attributes>)),
      );
      run.saved = withTimeouts(result, planned);
      const state = stored(kind, configured, run.saved, planned);
      const problems = stateProblems(kind.attributes, state, planned);
      if (problems.length > 0) throw handlerBug(kind, prior ? 'update' : 'create', problems);
      return { newState: encode(state, type), private: facts.toBytes() };
    } catch (error) {
      diagnostics.thrown(error, configured.describeError);
      const state = run.saved
        ? complete(kind, stored(kind, configured, withTimeouts(run.saved, planned), planned))
        : prior;
      return { newState: encode(state, type), private: facts.toBytes() };
    }
  });
}

async function change(
  declaration: Resource,
  context: Context<unknown>,
  inputs: Inputs<Attributes>,
  prior: State<Attributes> | null,
): Promise<State<Attributes>> {
  if (!prior) return declaration.create(context, inputs);
  if (!declaration.update) throw new Error(`${declaration.name} was asked to update, which it cannot.`);
  return declaration.update(context, inputs, prior);
}

/** The state as it is stored: in the plan's spelling, and with references instead of secrets. */
function stored(
  { attributes }: Kind<Resource>,
  { references }: Configured<unknown>,
  state: ValueRecord,
  planned: ValueRecord | null,
): ValueRecord {
  return record(
    Object.entries(state).map(([name, value]) => {
      const attribute = attributes[name];
      const template = planned?.[name] ?? null;
      if (!attribute) return [name, value];
      if (isUnknown(template)) return [name, restoreReferences(null, value, references)];
      const resolved = mapStrings(template, (text) => references.resolve(text));
      return [name, restoreReferences(template, keepSpelling(attribute, value, resolved), references)];
    }),
  );
}

/** A partial state as it can be stored: what is not known is null. */
function complete({ attributes }: Kind<Resource>, state: ValueRecord): ValueRecord {
  return record(
    Object.keys(attributes).map((name) => {
      const value: Value = state[name] ?? UNKNOWN;
      return [name, isUnknown(value) ? null : value];
    }),
  );
}
