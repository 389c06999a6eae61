import { pageOf } from '../../../lib/review/page/page';
import { planned, reviewOf } from './plan-of';

const user = (password: string) => ({ cloud: 'main', name: 'joe', password });
const told = (before: object, after: object, change: object = {}) =>
  pageOf(reviewOf([planned('identity_user.joe', before as never, after as never, { change })]))
    .sections.filter(({ title }) => title.startsWith('Secrets'))
    .flatMap(({ items }) => items.map(({ text }) => text));

test.each([
  ['another version', '{{secret:joe}}', '{{secret:joe@2}}', '`joe` becomes `joe@2`'],
  ['a value of one’s own', 'x', '{{secret:joe}}', 'a value becomes `joe`'],
  [
    'a value that somebody else has set',
    '(differs from {{secret:joe}}, 0123456789ab)',
    '{{secret:joe}}',
    'what is set there is not `joe`, and becomes `joe`',
  ],
])('a rotation to %s is named', (_, before, after, words) => {
  expect(told(user(before), user(after))).toEqual([`In the cloud \`main\`, user \`joe\`, \`password\`: ${words}.`]);
});

test('sensitive values that change are told without either', () => {
  const marks = { before_sensitive: { password: true }, after_sensitive: { password: true } };
  expect(told(user('opensesame'), user('sesame'), marks)).toEqual([
    'In the cloud `main`, user `joe`, `password`: a hidden value becomes another one.',
  ]);
});

test('a change around a secret is no rotation', () => {
  const file = (host: string) => ({
    host: 'node1',
    path: '/a',
    settings: { d: { c: `mysql://a:{{secret:a}}@${host}/` } },
  });
  expect(reviewOf([planned('config_file.a', file('h1'), file('h2'))]).rotations).toEqual([]);
});

test('a first password is no rotation', () => {
  expect(reviewOf([planned('identity_user.joe', null, user('{{secret:joe}}'))]).rotations).toEqual([]);
});
