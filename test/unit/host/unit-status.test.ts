import { similarNames } from '../../../lib/host/similar';
import { activeSince, isActive, parseUnits } from '../../../lib/host/units/unit-status';

const SHOWN = `Type=simple
Id=memcached.service
ActiveState=active
SubState=running
ActiveEnterTimestamp=Sun 2026-11-22 05:37:56.530302 UTC

Id=nosuch.service
LoadState=not-found
ActiveState=inactive
ActiveEnterTimestamp=n/a

Id=loop.service
Description=a=b
ActiveState=activating
SubState=auto-restart
`;

test('what systemctl shows of several units is told apart', () => {
  const units = parseUnits(SHOWN);
  expect(units.map((unit) => unit.get('Id'))).toEqual(['memcached.service', 'nosuch.service', 'loop.service']);
  expect(units[2]?.get('Description')).toBe('a=b');
});

test('a unit that crashes again and again does not count as active', () => {
  expect(parseUnits(SHOWN).map(isActive)).toEqual([true, false, false]);
  expect(
    isActive(
      new Map([
        ['ActiveState', 'activating'],
        ['SubState', 'start'],
      ]),
    ),
  ).toBe(true);
});

test('the time of the start is known to the microsecond', () => {
  const [memcached, nosuch] = parseUnits(SHOWN).map(activeSince);
  expect(memcached).toBeCloseTo(Date.UTC(2026, 10, 22, 5, 37, 56) / 1000 + 0.530302, 6);
  expect(nosuch).toBeUndefined();
});

test('a misspelt name has similar ones, the most similar first', () => {
  const names = ['memcached', 'memcached-exporter', 'ssh', 'mariadb', 'rabbitmq-server'];
  expect(similarNames('memcahed', names)).toEqual(['memcached', 'memcached-exporter']);
  expect(similarNames('rabbitmq', names)).toEqual(['rabbitmq-server']);
  expect(similarNames('x', names)).toEqual([]);
});
