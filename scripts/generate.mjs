// Generates all that is generated and committed. With --check it changes nothing, and fails when something is stale.
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const GENERATED = ['constructs/l1', 'docs/reference', 'API.md'];
// jsii warns at length of a Node that it no longer tests with.
const env = { ...process.env, JSII_SILENCE_WARNING_END_OF_LIFE_NODE_VERSION: '20' };
const run = (...command) =>
  execFileSync('npx', ['--no-install', ...command], { stdio: ['ignore', 'ignore', 'inherit'], env });

function generate(root, compile) {
  run('tsx', 'scripts/generate/l1.ts', join(root, 'constructs/l1'));
  run('tsx', 'scripts/generate/reference.ts', join(root, 'docs/reference'));
  compile();
  // The L1 constructs are documented by the reference; with them this would be six times as long.
  run('jsii-docgen', '--submodule', 'root', '--output', join(root, 'API.md'));
}

/** Against the constructs as they were compiled last. */
function check() {
  const scratch = mkdtempSync(join(tmpdir(), 'stackwright-generated-'));
  try {
    generate(scratch, () => undefined);
    const stale = GENERATED.filter(
      (path) => spawnSync('diff', ['-r', '-u', path, join(scratch, path)], { stdio: 'inherit' }).status !== 0,
    );
    if (stale.length === 0) return;
    console.error(`Stale: ${stale.join(', ')}. Run \`npm run generate\` and commit.`);
    process.exitCode = 1;
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
}

if (process.argv.includes('--check')) check();
else generate('.', () => run('jsii'));
