// Generates all that is generated and committed. With --check it changes nothing and fails when something is stale.
import { execFileSync } from 'node:child_process';

const check = process.argv.includes('--check');
const run = (...command) => execFileSync('npx', ['--no-install', ...command], { stdio: 'inherit' });

run('tsx', 'scripts/generate/l1.ts');
run('tsx', 'scripts/generate/reference.ts');

if (check) {
  const stale = execFileSync('git', ['status', '--porcelain', '--', 'constructs/l1', 'docs/reference'], { encoding: 'utf8' });
  if (stale !== '') {
    console.error(`Generated files are stale; run \`npm run generate\` and commit:\n${stale}`);
    process.exit(1);
  }
}
