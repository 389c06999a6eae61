import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as cdktf from 'cdktf';
import * as ts from 'typescript';
import * as stackwright from '../../constructs';

const ROOT = join(__dirname, '../..');
const PAGES = [
  'README.md',
  'docs/identity.md',
  'docs/compute.md',
  'docs/object-storage.md',
  'docs/volumes.md',
  'docs/dashboard.md',
  'docs/cloud.md',
];

/** What a snippet may use without having defined it, in the order in which it has to be there. */
const GIVEN: readonly [string, string][] = [
  ['host', "new Host(this, 'given-host', { address: '192.0.2.3' })"],
  ['node1', "new Host(this, 'given-node1', { address: '192.0.2.1' })"],
  ['node2', "new Host(this, 'given-node2', { address: '192.0.2.2' })"],
  ['database', "new MariaDb(host, 'GivenDatabase', { host })"],
  ['cache', "new Memcached(host, 'GivenCache', { host })"],
  ['keystone', "new Keystone(host, 'GivenKeystone', { host, database, cache, cloudName: 'given' })"],
  ['cloud', 'keystone.cloud'],
  ['queue', "new RabbitMq(host, 'GivenQueue', { host })"],
  ['placement', "new Placement(host, 'GivenPlacement', { host, keystone, database })"],
  ['cinder', "new Cinder(host, 'GivenCinder', { host, keystone, database, queue })"],
  ['network', "new Network(this, 'given-network', { cloud })"],
  ['flavor', "new Flavor(this, 'given-flavor', { cloud, ramMib: 256, vcpus: 1 })"],
  ['image', "new Image(this, 'given-image', { cloud, url: 'http://192.0.2.1/image', diskFormat: DiskFormat.RAW })"],
  ['keyPair', "new KeyPair(this, 'given-key', { cloud, publicKeyFile: 'testkey.pub' })"],
  ['web', "new SecurityGroup(this, 'given-web', { cloud })"],
  ['trial', "new Project(this, 'given-trial', { cloud, name: 'given-trial' })"],
  ['joe', "new User(this, 'given-joe', { cloud, name: 'given-joe' })"],
];

interface Snippet {
  readonly title: string;
  readonly program: string;
}

/** The program of which a snippet is a part: what it uses is defined around it. */
function programOf(snippet: string): string {
  const given: string[] = [];
  let needed = snippet.replaceAll(/'[^']*'/g, "''");
  for (const [name, definition] of [...GIVEN].reverse()) {
    const isOwn = new RegExp(`const (${name}\\b|\\{[^}]*\\b${name}\\b)`).test(snippet);
    const isUsed = new RegExp(`(?<!\\.)\\b${name}\\b(?!\\s*:)`).test(needed);
    if (isOwn || !isUsed) continue;
    given.unshift(`const ${name} = ${definition};`);
    needed += definition;
  }
  const imports = (module: object, from: string) => {
    const used = Object.keys(module).filter((name) => new RegExp(`\\b${name}\\b`).test(needed));
    return `import { ${used.join(', ')} } from '${from}';`;
  };
  return [
    imports(cdktf, 'cdktf'),
    imports(stackwright, join(ROOT, 'constructs')),
    "export function define(this: import('cdktf').TerraformStack) {",
    ...given,
    '{',
    snippet,
    '}}',
  ].join('\n');
}

const snippets: Snippet[] = PAGES.flatMap((page) => {
  const text = readFileSync(join(ROOT, page), 'utf8');
  return [...text.matchAll(/^```ts\n([\s\S]*?)^```$/gm)].map(([, snippet = ''], index) => ({
    title: `${page}, snippet ${index + 1}`,
    program: programOf(snippet),
  }));
});

/** Checks the types of all programs at once, which are in no file. */
function typeErrors(): string[] {
  const { config } = ts.readConfigFile(join(ROOT, 'tsconfig.json'), ts.sys.readFile);
  const { options } = ts.convertCompilerOptionsFromJson(config.compilerOptions, ROOT);
  const host = ts.createCompilerHost({ ...options, noUnusedLocals: false });
  const sources = new Map(snippets.map(({ program }, index) => [join(ROOT, `test/unit/snippet-${index}.ts`), program]));
  const { fileExists, readFile, getSourceFile } = host;
  host.fileExists = (path) => sources.has(path) || fileExists(path);
  host.readFile = (path) => sources.get(path) ?? readFile(path);
  host.getSourceFile = (path, ...rest) => {
    const text = sources.get(path);
    return text === undefined ? getSourceFile(path, ...rest) : ts.createSourceFile(path, text, ts.ScriptTarget.ES2022);
  };
  const program = ts.createProgram([...sources.keys()], { ...options, noUnusedLocals: false }, host);
  return [...sources.keys()].flatMap((path, index) => {
    const source = program.getSourceFile(path);
    return [...program.getSyntacticDiagnostics(source), ...program.getSemanticDiagnostics(source)].map(
      ({ messageText }) => `${snippets[index]?.title}: ${ts.flattenDiagnosticMessageText(messageText, '\n')}`,
    );
  });
}

test('there are snippets to look at', () => {
  expect(snippets.length).toBeGreaterThan(10);
});

test('all snippets in the docs have the right types', () => {
  expect(typeErrors()).toEqual([]);
}, 60_000);

test.each(snippets)('$title synthesizes', ({ program }) => {
  const { outputText } = ts.transpileModule(program, {
    compilerOptions: { module: ts.ModuleKind.CommonJS, target: ts.ScriptTarget.ES2022 },
  });
  const exported: { define?: (this: cdktf.TerraformStack) => void } = {};
  const load = (name: string) => (name === 'cdktf' ? cdktf : stackwright);
  new Function('exports', 'require', outputText)(exported, load);
  const stack = new cdktf.TerraformStack(cdktf.Testing.app(), 'docs');
  exported.define?.call(stack);
  expect(cdktf.Testing.synth(stack, true)).toContain('stackwright_');
});
