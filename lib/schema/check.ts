import type { Attribute, Attributes } from './attribute';
import type { Provider } from './provider';
import type { Resource } from './resource';

const NAME = /^[a-z_][a-z0-9_]*$/;
const RESERVED = ['connection', 'count', 'depends_on', 'for_each', 'lifecycle', 'provider', 'provisioner'];
const RESERVED_FOR_PROVIDER = ['alias', 'version'];

/**
 * What is wrong with a provider's declarations, in sentences; empty when nothing is. Terraform refuses some of these and
 * crashes on others, so they are found by a test and not by a user.
 */
export function declarationProblems(provider: Provider): string[] {
  const problems = attributeProblems('the provider', provider.attributes, RESERVED_FOR_PROVIDER);
  for (const kinds of [provider.resources, provider.dataSources]) {
    const names = kinds.map(({ name }) => name);
    for (const name of names) if (!NAME.test(name)) problems.push(`${name}: a type's name must match ${NAME}.`);
    for (const name of new Set(names.filter((name, index) => names.indexOf(name) !== index))) {
      problems.push(`${name} is declared twice.`);
    }
    for (const { name, attributes } of kinds) {
      problems.push(...attributeProblems(name, attributes, RESERVED), ...followProblems(name, attributes));
    }
  }
  return [...problems, ...provider.resources.flatMap(resourceProblems)];
}

function resourceProblems(resource: Resource): string[] {
  const problems: string[] = [];
  const { name, attributes, version = 0, upgrade = {} } = resource;
  const inPlace = Object.entries(attributes).filter(([, { presence, replace }]) => presence !== 'computed' && !replace);
  if (!resource.update && inPlace.length > 0) {
    problems.push(`${name} has no update, so ${inPlace.map(([attribute]) => attribute).join(', ')} must replace.`);
  }
  for (let from = 0; from < version; from++) {
    if (!upgrade[from]) problems.push(`${name} is at version ${version} but has no upgrade from ${from}.`);
  }
  if (attributes.timeouts) problems.push(`${name} declares timeouts itself; use the resource's timeouts.`);
  return problems;
}

function attributeProblems(owner: string, attributes: Attributes, reserved: readonly string[], within = ''): string[] {
  return Object.entries(attributes).flatMap(([name, attribute]) => {
    const where = `${owner}.${within}${name}`;
    const problems = ownProblems(where, name, attribute);
    if (reserved.includes(name)) problems.push(`${where}: the name is reserved by Terraform.`);
    if (within !== '' && attribute.presence === 'optional+computed') {
      problems.push(`${where}: inside a nested object only required, optional, default and computed are possible.`);
    }
    if (within !== '' && attribute.replace) problems.push(`${where}: only a whole attribute can replace.`);
    if (!attribute.nested) return problems;
    return [
      ...problems,
      ...nestedProblems(where, attribute),
      ...attributeProblems(owner, attribute.nested.attributes, [], `${within}${name}.`),
    ];
  });
}

function followProblems(owner: string, attributes: Attributes): string[] {
  return Object.entries(attributes).flatMap(([name, { follows = [] }]) =>
    follows
      .filter((other) => !(other in attributes) || other === name)
      .map((other) => `${owner}.${name} follows ${other}, which is no other attribute of it.`),
  );
}

function ownProblems(where: string, name: string, attribute: Attribute): string[] {
  const { presence, description, follows, stable, replace, optional, required, default: fallback } = attribute;
  const problems: string[] = [];
  if (!NAME.test(name)) problems.push(`${where}: an attribute's name must match ${NAME}.`);
  if (!/^[A-Z`].*[.!?:`)]$/s.test(description)) problems.push(`${where}: the description must be a sentence.`);
  if (required && (optional || attribute.computed || fallback !== undefined)) {
    problems.push(`${where}: required excludes optional, computed and default.`);
  }
  const computed = presence === 'computed' || presence === 'optional+computed';
  if ((stable || follows) && !computed) problems.push(`${where}: stable and follows are for computed attributes.`);
  if (replace && presence === 'computed') problems.push(`${where}: a computed attribute cannot replace.`);
  return problems;
}

function nestedProblems(where: string, { nested, presence }: Attribute): string[] {
  if (presence === 'computed') return [];
  return Object.entries(nested?.attributes ?? {})
    .filter(([, child]) => child.presence === 'computed')
    .map(([child]) => `${where}.${child}: a computed attribute inside a configured object; put it beside the object.`);
}
