import { stackwright } from '../../../lib/provider';
import { kinds } from '../../../lib/review/kinds';

const resources = stackwright.resources.map(({ name, attributes }) => [name, Object.keys(attributes)] as const);

test('every resource of the provider has a kind, and no other has one', () => {
  expect(Object.keys(kinds).sort()).toEqual(resources.map(([name]) => `stackwright_${name}`).sort());
});

test.each(resources)('the kind of %s speaks of attributes that there are', (name, attributes) => {
  const kind = kinds[`stackwright_${name}`];
  const effects = [...(kind?.loses ?? []), ...(kind?.interrupts ?? [])];
  const named = [
    ...(kind?.named ?? []),
    ...(kind?.facts ?? []),
    ...effects.flatMap(({ by }) => (typeof by === 'string' ? [] : by)),
  ];
  expect(named.filter((attribute) => !attributes.includes(attribute))).toEqual([]);
});
