import { inspect } from 'node:util';
import { SecretNameInvalid, SecretStore, SecretUnknown } from '../../../lib/secrets';

const masterKey = Buffer.from('a master key of more than thirty-two characters');
const derived = () => new SecretStore({ masterKey });

describe('a secret store', () => {
  test('puts the values in the place of all references of a text', () => {
    const store = derived();
    const text = store.resolve('a={{secret:x}} b={{secret:y}} a={{secret:x}} {{{{secret:x}}');
    const [, a, b, again] = /^a=(\w{32}) b=(\w{32}) a=(\w{32}) \{\{secret:x\}\}$/.exec(text) ?? [];
    expect(a).toBe(again);
    expect(a).not.toBe(b);
  });

  test('prefers a configured value to a derived one, for that version only', () => {
    const store = new SecretStore({ masterKey, secrets: { x: 'first $& "one"', 'y@2': 'second' } });
    expect(store.resolve('{{secret:x}}')).toBe('first $& "one"');
    expect(store.resolve('{{secret:x@1}}')).toBe('first $& "one"');
    expect(store.resolve('{{secret:x@2}}')).toMatch(/^\w{32}$/);
    expect(store.resolve('{{secret:y@2}}')).toBe('second');
    expect(store.resolve('{{secret:y}}')).toMatch(/^\w{32}$/);
  });

  test('encodes a value for a URL where the reference asks for it, and knows it in that form, too', () => {
    const store = new SecretStore({ secrets: { x: "p@ss/w:rd*'é" } });
    const url = store.resolve('amqp://nova:{{secret:x|url}}@mq');
    expect(url).toBe('amqp://nova:p%40ss%2Fw%3Ard%2A%27%C3%A9@mq');
    expect(decodeURIComponent(new URL(url).password)).toBe("p@ss/w:rd*'é");
    expect(store.redact(`cannot reach ${url}`)).toBe('cannot reach amqp://nova:(secret x)@mq');
  });

  test('writes a value for the quotes of a shell, or of JSON and YAML, where the reference asks for it', () => {
    const store = new SecretStore({ secrets: { x: `it's "$HOME"\\` } });
    expect(store.resolve("export A='{{secret:x|sh}}'")).toBe(`export A='it'\\''s "$HOME"\\'`);
    expect(JSON.parse(store.resolve('"{{secret:x|json}}"'))).toBe(`it's "$HOME"\\`);
  });

  test('says what to set when there is neither a value nor a master key', () => {
    const resolve = () => new SecretStore({ secrets: { x: 'value' } }).resolve('{{secret:db@3}}');
    expect(resolve).toThrow(SecretUnknown);
    expect(resolve).toThrow(/'db@3' has no value.*STACKWRIGHT_MASTER_KEY/);
  });

  test('refuses a configured name that no reference could have', () => {
    expect(() => new SecretStore({ secrets: { 'Nova DB': 'value' } })).toThrow(SecretNameInvalid);
  });

  test('shows nothing of itself when it is printed', () => {
    const store = new SecretStore({ masterKey, secrets: { x: 'correct horse' } });
    expect(inspect(store, { depth: 9, showHidden: true }) + JSON.stringify(store)).not.toMatch(
      /correct|6d 61|master key/,
    );
  });
});

