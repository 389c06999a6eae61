import { parseDropIn, renderDropIn, sameSettings, unitName } from '../../../lib/host/units/drop-in';

test.each([
  ['memcached', 'memcached.service'],
  ['memcached.service', 'memcached.service'],
  ['sshd.socket', 'sshd.socket'],
  ['getty@tty1', 'getty@tty1.service'],
  ['php8.2-fpm', 'php8.2-fpm.service'],
])('the name %s means the unit %s', (name, unit) => {
  expect(unitName(name)).toBe(unit);
});

const settings = {
  Unit: { After: ['a.service b.service', ''] },
  Service: { ExecStart: ['', '/bin/sh -c "echo = [x] # ; $HOME"'], Environment: ['A=ü', 'B=#1'] },
  Install: {},
};

test('settings come back from the file as they went in', () => {
  expect(parseDropIn(renderDropIn(settings))).toEqual(settings);
});

test('the same settings are the same file, whatever their order', () => {
  const other = {
    Install: {},
    Service: Object.fromEntries(Object.entries(settings.Service).reverse()),
    Unit: settings.Unit,
  };
  expect(renderDropIn(other)).toBe(renderDropIn(settings));
  expect(sameSettings(other, settings)).toBe(true);
  expect(sameSettings(other, null)).toBe(false);
  expect(sameSettings(null, null)).toBe(true);
  expect(sameSettings({ Service: { Environment: ['A', 'B'] } }, { Service: { Environment: ['B', 'A'] } })).toBe(false);
});

test('a file written by hand is read as systemd reads it', () => {
  const text = `
; a comment
Ignored=before any section
[Service]
# another
  ExecStart = /bin/a \\
# a comment between
   --flag
ExecStart=/bin/b
not a setting
[Unit]
After=x
[Service]
Nice=
`;
  expect(parseDropIn(text)).toEqual({
    Service: { ExecStart: ['/bin/a     --flag', '/bin/b'], Nice: [''] },
    Unit: { After: ['x'] },
  });
});
