import { referenceProblem, secretReferences } from '../../lib/references';
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