describe('redaction', () => {
  const value = 'pä"ss w/ö+rd\'\\$&?';
  const store = new SecretStore({ secrets: { api: value } });

  test.each([
    ['as it is', value],
    ['in JSON', JSON.stringify({ value }).slice(10, -2)],
    ['in a URL', encodeURIComponent(value)],
    ['in a URL with small hexadecimal digits', encodeURIComponent(value).replace(/%../g, (code) => code.toLowerCase())],
    ['in a form', encodeURIComponent(value).replaceAll('%20', '+')],
    ['in a shell word', value.replaceAll("'", "'\\''")],
    ['as base64', Buffer.from(value).toString('base64')],
    ['as base64url', Buffer.from(value).toString('base64url')],
  ])('removes a value %s', (_, form) => {
    expect(store.redact(`before ${form} after ${form}`)).toMatch(/^before \(secret api\)=* after \(secret api\)=*$/);
  });

  test.each([0, 1, 2, 3, 4])('removes a value inside a longer base64 text, %i bytes from its start', (shift) => {
    const text = Buffer.from(`${'x'.repeat(shift)}${value}yz`).toString('base64');
    const redacted = store.redact(text);
    expect(redacted).toContain('(secret api)');
    // At most the edges that mix with neighbours are left.
    expect(redacted.replace('(secret api)', '').length).toBeLessThan(16);
  });

  test('finds values only once they are resolved, and tells secrets apart by name', () => {
    const later = derived();
    const [x, y] = [derived().resolve('{{secret:x}}'), derived().resolve('{{secret:y@2}}')];
    expect(later.redact(`${x} ${y}`)).toBe(`${x} ${y}`);
    later.resolve('{{secret:x}}{{secret:y@2}}');
    expect(later.redact(`${x} ${y}`)).toBe('(secret x) (secret y@2)');
  });

  test('takes out whole a secret that contains another one', () => {
    const both = new SecretStore({ secrets: { short: 'abcdef', long: 'abcdefghi' } });
    expect(both.redact('abcdefghi abcdef')).toBe('(secret long) (secret short)');
  });

  test('leaves values of fewer than six characters, which would tear words apart', () => {
    expect(new SecretStore({ secrets: { tiny: 'nova' } }).redact('nova-api')).toBe('nova-api');
  });

  test('is quick: a megabyte of log against fifty secrets', () => {
    const many = derived();
    for (let index = 0; index < 50; index++) many.resolve(`{{secret:s${index}}}`);
    const log = `${'2026-01-01 10:00:00 INFO nova.compute.manager [req-1] something usual\n'.repeat(15000)}${many.resolve('{{secret:s7}}')}`;
    const started = performance.now();
    expect(many.redact(log)).toMatch(/\(secret s7\)$/);
    expect(performance.now() - started).toBeLessThan(500);
  });
});

describe('comparing with what a host has', () => {
  const text = 'mysql://nova:{{secret:nova-db}}@db/nova';

  test('finds the same when the value is the resolved one', () => {
    expect(derived().compare(text, derived().resolve(text))).toBe('same');
  });

  test('shows a difference by the reference and never by the value', () => {
    const difference = derived().compare(text, 'mysql://nova:changed by hand@db/nova');
    expect(difference).toMatch(/^\(differs from mysql:\/\/nova:\{\{secret:nova-db\}\}@db\/nova, [0-9a-f]{12}\)$/);
  });

  test('gives the same text for the same value and another one for another, in every process', () => {
    expect(derived().compare(text, 'one')).toBe(derived().compare(text, 'one'));
    expect(derived().compare(text, 'one')).not.toBe(derived().compare(text, 'two'));
    expect(derived().compare(text, 'one')).toBe('(differs from mysql://nova:{{secret:nova-db}}@db/nova, cf72c7fc68b5)');
  });

  test('gives a text that nobody can check guesses against without the keys', () => {
    const other = new SecretStore({ masterKey: Buffer.from('another master key of at least 32 characters') });
    expect(other.compare(text, 'one')).not.toBe(derived().compare(text, 'one'));
    const configured = (value: string) => new SecretStore({ secrets: { 'nova-db': value } }).compare(text, 'one');
    expect(configured('this')).toBe(configured('this'));
    expect(configured('this')).not.toBe(configured('that'));
  });

  test('does not tell that two places hold the same wrong value', () => {
    const tag = (reference: string) => derived().compare(reference, 'one').slice(-13);
    expect(tag('{{secret:a}}')).not.toBe(tag('{{secret:b}}'));
  });
});
