import type { Collection } from '../../openstack/collection';
import { DiagnosticError } from '../../schema/diagnostics';
import { noSuch } from './no-such';

interface Named {
  readonly id: string;
  readonly name?: string;
}

/** The id of what stands in an import id as an id or a name. @throws {DiagnosticError} when none or several are meant */
export async function idOf(
  collection: Collection<Named>,
  noun: string,
  text: string,
  cloud: string,
  attribute: string,
): Promise<string> {
  const all = await collection.all();
  if (all.has(text)) return text;
  const [found, ...more] = await collection.where(({ name }) => name === text, { name: text });
  if (!found && (await collection.isCut()) && (await collection.get(text))) return text;
  if (!found) {
    const there = [...all.values()].map(({ id, name }) => name ?? id);
    throw noSuch(noun, text, cloud, there, attribute);
  }
  if (more.length === 0) return found.id;
  const ids = [found, ...more].map(({ id }) => id).join(', ');
  throw new DiagnosticError('Not one alone', `"${text}" may be each of the ${noun}s ${ids}. Give an id.`);
}
