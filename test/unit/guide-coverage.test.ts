import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import * as ts from 'typescript';
import * as constructs from '../../constructs';
import { stackwright as provider } from '../../lib/provider';

const ROOT = join(__dirname, '../..');
const PAGE = 'docs/guide-coverage.md';
const HEADER = '| Step | Here | Now, and why | Proof |';
const NO_PROOF = '–';

/** A step of a guide, as the page has it. */
interface Row {
  readonly line: number;
  readonly chapter: string;
  readonly step: string;
  readonly here: string;
  readonly now: string;
  readonly proof: string;
}

const read = (path: string) => readFileSync(join(ROOT, path), 'utf8');
const page = read(PAGE);
const spans = (text: string) => [...text.matchAll(/`([^`]+)`/g)].map(([, span = '']) => span);

function rowsOf(text: string): Row[] {
  const rows: Row[] = [];
  let chapter = '';
  for (const [index, line] of text.split('\n').entries()) {
    if (line.startsWith('### ')) chapter = line.slice(4);
    if (!line.startsWith('|') || line === HEADER || /^[|-]+$/.test(line)) continue;
    const cells = line.split(/(?<!\\)\|/).map((cell) => cell.trim());
    if (cells.length !== 6) throw new Error(`${PAGE}:${index + 1} has ${cells.length - 2} cells, and not 4.`);
    const [, step = '', here = '', now = '', proof = ''] = cells;
    rows.push({ line: index + 1, chapter, step, here, now, proof });
  }
  return rows;
}

const rows = rowsOf(page);
/** What is wrong with the rows, each with where it stands. */
const problems = (check: (row: Row) => readonly string[]) =>
  rows.flatMap((row) => check(row).map((problem) => `${PAGE}:${row.line}: ${problem}`));

/** `Not here` where something is lacking, `Nothing` where nothing is left to be done, each with its reason. */
const isLeftOut = ({ here }: Row) => /^(Not here|Nothing)/.test(here);

const commands = readdirSync(join(ROOT, 'cli')).map((name) => read(`cli/${name}`));
const api = read('API.md');

/** Why there is nothing of that name; undefined where there is. */
function missing(name: string): string | undefined {
  const [, kind, type, attribute] = /^(data\.)?stackwright_(\w+?)(?:\.(\w+))?$/.exec(name) ?? [];
  if (type !== undefined) {
    const declared = (kind ? provider.dataSources : provider.resources).find((one) => one.name === type);
    if (!declared) return `the provider has no ${kind ? 'data source' : 'resource'} "${name}"`;
    const isThere = attribute === undefined || attribute in declared.attributes;
    return isThere ? undefined : `"${name}": there is no such attribute`;
  }
  const [, construct, member] = /^([A-Z]\w*)(?:\.(\w+))?$/.exec(name) ?? [];
  if (construct !== undefined) {
    if (member === undefined) return construct in constructs ? undefined : `constructs/ exports no "${name}"`;
    const isThere = [member, `property.${member}`].some((one) => api.includes(`id="stackwright.${construct}.${one}"`));
    return isThere ? undefined : `API.md has no "${name}"`;
  }
  const [, command] = /^stackwright (\w+)$/.exec(name) ?? [];
  if (command === undefined) return `"${name}" is no resource, construct or command`;
  return commands.some((text) => text.includes(`Command('${command}')`)) ? undefined : `there is no command "${name}"`;
}

const known = new Map<string, readonly string[]>();

/** What the tests of a file are called by, with … for what is filled in when they run. */
function titlesIn(path: string): readonly string[] {
  const before = known.get(path);
  if (before) return before;
  const titles: string[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isCallExpression(node) && /^(test|describe)\b/.test(node.expression.getText())) {
      const [title] = node.arguments;
      if (title && ts.isStringLiteral(title)) titles.push(title.text);
      if (title && (ts.isTemplateExpression(title) || ts.isNoSubstitutionTemplateLiteral(title)))
        titles.push(title.getText().slice(1, -1));
    }
    ts.forEachChild(node, visit);
  };
  visit(ts.createSourceFile(path, read(path), ts.ScriptTarget.ES2022, true));
  const found = titles.map((title) => title.replaceAll(/\$\{[^}]*\}|%[sij]|\$\w+/g, '…'));
  known.set(path, found);
  return found;
}

function proofProblems(proof: string): string[] {
  const [, file, title] = /^`([\w/-]+\.test\.ts)`: \*([^*]+)\*$/.exec(proof) ?? [];
  if (!file || !title) return [`${JSON.stringify(proof)} is not of the form \`FILE.test.ts\`: *TITLE*`];
  if (!existsSync(join(ROOT, 'test', file))) return [`there is no test/${file}`];
  // It may leave out a part of a long title by … as well.
  const parts = title.split('…').map((part) => part.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&'));
  const pattern = new RegExp(`^${parts.join('.+')}$`);
  const found = titlesIn(`test/${file}`).filter((one) => pattern.test(one)).length;
  return found === 1 ? [] : [`test/${file} has ${found} tests ${JSON.stringify(title)}`];
}

