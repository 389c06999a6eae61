import type { ImportRequest, ImportResponse } from '../../plugin/service';
import { encode } from '../../plugin/value/encoded';
import { record, type Value } from '../../plugin/value/value';
import { DiagnosticError } from '../diagnostics';
import { PrivateState } from '../private-state';
import type { Configured } from '../provider';
import type { Resource } from '../resource';
import { answer } from './call';
import type { Kind } from './kind';

/** The private fact by which the read that follows an import knows that it does. */
export const IMPORTED = '.imported';

/** Puts in place what the id tells. Terraform reads the object next, and the rest is found then. */
export async function importResourceState(
  kind: Kind<Resource>,
  configured: Configured<unknown>,
  request: ImportRequest,
): Promise<ImportResponse> {
  const response = await answer(configured, async () => {
    const { declaration, attributes, type, typeName } = kind;
    if (!declaration.import) {
      throw new DiagnosticError('Cannot be imported', `A ${typeName} cannot be imported; create it instead.`);
    }
    const { format, example, parse } = declaration.import;
    const told = parse(request.id);
    if (!told) {
      throw new DiagnosticError(
        'Invalid import id',
        `"${request.id}" does not name a ${typeName}. Give ${format}, as in "${example}".`,
      );
    }
    const state = record(Object.keys(attributes).map((name) => [name, (told[name] ?? null) as Value]));
    const facts = new PrivateState();
    facts.set(IMPORTED, true);
    return { importedResources: [{ typeName, state: encode(state, type), private: facts.toBytes() }] };
  });
  return { importedResources: [], ...response };
}
