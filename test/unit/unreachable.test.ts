import { ServerUnavailable } from '../../lib/host/server-unavailable';
import {
  ApiUnavailable,
  CertificateRefused,
  CredentialsRefused,
  EndpointMissing,
  PasswordToBeSet,
} from '../../lib/openstack/errors';
import { HostUnreachable } from '../../lib/ssh/errors';
import type { HostConfigurations } from '../../lib/ssh-options';
import { goOnUnseen } from '../../lib/unreachable';

const hosts = {
  node1: { on_unreachable: 'keep' },
  node2: { on_unreachable: 'error' },
} as unknown as HostConfigurations;
const away = (api = 'http://a:5000') => new ApiUnavailable(api, `${api} does not answer: connect ECONNREFUSED.`);
const state = { cloud: 'main', name: 'joe' };

test('an API that is away is told once for all that a cloud keeps there', () => {
  const goOn = goOnUnseen(hosts);
  expect(goOn(away(), state)).toEqual([
    {
      severity: 'warning',
      summary: 'The cloud main could not be looked at',
      detail: expect.stringMatching(
        /^http:\/\/a:5000 does not answer: connect ECONNREFUSED\.\n\nWhat was known of all objects of main that http:\/\/a:5000 keeps is kept/,
      ),
    },
  ]);
  expect(goOn(away(), state)).toEqual([]);
  expect(goOn(away(), { ...state, name: 'ann' })).toEqual([]);
  expect(goOn(away(), { cloud: 'other' })).toMatchObject([{ summary: 'The cloud other could not be looked at' }]);
});

test('each API of a cloud that is away is told', () => {
  const goOn = goOnUnseen(hosts);
  expect(goOn(away(), state)).toHaveLength(1);
  expect(goOn(away('http://a:9292'), state)).toHaveLength(1);
});

test('a service that is not in the catalog is told like an API that is away', () => {
  const missing = new EndpointMissing('image', 'The service "image" has no internal endpoint in any region.');
  expect(goOnUnseen(hosts)(missing, state)).toMatchObject([
    { detail: expect.stringMatching(/no internal endpoint.*\n\n.*objects of main that the service "image" keeps/) },
  ]);
});

test('a password that is to be set again counts as that, one that is wrong does not', () => {
  const refused = new CredentialsRefused('http://a:5000/v3/auth/tokens', 'user "admin"', 'No.');
  const toBeSet = new PasswordToBeSet('http://a:5000', `${refused.message} What is planned sets it again.`);
  expect(goOnUnseen(hosts)(toBeSet, state)).toMatchObject([
    { detail: expect.stringContaining('What is planned sets it again.') },
  ]);
  expect(goOnUnseen(hosts)(refused, state)).toBeUndefined();
});

test('nobody is believed whose certificate is not trusted', () => {
  expect(goOnUnseen(hosts)(new CertificateRefused('https://a', 'self-signed'), state)).toBeUndefined();
});

test('a server on a host that is away is told once for all behind it', () => {
  const goOn = goOnUnseen(hosts);
  const stopped = () => new ServerUnavailable('MariaDB on node1', 'Its unit is stopped.');
  expect(goOn(stopped(), { host: 'node1', name: 'a' })).toMatchObject([
    { severity: 'warning', summary: 'MariaDB on node1 could not be looked at' },
  ]);
  expect(goOn(stopped(), { host: 'node1', name: 'b' })).toEqual([]);
  expect(goOn(new ServerUnavailable('RabbitMQ on node1', 'Likewise.'), { host: 'node1' })).toHaveLength(1);
});

test.each([
  ['node1', [{ summary: 'node1 could not be looked at' }]],
  ['node2', undefined],
  ['node3', undefined],
])('a host that is away is gone on without where that is configured: %s', (host, told) => {
  const answer = goOnUnseen(hosts)(new HostUnreachable(host, 'refused', 'nothing listens.'), { host });
  if (told) expect(answer).toMatchObject(told);
  else expect(answer).toBeUndefined();
});

test('any other failure stands', () => {
  expect(goOnUnseen(hosts)(new Error('a bug'), { ...state, host: 'node1' })).toBeUndefined();
});
