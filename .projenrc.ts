import { JsonFile, javascript, TextFile } from 'projen';
import { JsiiProject } from 'projen/lib/cdk';

const project = new JsiiProject({
  name: 'stackwright',
  description: 'Stand up and keep an OpenStack cloud on bare Linux hosts with Terraform and CDKTF',
  author: 'The Stackwright Authors',
  authorAddress: 'maintainers@stackwright.example',
  authorOrganization: true,
  repositoryUrl: 'https://github.com/stackwright/stackwright.git',
  license: 'Apache-2.0',
  copyrightOwner: 'The Stackwright Authors',
  keywords: ['cdktf', 'terraform', 'terraform-provider', 'openstack', 'constructs'],
  defaultReleaseBranch: 'main',
  projenVersion: '0.103.25',

  srcdir: 'constructs',
  libdir: 'build/constructs',
  entrypoint: 'build/constructs/index.js',
  testdir: 'test',
  jsiiVersion: '~6.0.16',
  typescriptVersion: '~6.0.0',
  minNodeVersion: '20.9.0',

  projenrcTs: true,
  eslint: false,
  jest: false,
  docgen: false,
  github: false,
  release: false,
  sampleCode: false,
  npmignoreEnabled: false,
  packageManager: javascript.NodePackageManager.NPM,
  npmAccess: javascript.NpmAccess.PUBLIC,

  peerDeps: ['cdktf@>=0.21.0 <1.0.0', 'constructs@^10.4.2'],
  peerDependencyOptions: { pinnedDevDependency: false },
  devDeps: [
    // The provider. All of it is bundled into one file, so none of this is a dependency of the package.
    '@msgpack/msgpack@3.1.3',
    'pbf@5.1.2',
    'ssh2@1.17.0',
    '@types/ssh2@1.15.6',
    // The command.
    'commander@14.0.3',
    'listr2@8.3.3',
    '@viz-js/viz@3.31.0',
    // The constructs.
    'cdktf@0.21.0',
    'constructs@10.4.2',
    '@cdktf/commons@0.21.0',
    '@cdktf/provider-generator@0.21.0',
    // Examples and their deployment.
    'cdktf-cli@0.21.0',
    '@cdktf/provider-null@11.0.1',
    // Building and checking.
    '@biomejs/biome@2.6.8',
    '@swc/core@1.16.22',
    '@swc/jest@0.2.39',
    '@types/jest@30.0.0',
    '@types/node@^20',
    'esbuild@0.28.2',
    'jest@30.5.2',
    'jsii-docgen@10.12.6',
    'tsx@4.23.15',
    // Browsers' way to the screens of guests.
    'ws@7.5.14',
    '@types/ws@7.4.7',
  ],
  gitignore: [
    '/build/',
    '/.jsii',
    'cdktf.out/',
    'terraform.*.tfstate*',
    '.terraform/',
    '*.log',
    '*.tgz',
    '.stackwright/',
    '/examples/*/hosts.json',
    '/examples/*/master.key',
    '/examples/*/testkey*',
    '/examples/*/image.qcow2',
  ],
});

for (const file of ['tsconfig.dev.json', 'tsconfig.json']) project.tryRemoveFile(file);

project.npmrc.addConfig('omit-lockfile-registry-resolved', 'true');
project.npmrc.addConfig('audit', 'false');
project.npmrc.addConfig('fund', 'false');

// The files in the package: built constructs and provider, the command, jsii's assembly.
project.deps.removeDependency('ts-node');
project.package.addVersion('0.1.0');
project.package.addField('files', ['build/constructs', 'build/provider', 'build/cli', '.jsii', 'API.md']);
// Also lets the examples import the package by its name.
project.package.addField('exports', {
  '.': { types: './build/constructs/index.d.ts', default: './build/constructs/index.js' },
  './.jsii': './.jsii',
  './package.json': './package.json',
});
project.package.addBin({ stackwright: 'build/cli/stackwright.js' });
project.package.addField('jsii', {
  outdir: 'dist',
  targets: {},
  tsconfig: 'tsconfig.jsii.json',
  // Names in L1 are the schema's; pacmak renames what a language cannot have.
  diagnostics: {
    'language-compatibility/reserved-word': 'suggestion',
    'language-compatibility/member-name-conflicts-with-type-name': 'suggestion',
  },
});

