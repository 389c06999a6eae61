import { markdownOf } from '../../../lib/review/page/markdown';
import { pageOf } from '../../../lib/review/page/page';
import { manyChanges } from './many';
import { type Planned, planned, reviewOf } from './plan-of';

const markdown = (changes: readonly Planned[], limit?: number) => markdownOf(pageOf(reviewOf(changes)), limit);
const file = (path: string, values: object = {}) => ({ host: 'node1', path, ...values });

/** Fails for a comment in which a block is not closed. */
function expectWhole(text: string): void {
  expect(text.match(/<details>/g)?.length ?? 0).toBe(text.match(/<\/details>/g)?.length ?? 0);
  expect((text.match(/^ *```/gm)?.length ?? 0) % 2).toBe(0);
}

test('a comment says first what is done, and folds the details', () => {
  const before = file('/etc/a.conf', { settings: { DEFAULT: { debug: 'False' } } });
  const after = file('/etc/a.conf', { settings: { DEFAULT: { debug: 'True' } } });
  expect(markdown([planned('config_file.Cloud_node1_Nova_ConfigFile_0123ABCD', before, after)])).toContain(
    [
      '<!-- stackwright review -->',
      '## What this change does',
      '',
      '**0 to add, 1 to change, 0 to destroy, on `node1`.**',
      '',
      '### All that changes, by host and service',
      '',
      '<details><summary>On <code>node1</code>, Nova: 1 change</summary>',
      '',
      'Configuration file `/etc/a.conf`: changed',
      '',
      '```diff',
      '  [DEFAULT]',
      '- debug = False',
      '+ debug = True',
      '```',
      '',
      '</details>',
    ].join('\n'),
  );
});

test('nothing to do is said in one line', () => {
  expect(markdown([])).toBe(
    '<!-- stackwright review -->\n## What this change does\n\n**Nothing to do: what is there is as it is configured.**\n',
  );
});

test('of a long text only the changed lines are told', () => {
  const text = (word: string) =>
    Array.from({ length: 500 }, (_, line) => (line === 250 ? word : `line ${line}`)).join('\n');
  const change = planned('file.a', file('/a', { content: text('old') }), file('/a', { content: text('new') }));
  expect(markdown([change])).toContain('  content:\n  line 248\n  line 249\n- old\n+ new\n  line 251\n  line 252\n```');
});

test('values cannot end the block that they stand in, nor mean anything to who draws the comment', () => {
  const evil = '```\n</details><script>alert(1)</script> @all #1';
  const text = markdown([planned('file.a', file('/a', { content: '' }), file('/`</details>@all', { content: evil }))]);
  expect(text).toContain("File `/'</details>@all`: changed");
  expect(text).toContain('````diff\n');
  expect(text.split('````')).toHaveLength(3);
});

test('what cannot be seen, or turns a line around, is written as its number', () => {
  const text = markdown([planned('file.a', null, file('/a\u202eb', { content: 'ok \u2066 # no\u0000\n\tyes\n' }))]);
  expect(text).toContain('File `/a\\u{202e}b`: new');
  expect(text).toContain('+ ok \\u{2066} # no\\u{0}\n+ \tyes\n');
});

test('the name of a host cannot end its summary', () => {
  const text = markdown([planned('sysctl.a', null, { host: '</summary><b>', key: 'a', value: '1' })]);
  expect(text).toContain('<summary>On <code>&#60;/summary&#62;&#60;b&#62;</code>: 1 change</summary>');
});

test.each([2_000, 5_000, 65_536, 1_000_000])(
  'a plan of 2000 resources fits into %p characters, without a torn block',
  (limit) => {
    const text = markdown(manyChanges(2_000), limit);
    expect(text.length).toBeLessThanOrEqual(limit);
    expectWhole(text);
    expect(text).toContain('0 to add, 1,334 to change, 666 to destroy');
  },
);

test('what is left out is counted, and where it is to be found is said', () => {
  const text = markdown(manyChanges(2_000));
  expect(text).toMatch(/\*\*[\d,]+ entries are left out here\*\*, for the limit of 65,536 characters\./);
  expect(text).toMatch(/- … \d+ more\.\n/);
  expect(markdown(manyChanges(30))).not.toContain('left out');
});
