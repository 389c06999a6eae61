import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { l1 } from '../../../constructs';
import { stackwright } from '../../../lib/provider';

const COMMITTED = 'constructs/l1';

const contents = (directory: string) =>
  Object.fromEntries(readdirSync(directory).map((name) => [name, readFileSync(join(directory, name), 'utf8')]));

test('generating L1 from the provider’s schema again changes nothing', () => {
  const scratch = mkdtempSync(join(tmpdir(), 'stackwright-unit-'));
  try {
    execFileSync('node_modules/.bin/tsx', ['scripts/generate/l1.ts', scratch], { stdio: 'ignore' });
    const committed = contents(COMMITTED);
    const generated = contents(scratch);
    const names = new Set([...Object.keys(committed), ...Object.keys(generated)]);
    expect([...names].filter((name) => committed[name] !== generated[name])).toEqual([]);
  } finally {
    rmSync(scratch, { recursive: true });
  }
}, 20_000);

test('every resource and data source of the provider has its L1 construct', () => {
  const types = Object.values(l1).flatMap((exported) =>
    typeof exported === 'function' && 'tfResourceType' in exported ? [exported.tfResourceType] : [],
  );
  const declared = [...stackwright.resources, ...stackwright.dataSources].map(({ name }) => `stackwright_${name}`);
  expect(types.sort()).toEqual(['stackwright', ...declared].sort());
});
