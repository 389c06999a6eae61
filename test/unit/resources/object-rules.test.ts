import { UNKNOWN } from '../../../lib/plugin/value/unknown';
import { resources } from '../../../lib/resources';
import { containerAttributes } from '../../../lib/resources/object-store/container-attributes';
import { objectAttributes } from '../../../lib/resources/object-store/object-attributes';
import { plannedDeletion } from '../../../lib/resources/object-store/object-deletion';
import { PrivateState } from '../../../lib/schema/private-state';
import type { Validator } from '../../../lib/schema/validator';

const problems = <T>({ validate = [] }: { readonly validate?: readonly Validator<T>[] }, value: T) =>
  validate.map((rule) => rule.problem(value)).filter((problem) => problem !== undefined);

test.each([
  '.r:*',
  '.r:.example.com',
  '.r:-thief.example.com',
  '.rlistings',
  'p:u',
  '*:u',
  'p:*',
  '*:*',
  'SwiftReader',
])('%s may read a container', (element) => {
  expect(problems(containerAttributes.read_acl, [element])).toEqual([]);
});

test.each(['', '.r:', '.r:-*', '.ref:*', '.r:*.example.com', '.listings', 'p: u', 'a,b', 'p:', ':u'])(
  '%j is no reader, or not as Swift would write it',
  (element) => {
    expect(problems(containerAttributes.read_acl, [element])).toHaveLength(1);
  },
);

test.each(['.r:*', '.rlistings'])('%s may not write', (element) => {
  expect(problems(containerAttributes.write_acl, [element])[0]).toContain('Swift lets nobody write by referrer');
});

test.each<[string, { readonly validate?: readonly Validator<string>[] }, string[], string[]]>([
  [
    'container',
    containerAttributes.name,
    ['a b', '.x', 'ü'.repeat(128)],
    ['', 'a/b', '.', '..', 'ü'.repeat(129), 'a\n'],
  ],
  [
    'object',
    objectAttributes.name,
    ['a/b', '/a', 'a//b', '.x/y.', 'x'.repeat(1024)],
    ['', 'a/../b', './a', '..', 'x'.repeat(1025)],
  ],
])('names of a %s', (_, attribute, right, wrong) => {
  for (const name of right) expect([name, problems(attribute, name)]).toEqual([name, []]);
  for (const name of wrong) expect([name, problems(attribute, name).length]).toEqual([name, 1]);
});

test.each([
  { Colour: 'x' },
  { my_colour: 'x' },
  { colour: '' },
  { colour: ' x' },
  { 'quota-bytes': '1' },
  { 'temp-url-key': 'x' },
])('%j cannot be said of a container', (metadata) => {
  expect(problems(containerAttributes.metadata, metadata as never)).toHaveLength(1);
});

const PROJECT = 'c'.repeat(32);

test.each<[string, string, object | undefined]>([
  ['object_container', 'main:reports', { cloud: 'main', name: 'reports' }],
  ['object_container', `main:${PROJECT}/reports`, { cloud: 'main', project_id: PROJECT, name: 'reports' }],
  ['object_container', 'main:reports/x', undefined],
  ['object', 'main:reports/2022/a b', { cloud: 'main', container: 'reports', name: '2022/a b' }],
  ['object', `main:${PROJECT}/reports/x`, { cloud: 'main', project_id: PROJECT, container: 'reports', name: 'x' }],
  ['object', 'main:reports', undefined],
  ['object_account', 'main:trial', { cloud: 'main', project_id: 'trial' }],
  ['object_account', 'main', undefined],
])('as an import id of %s, %s tells what it holds', (name, id, told) => {
  expect(resources.find((one) => one.name === name)?.import?.parse(id)).toEqual(told);
});

describe('when an object goes by itself', () => {
  const facts = new PrivateState();
  facts.set('delete_at', '2090-01-01T00:00:00Z');
  const prior = (delete_at: string | null, delete_after: number | null) => ({ delete_at, delete_after }) as never;
  const planned = (config: object, before: never | null, isOther = false) =>
    plannedDeletion({ delete_at: null, delete_after: null, ...config }, before, isOther, facts);

  test('a time that is given stands, unless it is past', () => {
    expect(planned({ delete_at: '2090-01-01T00:00:00Z' }, null)).toEqual({});
    expect(() => planned({ delete_at: '2020-01-01T00:00:00Z' }, null)).toThrow('which is past');
  });

  test('a span is counted anew with new content, another span, and when somebody has changed its end', () => {
    const span = { delete_after: 60 };
    expect(planned(span, prior('2090-01-01T00:00:00Z', 60))).toEqual({});
    expect(planned(span, null)).toEqual({ delete_at: UNKNOWN });
    expect(planned(span, prior('2090-01-01T00:00:00Z', 60), true)).toEqual({ delete_at: UNKNOWN });
    expect(planned(span, prior('2090-01-01T00:00:00Z', 90))).toEqual({ delete_at: UNKNOWN });
    expect(planned(span, prior(null, 60))).toEqual({ delete_at: UNKNOWN });
  });

  test('without either it stays, whatever somebody has set', () => {
    expect(planned({}, prior('2090-01-01T00:00:00Z', null))).toEqual({ delete_at: null });
  });
});
