import { referenceProblem, secretReferences } from '../../lib/references';
import { restoreReferences } from '../../lib/schema/references';
import { SecretStore } from '../../lib/secrets';

const KEY = Buffer.alloc(32, 7);
const references = () => secretReferences(new SecretStore({ masterKey: KEY, secrets: { own: 'chosen-by-hand' } }));
const TEMPLATE = 'user=nova password={{secret:own}} other={{secret:nova/db}}';

describe('what is stored for a value that a host has', () => {
  test('is the reference, where the value is the one that it stands for', () => {
    const { resolve, restore } = references();
    expect(restore(TEMPLATE, resolve(TEMPLATE))).toBe(TEMPLATE);
  });

  test('tells a difference beside the secrets, with references in their places', () => {
    const { resolve, restore } = references();
    const actual = resolve(TEMPLATE).replace('nova', 'glance');
    expect(restore(TEMPLATE, actual)).toBe('user=glance password={{secret:own}} other={{secret:nova/db}}');
  });

  test('tells that a secret differs, but neither value', () => {
    const { restore } = references();
    const stored = restore('{{secret:own}}', 'typed by hand');
    expect(stored).toMatch(/^\(differs from \{\{secret:own\}\}, [0-9a-f]{12}\)$/);
  });

  test('is the same for the same difference, also by the next process, so that a refresh finds nothing new', () => {
    const stored = references().restore('{{secret:own}}', 'typed by hand');
    expect(references().restore('{{secret:own}}', 'typed by hand')).toBe(stored);
    expect(references().restore(stored, 'typed by hand')).toBe(stored);
  });

  test('is the reference again as soon as the value is right again', () => {
    const { restore } = references();
    expect(restore(restore('{{secret:own}}', 'typed by hand'), 'chosen-by-hand')).toBe('{{secret:own}}');
  });

  test('keeps a known secret out even where none belongs', () => {
    const { restore } = references();
    expect(restore('nothing secret', 'it is chosen-by-hand now')).toBe('it is (secret own) now');
  });

  test('is escaped where a host has what looks like a reference', () => {
    const { restore, resolve } = references();
    const stored = restore('plain', 'a {{secret:b}}');
    expect(stored).toBe('a {{{{secret:b}}');
    expect(resolve(stored)).toBe('a {{secret:b}}');
    expect(restore(stored, 'a {{secret:b}}')).toBe(stored);
  });
});

test('a reference is checked without any key', () => {
  expect(referenceProblem('fine {{secret:a}} {{secret:b@2}}')).toBeUndefined();
  expect(referenceProblem('{{secret:}}')).toContain('A reference is {{secret:NAME}}');
});

describe('references in collections', () => {
  const MASKED = expect.stringMatching(/^\(differs from \{\{secret:own\}\}, [0-9a-f]{12}\)$/);
  const set = ['set', 'string'] as const;
  const list = ['list', 'string'] as const;

  test('are put back in a set whatever its order', () => {
    expect(restoreReferences(set, ['{{secret:own}}', 'b', 'a'], ['a', 'b', 'chosen-by-hand'], references())).toEqual([
      'a',
      'b',
      '{{secret:own}}',
    ]);
  });

  test('are put back in a list of another length, wherever the element has gone', () => {
    const { restore, resolve, ...rest } = references();
    const actual = ['new', resolve('x={{secret:own}}'), 'a'];
    expect(restoreReferences(list, ['a', 'x={{secret:own}}'], actual, { restore, resolve, ...rest })).toEqual([
      'new',
      'x={{secret:own}}',
      'a',
    ]);
  });

  test.each<[string, typeof set | typeof list, string[], string[]]>([
    ['a set', set, ['a', '{{secret:own}}'], ['typed by hand', 'a']],
    ['a list of another length', list, ['a', '{{secret:own}}', 'b'], ['a', 'typed by hand']],
  ])(
    'a changed secret in %s is told without its value, and the same way by the next refresh',
    (_, type, before, now) => {
      const stored = restoreReferences(type, before, now, references());
      expect(stored).toEqual(now.map((element) => (element === 'a' ? 'a' : MASKED)));
      expect(restoreReferences(type, stored, now, references())).toEqual(stored);
      const repaired = now.map((element) => (element === 'a' ? 'a' : 'chosen-by-hand'));
      expect(restoreReferences(type, stored, repaired, references())).toContain('{{secret:own}}');
    },
  );

  test('what nothing accounts for is shown only where no reference is left over', () => {
    const two = restoreReferences(set, ['{{secret:own}}'], ['one', 'two'], references());
    expect(two).toEqual([MASKED, MASKED]);
    expect(restoreReferences(set, ['{{secret:own}}'], ['chosen-by-hand', 'two'], references())).toEqual([
      '{{secret:own}}',
      'two',
    ]);
  });

  test('are put back by key in maps of maps, and what is new there holds no known secret', () => {
    const type = ['map', ['map', 'string']] as const;
    const template = { a: { key: '{{secret:own}}' }, gone: { key: 'x' } };
    const actual = { a: { key: 'chosen-by-hand', other: 'with chosen-by-hand' }, b: { key: 'y' } };
    expect(restoreReferences(type, template, actual, references())).toEqual({
      a: { key: '{{secret:own}}', other: 'with (secret own)' },
      b: { key: 'y' },
    });
  });

  test('are put back in lists of sections', () => {
    const type = ['map', ['list', 'string']] as const;
    expect(restoreReferences(type, { a: ['x', '{{secret:own}}'] }, { a: ['x', 'other'] }, references())).toEqual({
      a: ['x', MASKED],
    });
  });
});
