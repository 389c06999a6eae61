import { parseKeys } from '../../../lib/host/keystone/key-repositories';
import { rotationCommands } from '../../../lib/host/keystone/key-rotation';
import { calendarIn, rotationUnit, rotationUnits } from '../../../lib/host/keystone/rotation-timer';

const ROTATION = { kind: 'fernet', path: '/etc/a b/100%$keys', maxActiveKeys: 5, keyMode: '0600' } as const;

test('only what has a number for a name is a key', () => {
  const found = [
    '/a',
    '0',
    'keystone',
    'keystone',
    '600',
    '/a',
    '12',
    'root',
    '104',
    '4755',
    '/a',
    '0.tmp',
    'x',
    'x',
    '600',
    '',
  ];
  expect(parseKeys(found.join('\0'), ['/b', '/a'])).toEqual([
    new Map(),
    new Map([
      [0, { owner: 'keystone', group: 'keystone', mode: '0600' }],
      [12, { owner: 'root', group: '104', mode: '4755' }],
    ]),
  ]);
  expect(parseKeys('', ['/a'])).toEqual([new Map()]);
});

test('the commands of a rotation stand in a unit as one argument, in which nothing is expanded', () => {
  const { timer, service } = rotationUnits({
    ...ROTATION,
    schedule: 'Mon *-*-* 03:00',
    owner: 'keystone',
    group: 'keys',
  });
  const [, argument = ''] = /^ExecStart=\/bin\/bash -c "(.*)"$/m.exec(service.content) ?? [];
  const unescaped = argument
    .replace(/\\n/g, '\n')
    .replace(/(\$|%)\1/g, '$1')
    .replace(/\\([\\"])/g, '$1');
  // A "\n" of the script itself is escaped, and must not become a line's end.
  const script = rotationCommands(ROTATION).text;
  expect(argument).not.toMatch(/(^|[^$])\$(\$\$)*([^$]|$)/);
  expect(argument).not.toMatch(/(^|[^%])%(%%)*([^%]|$)/);
  expect(unescaped.replaceAll('\\\n', '\\n')).toBe(script);
  expect(service.content).toContain('User=keystone\nGroup=keys\n');
  expect(timer.name).toBe('stackwright-rotate-etc-a-b-100-keys.timer');
  expect(rotationUnit(ROTATION.path)).toBe('stackwright-rotate-etc-a-b-100-keys');
});

test('a rotation of tokens’ keys also says where the receipts’ are, and one of credentials migrates before and after', () => {
  const fernet = rotationCommands(ROTATION).text;
  expect(fernet).toContain("'[fernet_receipts]' 'key_repository = /etc/a b/100%$keys' 'max_active_keys = 5'");
  expect(fernet.match(/manage '\w+'/g)).toEqual(["manage 'fernet_rotate'"]);
  const credential = rotationCommands({ ...ROTATION, kind: 'credential' }).text;
  expect(credential.match(/manage '\w+'/g)).toEqual([
    "manage 'credential_migrate'",
    "manage 'credential_rotate'",
    "manage 'credential_migrate'",
  ]);
});

test('the calendar of a timer is read from its file', () => {
  const { timer } = rotationUnits({ ...ROTATION, schedule: 'weekly', owner: 'a', group: 'b' });
  expect(calendarIn(timer.content)).toBe('weekly');
  expect(calendarIn('[Timer]\nOnCalendar = x\n')).toBeNull();
  expect(calendarIn('')).toBeNull();
});
