// Writes docs/reference: a page for the provider, and one for each resource and data source, from their declarations.
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { stackwright } from '../../lib/provider';
import type { Attribute, Attributes } from '../../lib/schema/attribute';
import type { DataSource, Resource } from '../../lib/schema/resource';
import { allAttributes } from '../../lib/schema/server/kind';

const DIRECTORY = process.argv[2] ?? 'docs/reference';

async function main(): Promise<void> {
  await rm(DIRECTORY, { recursive: true, force: true });
  await write('index.md', providerPage());
  for (const resource of stackwright.resources)
    await write(`resources/${resource.name}.md`, page('Resource', resource));
  for (const source of stackwright.dataSources)
    await write(`data-sources/${source.name}.md`, page('Data Source', source));
}

async function write(name: string, text: string): Promise<void> {
  const path = join(DIRECTORY, name);
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, text);
}

function providerPage(): string {
  const { name, description, attributes } = stackwright;
  return `${heading(`${name} Provider`, description)}\n${attributeSections(attributes)}`;
}

function page(kind: 'Resource' | 'Data Source', declaration: Resource | DataSource): string {
  const { name, description, example, rules = [] } = declaration;
  const parts = [heading(`${stackwright.name}_${name} (${kind})`, description)];
  if (example) parts.push(`## Example Usage\n\n\`\`\`terraform\n${example.trim()}\n\`\`\`\n`);
  parts.push(attributeSections(allAttributes(declaration)));
  if (rules.length > 0) parts.push(`## Rules\n\n${rules.map((rule) => `- ${rule.description}\n`).join('')}`);
  if ('import' in declaration && declaration.import) {
    const address = `${stackwright.name}_${name}.example`;
    parts.push(
      `## Import\n\nThe id is \`${declaration.import.format}\`:\n\n\`\`\`shell\nterraform import ${address} '${declaration.import.example}'\n\`\`\`\n`,
    );
  }
  return parts.join('\n');
}

function heading(title: string, description: string): string {
  const summary = description.split(/(?<=[.:])\s/)[0];
  return `---\npage_title: ${JSON.stringify(title)}\ndescription: |-\n  ${summary}\n---\n\n# ${title}\n\n${description}\n`;
}

function attributeSections(attributes: Attributes, level = '##'): string {
  const entries = Object.entries(attributes);
  const group = (title: string, presences: readonly Attribute['presence'][]) => {
    const members = entries.filter(([, { presence }]) => presences.includes(presence));
    return members.length === 0 ? '' : `${level}# ${title}\n\n${members.map(line).join('')}\n`;
  };
  const nested = entries.filter(([, attribute]) => attribute.nested);
  return [
    level === '##' ? '## Schema\n\n' : '',
    group('Required', ['required']),
    group('Optional', ['optional', 'default', 'optional+computed']),
    group('Read-Only', ['computed']),
    ...nested.map(
      ([name, { nested: inner }]) => `### \`${name}\`\n\n${attributeSections(inner?.attributes ?? {}, '###')}`,
    ),
  ].join('');
}

function line([name, attribute]: [string, Attribute]): string {
  const notes = [
    ...(attribute.default !== undefined ? [`Default: \`${JSON.stringify(attribute.default)}\`.`] : []),
    ...(attribute.validate ?? []).map((rule) => `Must be ${rule.description}.`),
    ...(attribute.replace ? ['A change replaces the object.'] : []),
    ...(attribute.deprecated ? [`**Deprecated.** ${attribute.deprecated}`] : []),
    ...(attribute.example ? [`Example: \`${attribute.example}\`.`] : []),
  ];
  const sensitive = attribute.sensitive ? ', Sensitive' : '';
  return `- \`${name}\` (${typeName(attribute)}${sensitive}) ${[attribute.description, ...notes].join(' ')}\n`;
}

const NAMES: Readonly<Record<string, string>> = {
  string: 'String',
  number: 'Number',
  bool: 'Boolean',
  list: 'List',
  set: 'Set',
  map: 'Map',
  object: 'Object',
};

function typeName({ type, nested }: Attribute): string {
  if (nested) return nested.nesting === 'single' ? 'Object' : `${NAMES[nested.nesting]} of Object`;
  const words = (part: unknown): string =>
    typeof part === 'string'
      ? (NAMES[part] ?? part)
      : `${words((part as unknown[])[0])} of ${words((part as unknown[])[1])}`;
  return words(type);
}

void main();
