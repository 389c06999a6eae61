import { headsOf, revisionsIn } from '../../../lib/host/migrations/revisions';
import { withoutNoise } from '../../../lib/resources/database/migration-run';

const found = (...records: string[]) => records.map((record) => `${record}\0`).join('');

test('revisions are read whichever way they are quoted and over how many lines they go', () => {
  const text = found(
    "/v/a.py:revision = 'a1'",
    '/v/a.py:down_revision = None',
    '/v/b.py:revision: str = "b2"  # was \'b1\'',
    '/v/b.py:down_revision: Union[str, None] = "a1"',
    "/v/c.py:revision = 'c3'",
    "/v/c.py:down_revision = (\n    'a1',  # 'not this one'\n    \"b2\",\n)",
    "/v/c.py:depends_on = ['d4']",
    "/v/none.py:depends_on = ('x',)",
  );
  expect([...revisionsIn(text)]).toEqual([
    ['/v/a.py', { id: 'a1', after: [], dependsOn: [] }],
    ['/v/b.py', { id: 'b2', after: ['a1'], dependsOn: [] }],
    ['/v/c.py', { id: 'c3', after: ['a1', 'b2'], dependsOn: ['d4'] }],
  ]);
});

const revision = (id: string, after: string[] = [], dependsOn: string[] = []) => ({ id, after, dependsOn });

test.each([
  ['one line', [revision('a'), revision('b', ['a'])], ['b']],
  ['two branches', [revision('a'), revision('y', ['a']), revision('x', ['a'])], ['x', 'y']],
  ['a merge', [revision('a'), revision('b'), revision('m', ['a', 'b'])], ['m']],
  ['a branch that another one depends on', [revision('a'), revision('b', [], ['a'])], ['b']],
  ['nothing', [], []],
])('the heads of %s are what nothing comes after and nothing depends on', (_, revisions, heads) => {
  expect(headsOf(revisions)).toEqual(heads);
});

test('what Python tools say when they cannot end neatly is left out, and nothing else', () => {
  const noise = `Exception ignored in: <function _removeHandlerRef at 0x7fdb50f49580>
Traceback (most recent call last):
  File "/usr/lib/python3.11/logging/__init__.py", line 855, in _removeHandlerRef
  File "/usr/lib/python3/dist-packages/eventlet/green/thread.py", line 34, in get_ident
AttributeError: 'NoneType' object has no attribute 'getcurrent'
`;
  expect(withoutNoise(noise)).toBe('');
  expect(withoutNoise(`before\n${noise}after\n`)).toBe('before\nafter\n');
  expect(withoutNoise('Traceback (most recent call last):\n  File "x"\nKeyError: 1\n')).toContain('KeyError: 1');
});
