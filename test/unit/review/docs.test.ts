import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gates } from '../../../lib/review/gates';
import { markdownOf } from '../../../lib/review/page/markdown';
import { pageOf } from '../../../lib/review/page/page';
import { review } from '../../../lib/review/review';

const docs = readFileSync(join(__dirname, '../../../docs/review.md'), 'utf8');

test('the docs tell of each gate, and of no other', () => {
  const rows = [...docs.matchAll(/^\| `(\w+)` \| (.*) \|$/gm)].map(([, name, description]) => [name, description]);
  expect(rows).toEqual(Object.entries(gates).map(([name, { description }]) => [name, description]));
});

test('the excerpt is of what the command says of a plan', () => {
  const name = 'edits-and-drift.json';
  const plan = readFileSync(join(__dirname, 'fixtures', name), 'utf8');
  const comment = markdownOf(pageOf(review(plan, name)));
  const [, excerpt = ''] = /^````markdown\n([\s\S]*?)^````$/m.exec(docs) ?? [];
  const parts = excerpt.split('\n[…]\n\n');
  expect(parts.length).toBeGreaterThan(2);
  expect(parts.filter((part) => !comment.includes(part.trimEnd()))).toEqual([]);
});
