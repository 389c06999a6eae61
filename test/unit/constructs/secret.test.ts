import { Secret } from '../../../constructs';

test('a secret stands in a text as its reference', () => {
  expect(`mysql://nova:${Secret.named('nova/database')}@db`).toBe('mysql://nova:{{secret:nova/database}}@db');
});

test('in a URL it is percent-encoded', () => {
  expect(Secret.named('db').version(2).urlReference).toBe('{{secret:db@2|url}}');
});

test('a rotated secret says how often', () => {
  expect(Secret.named('db').version(2).reference).toBe('{{secret:db@2}}');
});

test('the first version is the secret itself', () => {
  expect(Secret.named('db').version(2).version(1).reference).toBe('{{secret:db}}');
});

test.each(['', 'Upper', '-dash', 'with space', 'a}}b', 'a@2'])('fails on the name %j', (name) => {
  expect(() => Secret.named(name)).toThrow(`The secret name ${JSON.stringify(name)} is not allowed`);
});

test.each([0, -1, 1.5])('fails on version %d', (version) => {
  expect(() => Secret.named('db').version(version)).toThrow(`Secret "db" cannot have version ${version}`);
});
