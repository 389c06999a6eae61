import type { Call, PlanRequest, PlanResponse } from '../../plugin/service';
import { decode, encode, isNull } from '../../plugin/value/encoded';
import type { Value, ValueRecord } from '../../plugin/value/value';
import type { Attributes } from '../attribute';
import type { Context } from '../context';
import { DiagnosticError } from '../diagnostics';
import type { Config, Planned, State } from '../model';
import { NotKnownYet } from '../not-known-yet';
import { isComputed, planObject, replacing } from '../plan';
import { PrivateState } from '../private-state';
import type { Configured } from '../provider';
import { mapStrings } from '../references';
import type { Resource } from '../resource';
import { answer, Run } from './call';
import type { Kind } from './kind';
import { handlerBug } from './read';
import { checkUnique, PLANNED } from './unique';

/** Plans an object: the generic plan, then what is special to its kind. */
export async function planResourceChange(
  kind: Kind<Resource>,
  configured: Configured<unknown>,
  request: PlanRequest,
  call: Call,
): Promise<PlanResponse> {
  return answer(configured, async (diagnostics) => {
    const { declaration, attributes, type } = kind;
    const prior = decode(request.priorState, type) as ValueRecord | null;
    const facts = new PrivateState(request.priorPrivate);
    const run = new Run(configured, call, diagnostics, facts);
    if (isNull(request.proposedNewState)) {
      if (prior) {
        await ahead(run, configured, prior, async (context) =>
          declaration.planDestroy?.(context, prior as State<Attributes>),
        );
      }
      return { plannedState: encode(null, type), plannedPrivate: request.priorPrivate };
    }
    const config = decode(request.config, type) as ValueRecord;
    await ahead(run, configured, config, async () => configured.checkPlanned?.(config, attributes));
    resolveAll(attributes, config, configured);
    const { planned } = planObject(attributes, config, prior);
    const special = await ahead(run, configured, prior ?? config, async (context) =>
      declaration.plan?.(context, {
        config: config as Config<Attributes>,
        prior: prior as State<Attributes> | null,
        planned: planned as Planned<Attributes>,
      }),
    );
    const problems = planProblems(attributes, config, special?.planned ?? {});
    if (problems.length > 0) throw handlerBug(kind, 'plan', problems);
    Object.assign(planned, special?.planned);
    const replace = [...(prior ? replacing(attributes, planned, prior) : []), ...(special?.replace ?? [])];
    // An object that is replaced is planned once more as if it were new, with the facts of its first plan: also where it is
    // the user who wants it replaced, of which the first plan knows nothing.
    const again = !prior && facts.get(PLANNED) === true;
    facts.set(PLANNED, prior ? true : undefined);
    if (!again) checkUnique(kind, configured, planned, prior ? (replace.length > 0 ? 'replaced' : 'kept') : 'new');
    return { plannedState: encode(planned, type), plannedPrivate: facts.toBytes(), requiresReplace: replace };
  });
}

/** What a plan hook may not say, in sentences: Terraform refuses to have changed what the user wrote. */
function planProblems(
  attributes: Attributes,
  config: ValueRecord,
  special: Readonly<Record<string, unknown>>,
): string[] {
  return Object.keys(special).flatMap((name) => {
    const attribute = attributes[name];
    if (!attribute) return [`it planned ${name}, which is no attribute`];
    if (!isComputed(attribute)) return [`it planned ${name}, which is not computed`];
    return (config[name] ?? null) === null ? [] : [`it planned ${name}, which is configured`];
  });
}

/** Looking ahead helps to plan. Where it cannot be done yet, or not now, the plan does without. */
async function ahead<T>(
  run: Run,
  configured: Configured<unknown>,
  known: ValueRecord,
  look: (context: Context<unknown>) => Promise<T>,
): Promise<T | undefined> {
  try {
    return await run.look(look);
  } catch (error) {
    if (error instanceof NotKnownYet) return undefined;
    const warnings = configured.goOnUnseen?.(error, known);
    if (!warnings) throw error;
    run.diagnostics.add(...warnings);
    return undefined;
  }
}

/** A reference that cannot be resolved is an error of the plan, not a surprise of the apply. */
function resolveAll(attributes: Attributes, config: ValueRecord, { references }: Configured<unknown>): void {
  for (const name of Object.keys(attributes)) {
    try {
      mapStrings(config[name] as Value, (text) => references.resolve(text));
    } catch (error) {
      if (error instanceof NotKnownYet) continue;
      const detail = error instanceof Error ? error.message : String(error);
      throw new DiagnosticError('Secret not available', detail, [{ attribute: name }]);
    }
  }
}
