import { UNKNOWN } from '../../../lib/plugin/value/unknown';
import type { Value } from '../../../lib/plugin/value/value';
import { list, mapOfMaps, object, objectList, objectMap, set, string } from '../../../lib/schema/attribute';
import { Diagnostics } from '../../../lib/schema/diagnostics';
import { NO_REFERENCES } from '../../../lib/schema/references';
import { validateAttributes } from '../../../lib/schema/validation';
import { each, matches } from '../../../lib/schema/validator';

const LOWER = matches(/^[a-z]+$/, 'lower case');
const child = { name: string({ description: 'Name.', optional: true, validate: [LOWER] }) };
const attributes = {
  words: list('string', { description: 'Words.', optional: true, validate: [each(LOWER)] }),
  bag: set('string', { description: 'Bag.', optional: true }),
  settings: mapOfMaps({ description: 'Settings.', optional: true }),
  probe: object(child, { description: 'Probe.', optional: true }),
  disks: objectList(child, { description: 'Disks.', optional: true }),
  hosts: objectMap(child, { description: 'Hosts.', optional: true }),
  keys: list('string', { description: 'Keys.', optional: true, sensitive: true, validate: [each(LOWER)] }),
};

function problems(config: Record<string, Value>) {
  const diagnostics = new Diagnostics();
  validateAttributes(attributes, config, diagnostics, NO_REFERENCES);
  return diagnostics.all;
}

test.each<[Record<string, Value>, string]>([
  [{ words: ['a', null] }, 'words[1] holds null.'],
  [{ bag: ['a', null] }, 'bag holds null.'],
  [{ settings: { a: { b: null } } }, 'settings["a"]["b"] holds null.'],
  [{ settings: { a: null } }, 'settings["a"] holds null.'],
  [{ disks: [{ name: 'a' }, null] }, 'disks[1] holds null.'],
  [{ hosts: { a: null } }, 'hosts["a"] holds null.'],
])('an element that is null is refused: %j', (config, problem) => {
  expect(problems(config)).toMatchObject([{ severity: 'error', detail: expect.stringContaining(problem) }]);
});

test.each<[Record<string, Value>]>([
  [{ words: null }],
  [{ probe: { name: null } }],
  [{ disks: [{ name: null }] }],
  [{ words: ['a', UNKNOWN], settings: { a: UNKNOWN } }],
  [{ words: [], settings: {}, hosts: {} }],
])('null as an attribute, and what is unknown or empty, is fine: %j', (config) => {
  expect(problems(config)).toEqual([]);
});

test.each<[Record<string, Value>, string]>([
  [{ words: ['a', 'B'] }, 'words is ["a","B"]. "B" does not fit. Give lower case.'],
  [{ probe: { name: 'A' } }, 'probe.name is "A". Give lower case.'],
  [{ hosts: { x: { name: 'A' } } }, 'hosts["x"].name is "A". Give lower case.'],
])('a value that breaks a rule is told with its place and what to do: %j', (config, detail) => {
  expect(problems(config)).toMatchObject([{ detail }]);
});

test('a sensitive value is never quoted', () => {
  const found = problems({ keys: ['a', 'SECRET-KEY'] });
  expect(found).toMatchObject([{ detail: 'keys is sensitive and not shown. Give each lower case.' }]);
});
