import { ACCOUNT_NAME, octalMode, sameMode } from '../../../lib/resources/host/ownership';

test.each(['root', '_apt', 'www-data', 'Domain.User', 'machine$'])('%s is the name of an account', (name) => {
  expect(ACCOUNT_NAME.problem(name)).toBeUndefined();
});

test.each(['1000', '', 'a b', '-x', 'root:root', 'a\nb'])('%j is refused as the name of an account', (name) => {
  expect(ACCOUNT_NAME.problem(name)).toBe('Give the name of a user or group, not its number.');
});

test.each(['644', '0644', '4755'])('%s is a mode', (mode) => {
  expect(octalMode.problem(mode)).toBeUndefined();
});

test.each(['8644', '64', '01777 ', 'u+x', '0o644'])('%j is refused as a mode', (mode) => {
  expect(octalMode.problem(mode)).toBeDefined();
});

test('modes are compared as numbers', () => {
  expect(sameMode('644', '0644')).toBe(true);
  expect(sameMode('4644', '0644')).toBe(false);
});
