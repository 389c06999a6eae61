import { UNKNOWN } from '../../../lib/plugin/value/unknown';
import { evaluate, type Json, type Scope, templateParts } from '../../../lib/stack/expressions';

const RESOURCES: Record<string, Record<string, { [name: string]: Json }>> = {
  stackwright_keystone_bootstrap: { it: { cloud: 'main' } },
  stackwright_service: { cache: { readiness: { tcp: '192.0.2.11:11211' } } },
  stackwright_mariadb_user: {
    glance: { name: 'glance' },
    circle: { name: '${stackwright_mariadb_user.circle.name}' },
  },
};
const SCOPE: Scope = {
  resource: (type, name) => RESOURCES[type]?.[name],
  variable: (name) => ({ port: 5000, text: 'a ${b}' })[name],
};

test.each([
  ['plain', 'plain'],
  ['', ''],
  ['$${not} %%{one}', '${not} %{one}'],
  ['${stackwright_keystone_bootstrap.it.id}', 'main'],
  ['${stackwright_service.cache.readiness.tcp}', '192.0.2.11:11211'],
  ['mysql://${stackwright_mariadb_user.glance.name}:{{secret:a|url}}@h/', 'mysql://glance:{{secret:a|url}}@h/'],
  ['${var.port}', 5000],
  ['http://h:${var.port}', 'http://h:5000'],
  ['${var.text}', 'a ${b}'],
])('%p is %p', (text, value) => {
  expect(evaluate(text, SCOPE)).toBe(value);
});

test.each([
  ['what a provider computes', '${stackwright_mariadb_user.glance.id}'],
  ['what other providers make', '${aws_instance.a.public_ip}'],
  ['a function', '${trimspace(file("/a}b"))}'],
  ['a variable without value', '${var.missing}'],
  ['a list in a text', 'a${stackwright_service.cache.readiness}'],
  ['a directive', '%{ if true }a%{ endif }'],
  ['an expression without end', '${a'],
  ['a circle of references', '${stackwright_mariadb_user.circle.name}'],
])('%s is unknown', (_, text) => {
  expect(evaluate(text, SCOPE)).toBe(UNKNOWN);
});

test('what is known around something unknown stays, keys of maps too', () => {
  const value = evaluate({ a: ['${var.missing}', 'b'], '${stackwright_mariadb_user.glance.name}.*': ['ALL'] }, SCOPE);
  expect({ ...(value as object) }).toEqual({ a: [UNKNOWN, 'b'], 'glance.*': ['ALL'] });
});

test('braces in texts and objects do not end an expression', () => {
  expect(templateParts('a${f({b = "}\\"}"})}c')).toEqual(['a', { expression: 'f({b = "}\\"}"})' }, 'c']);
});
