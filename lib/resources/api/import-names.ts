import type { Cloud } from '../../openstack/cloud';
import type { Collection } from '../../openstack/collection';
import type { Attributes } from '../../schema/attribute';
import { DiagnosticError } from '../../schema/diagnostics';
import type { State } from '../../schema/model';
import type { Import } from '../../schema/resource';
import type { ApiObject, Base } from './api-object';
import { cloudAnd } from './cloud-attribute';
import { noSuch } from './no-such';

interface Named {
  readonly id: string;
  readonly name?: string | null;
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

/** An import id that has one object's id, or its name in the form given. */
export function importByIdOrName<A extends Base>(name: string): Import<A> {
  return {
    format: `CLOUD:ID or CLOUD:${name}`,
    example: 'main:0f2c8b5ad34e4e2ea7b9d2a4c6e1f370',
    parse(text) {
      const found = cloudAnd(text);
      return found && ({ cloud: found.cloud, id: found.rest } as unknown as Partial<State<A>>);
    },
  };
}

/** The object that a name means. @throws {DiagnosticError} when there are several */
export async function named<A extends Attributes, T extends { readonly id: string }>(
  kind: ApiObject<A, T>,
  cloud: Cloud,
  name: string,
): Promise<T | undefined> {
  const all = await kind.collection(cloud).where(() => true, ...(kind.filtersOfName?.(name) ?? []));
  const meant = await Promise.all(all.map((object) => kind.isNamed?.(object, name, cloud)));
  const [found, ...more] = all.filter((_, index) => meant[index]);
  if (more.length === 0) return found;
  const ids = [found, ...more].map((object) => object?.id).join(', ');
  throw new DiagnosticError('Not one alone', `"${name}" may be each of the ${kind.noun}s ${ids}. Give an id.`);
}
