import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gates } from '../../../lib/review/gates';

const docs = readFileSync(join(__dirname, '../../../docs/review.md'), 'utf8');

test('the docs tell of each gate, and of no other', () => {
  const rows = [...docs.matchAll(/^\| `(\w+)` \| (.*) \|$/gm)].map(([, name, description]) => [name, description]);
  expect(rows).toEqual(Object.entries(gates).map(([name, { description }]) => [name, description]));
});