/** The anchors of a page's headings, as GitHub makes them. */
function anchorsIn(path: string): string[] {
  return [...read(path).matchAll(/^#+ (.+)$/gm)].map(([, heading = '']) =>
    heading
      .toLowerCase()
      .replaceAll(/[^\p{L}\p{N}\s_-]/gu, '')
      .replaceAll(' ', '-'),
  );
}

test('what is not there is found out', () => {
  expect(missing('stackwright_image.disk_format')).toBeUndefined();
  expect(missing('stackwright_picture')).toBe('the provider has no resource "stackwright_picture"');
  expect(missing('data.stackwright_service')).toBe('the provider has no data source "data.stackwright_service"');
  expect(missing('stackwright_image.colour')).toBe('"stackwright_image.colour": there is no such attribute');
  expect(missing('Image')).toBeUndefined();
  expect(missing('Picture')).toBe('constructs/ exports no "Picture"');
  expect(missing('Image.frame')).toBe('API.md has no "Image.frame"');
  expect(missing('stackwright lab')).toBeUndefined();
  expect(missing('stackwright paint')).toBe('there is no command "stackwright paint"');
  expect(missing('image')).toBe('"image" is no resource, construct or command');
  expect(proofProblems('`unit/guide-coverage.test.ts`: *what is not … out*')).toEqual([]);
  expect(proofProblems('`unit/guide-coverage.test.ts`: *there are pictures*')).toEqual([
    'test/unit/guide-coverage.test.ts has 0 tests "there are pictures"',
  ]);
  expect(proofProblems('`unit/pictures.test.ts`: *there are some*')).toEqual([
    'there is no test/unit/pictures.test.ts',
  ]);
  expect(anchorsIn('docs/object-storage.md')).toContain('drift-and-repairing-it');
});

test('the page has a table for each chapter, and no row without a step', () => {
  const headings = page.split('\n').filter((line) => line.startsWith('### '));
  expect(page.split('\n').filter((line) => line === HEADER)).toHaveLength(headings.length);
  expect([...new Set(rows.map(({ chapter }) => `### ${chapter}`))]).toEqual(headings);
  expect(problems(({ step }) => (step === '' ? ['the step is empty'] : []))).toEqual([]);
});

test('every resource, construct and command that it names is there', () => {
  expect(problems(({ here }) => spans(here).flatMap((name) => missing(name) ?? []))).toEqual([]);
  const isOurs = (name: string) => /stackwright_|^[A-Z][a-z]\w*(\.\w+)?$/.test(name);
  expect(
    problems(({ now }) =>
      spans(now)
        .filter(isOurs)
        .flatMap((name) => missing(name) ?? []),
    ),
  ).toEqual([]);
});

test('every step has what does it and a test of that, or a reason why nothing does', () => {
  expect(
    problems((row) => {
      if (isLeftOut(row)) return row.now === '' ? ['a reason is missing'] : [];
      return [
        ...(spans(row.here).length === 0 ? ['it names nothing that does it'] : []),
        ...(row.proof === NO_PROOF ? ['it names no test'] : []),
      ];
    }),
  ).toEqual([]);
});

test('every test that it names is there under its title', () => {
  expect(
    problems(({ proof }) =>
      proof === NO_PROOF ? [] : proof.split('<br>').flatMap((one) => proofProblems(one.trim())),
    ),
  ).toEqual([]);
});

test('every page and heading that it links to is there', () => {
  const links = [...page.matchAll(/\]\(([^)\s]+)\)/g)].map(([, link = '']) => link);
  const broken = links.filter((link) => {
    const [file = '', anchor] = link.split('#');
    const path = file === '' ? PAGE : join(dirname(PAGE), file);
    if (!existsSync(join(ROOT, path))) return true;
    return anchor !== undefined && !anchorsIn(path).includes(anchor);
  });
  expect(broken).toEqual([]);
});
