import type { Call, ReadRequest, ReadResponse } from '../../plugin/service';
import { decode, encode } from '../../plugin/value/encoded';
import type { Value, ValueRecord } from '../../plugin/value/value';
import type { Attributes } from '../attribute';
import { DiagnosticError } from '../diagnostics';
import type { State } from '../model';
import { stateProblems } from '../outcome';
import { PrivateState } from '../private-state';
import type { Configured } from '../provider';
import { mapStrings, restoreReferences } from '../references';
import { GONE, type Resource } from '../resource';
import { keepSpelling } from '../spelling';
import { answer, Run, withTimeouts } from './call';
import { IMPORTED } from './import';
import type { Kind } from './kind';

/** Reads an object, and keeps what was known where it cannot be looked at. */
export async function readResource(
  kind: Kind<Resource>,
  configured: Configured<unknown>,
  request: ReadRequest,
  call: Call,
): Promise<ReadResponse> {
  const { references } = configured;
  return answer(configured, async (diagnostics) => {
    const { declaration, attributes, type } = kind;
    const prior = decode(request.currentState, type) as ValueRecord;
    const facts = new PrivateState(request.private);
    const importing = facts.get<boolean>(IMPORTED) ?? false;
    facts.set(IMPORTED, undefined);
    const run = new Run(configured, call, diagnostics, facts, importing);
    const known = mapStrings(prior, (text) => references.resolve(text)) as ValueRecord;
    let result: State<Attributes> | typeof GONE;
    try {
      result = await run.within('read', declaration.timeouts, prior, (context) =>
        declaration.read(context, known as State<Attributes>),
      );
    } catch (error) {
      const warnings = importing ? undefined : configured.goOnUnseen?.(error, known);
      if (!warnings) throw error;
      diagnostics.add(...warnings);
      return { newState: request.currentState, private: request.private };
    }
    if (result === GONE) {
      if (importing) {
        throw new DiagnosticError('Nothing to import', `There is no such ${kind.typeName}. Check the id.`);
      }
      return { newState: encode(null, type), private: facts.toBytes() };
    }
    const state = withTimeouts(result, prior);
    const problems = stateProblems(attributes, state, null);
    if (problems.length > 0) throw handlerBug(kind, 'read', problems);
    for (const [name, attribute] of Object.entries(attributes)) {
      const spelled = keepSpelling(attribute, state[name] as Value, known[name] ?? null);
      (state as Record<string, Value>)[name] = restoreReferences(
        attribute.type,
        prior[name] ?? null,
        spelled,
        references,
      );
    }
    return { newState: encode(state, type), private: facts.toBytes() };
  });
}

/** The error for a handler that does not keep the rules. */
export function handlerBug(
  kind: Pick<Kind<Resource>, 'typeName'>,
  operation: string,
  problems: readonly string[],
): DiagnosticError {
  return new DiagnosticError(
    'A bug in the provider',
    `${kind.typeName} did not ${operation} as it must: ${problems.join('; ')}. Please report this; your configuration is not at fault.`,
  );
}