// tsconfig.json is the editor's and the type check's: everything, strict, nothing emitted.
const strict = {
  strict: true,
  noImplicitOverride: true,
  noImplicitReturns: true,
  noFallthroughCasesInSwitch: true,
  noUnusedLocals: true,
  noUnusedParameters: true,
  noUncheckedIndexedAccess: true,
  esModuleInterop: true,
  skipLibCheck: true,
};
new JsonFile(project, 'tsconfig.json', {
  obj: {
    compilerOptions: {
      target: 'es2022',
      lib: ['es2023'],
      module: 'node20',
      types: ['node', 'jest'],
      noEmit: true,
      resolveJsonModule: true,
      // The examples are checked against the sources; they run with what is built.
      paths: { stackwright: ['./constructs/index.ts'] },
      ...strict,
    },
    include: ['lib', 'constructs', 'cli', 'lab', 'test', 'scripts', 'examples', '.projenrc.ts'],
    exclude: ['node_modules', 'build', '**/cdktf.out'],
  },
});
new JsonFile(project, 'tsconfig.jsii.json', {
  obj: {
    compilerOptions: {
      target: 'es2023',
      lib: ['es2023'],
      types: ['node'],
      module: 'node20',
      moduleResolution: 'node16',
      rootDir: 'constructs',
      outDir: 'build/constructs',
      declaration: true,
      composite: false,
      noEmitOnError: true,
      experimentalDecorators: true,
      inlineSourceMap: true,
      inlineSources: true,
      stripInternal: false,
      alwaysStrict: true,
      strictNullChecks: true,
      noImplicitAny: true,
      noImplicitThis: true,
      strictPropertyInitialization: true,
      ...strict,
      // jsii allows no more than it knows; the type check of all sources has them.
      noImplicitOverride: undefined,
      noUncheckedIndexedAccess: undefined,
    },
    include: ['constructs/**/*.ts'],
  },
});

new JsonFile(project, 'biome.json', {
  marker: false,
  obj: {
    $schema: './node_modules/@biomejs/biome/configuration_schema.json',
    files: {
      includes: [
        '**',
        '!build',
        '!node_modules',
        '!constructs/l1',
        '!lib/plugin/wire/generated',
        '!**/cdktf.out',
        '!**/*.json',
        '!**/*.md',
        '!.projen',
      ],
    },
    formatter: { indentStyle: 'space', indentWidth: 2, lineWidth: 120 },
    javascript: { formatter: { quoteStyle: 'single', semicolons: 'always', trailingCommas: 'all' } },
    linter: {
      rules: {
        preset: 'recommended',
        // "${...}" in an ordinary string is Terraform's.
        suspicious: { noExplicitAny: 'error', noTemplateCurlyInString: 'off' },
        // A construct is made for its effect on its scope; jsii has no other way to say it.
        complexity: { noUselessConstructor: 'off' },
        style: { useImportType: 'error', noNonNullAssertion: 'error', useNodejsImportProtocol: 'error' },
      },
    },
    assist: { actions: { source: { organizeImports: 'on' } } },
  },
});

const jest = (name: string, roots: string[], extra: object = {}) =>
  new JsonFile(project, `test/jest.${name}.json`, {
    obj: {
      rootDir: '..',
      roots: roots.map((root) => `<rootDir>/${root}`),
      testMatch: ['**/*.test.ts'],
      transform: { '^.+\\.ts$': ['@swc/jest', { jsc: { target: 'es2022', parser: { syntax: 'typescript' } } }] },
      modulePathIgnorePatterns: ['<rootDir>/build/', 'cdktf.out'],
      ...extra,
    },
  });
// Two at least: alone, Jest would leave one of two cores idle.
jest('unit', ['test/unit'], { maxWorkers: '100%', testTimeout: 60_000 });
// Host tests share the lab's hosts and terraform's plugin cache: one after the other.
// The limits are for what hangs: a slow machine takes several times as long as a quick one for the same.
jest('host', ['test/host'], { maxWorkers: 1, testTimeout: 900_000 });
jest('lab', ['test/lab'], { maxWorkers: 1, testTimeout: 240_000 });
jest('cloud', ['test/cloud'], {
  maxWorkers: 1,
  testTimeout: 1_800_000,
  testSequencer: '<rootDir>/test/cloud/in-order.cjs',
});

project.defaultTask?.reset('tsx .projenrc.ts');
project.addTask('bundle', { description: 'Bundle the provider and the command', exec: 'node scripts/bundle.mjs' });
project.addTask('generate', { description: 'Generate what is generated', exec: 'node scripts/generate.mjs' });
project.addTask('check', {
  description: 'Formatter, linter and type check',
  steps: [{ exec: 'biome ci .' }, { exec: 'tsc --noEmit' }, { exec: 'node scripts/generate.mjs --check' }],
});
for (const kind of ['unit', 'host', 'lab', 'cloud']) {
  project.addTask(`test:${kind}`, { exec: `jest --config test/jest.${kind}.json`, receiveArgs: true });
}
// These have to work in a fresh clone, before projen is there to run them.
project.package.setScript('build', 'scripts/build');
project.package.setScript('test', 'scripts/test');
project.package.setScript('test:all', 'scripts/test all');
project.package.setScript('demo', 'scripts/demo');
project.addTask('bench', { description: 'Measure, side by side', exec: 'tsx test/bench/main.ts', receiveArgs: true });

new TextFile(project, '.editorconfig', {
  lines: [
    'root = true',
    '',
    '[*]',
    'charset = utf-8',
    'indent_style = space',
    'indent_size = 2',
    'insert_final_newline = true',
  ],
});

project.synth();
