import type { ApplyRequest, ApplyResponse, Call } from '../../plugin/service';
import { decode, encode } from '../../plugin/value/encoded';
import { isUnknown } from '../../plugin/value/unknown';
import { record, type Value, type ValueRecord } from '../../plugin/value/value';
import type { Attribute, Attributes } from '../attribute';
import type { Context } from '../context';
import type { Inputs, State } from '../model';
import { stateProblems } from '../outcome';
import { PrivateState } from '../private-state';
import type { Configured } from '../provider';
import { mapStrings, type References, restoreReferences } from '../references';
import type { Resource } from '../resource';
import { keepSpelling } from '../spelling';
import { hasUnknown } from '../validation';
import { answer, Run, withTimeouts } from './call';
import type { Kind } from './kind';
import { handlerBug } from './read';
import { PLANNED } from './unique';

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
    facts.set(PLANNED, undefined);
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
        const left = run.saved ? rescued(kind, configured, run.saved, prior, prior) : prior;
        return { newState: encode(left, type), private: facts.toBytes() };
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
      const left = run.saved ? rescued(kind, configured, run.saved, planned, prior) : prior;
      return { newState: encode(left, type), private: facts.toBytes() };
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
  // Where every attribute replaces, only the timeouts can be new, and they are no handler's affair.
  if (!declaration.update) return prior;
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
      return [name, attribute ? storedValue(attribute, references, value, planned?.[name] ?? null) : value];
    }),
  );
}

function storedValue(attribute: Attribute, references: References, value: Value, template: Value): Value {
  const { type } = attribute;
  if (isUnknown(template)) return restoreReferences(type, null, value, references);
  const resolved = mapStrings(template, (text) => references.resolve(text));
  return restoreReferences(type, template, keepSpelling(attribute, value, resolved), references);
}

/**
 * What can be stored after a failure, of which the user is told anyway: of each attribute what was saved, else what was there
 * before. One value that cannot be stored must not lose the object.
 */
function rescued(
  { attributes }: Kind<Resource>,
  { references }: Configured<unknown>,
  saved: ValueRecord,
  template: ValueRecord | null,
  prior: ValueRecord | null,
): ValueRecord {
  const known = withTimeouts(saved, template ?? undefined);
  return record(
    Object.entries(attributes).map(([name, attribute]) => {
      const before = prior?.[name] ?? null;
      const value = known[name];
      if (value === undefined || hasUnknown(value)) return [name, before];
      try {
        const result = storedValue(attribute, references, value, template?.[name] ?? null);
        encode(result, attribute.type);
        return [name, result];
      } catch {
        return [name, before];
      }
    }),
  );
}
