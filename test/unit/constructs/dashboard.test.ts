import { execFileSync } from 'node:child_process';
import { Horizon, type HorizonProps, type Keystone, type Memcached, Secret } from '../../../constructs';
import { synthKeystone } from './in-cloud';
import type { Synthesized } from './synth';

/** Horizon beside Keystone on node1. */
function dashboard(props: Partial<HorizonProps> = {}): Synthesized {
  return synthKeystone((keystone: Keystone, host) => {
    const cache = host.node.findChild('Cache') as Memcached;
    new Horizon(host, 'Horizon', { host, keystone, cache, ...props });
  });
}

const fileOf = ({ all }: Synthesized) => all('file').find(({ path }) => `${path}`.includes('openstack-dashboard'));
const webServer = ({ all }: Synthesized) => all('service').find(({ name }) => name === 'apache2.service');

/** The settings as Python reads them, once Terraform and the provider have put in what they know. */
function read(found: Synthesized): Record<string, unknown> {
  const content = `${fileOf(found)?.content}`
    .replace(/\$\{jsonencode\(.*?\)\}/g, '"192.0.2.1:11211"')
    .replace(/\{\{secret:([^{}|]*)\|json\}\}/g, 'a \\"secret\\" $1');
  expect(content).not.toMatch(/\{\{|\$\{|%\{/);
  const show = `import json, sys
names = {}
exec(sys.stdin.read(), {}, names)
print(json.dumps(names))`;
  return JSON.parse(execFileSync('python3', ['-c', show], { input: content, encoding: 'utf8' }));
}

describe('Horizon', () => {
  test('keeps sessions in memcached, knows Keystone, and answers under the names of its host', () => {
    expect(read(dashboard())).toEqual({
      ALLOWED_HOSTS: ['192.0.2.1', 'node1', 'localhost'],
      SECRET_KEY: 'a "secret" horizon/secret-key',
      TIME_ZONE: 'UTC',
      OPENSTACK_KEYSTONE_URL: 'http://192.0.2.1:5000/v3',
      OPENSTACK_KEYSTONE_DEFAULT_ROLE: 'member',
      OPENSTACK_KEYSTONE_MULTIDOMAIN_SUPPORT: false,
      OPENSTACK_KEYSTONE_DEFAULT_DOMAIN: 'Default',
      SESSION_ENGINE: 'django.contrib.sessions.backends.cache',
      CACHES: {
        default: {
          BACKEND: 'django.core.cache.backends.memcached.PyMemcacheCache',
          LOCATION: '192.0.2.1:11211',
        },
      },
    });
    expect(fileOf(dashboard())).toMatchObject({ group: 'www-data', mode: '0640' });
  });

  test("takes settings of its user, whatever stands in them, and they win over the package's", () => {
    const SITE_BRANDING = "our \"cloud\"\n''' \\ ${path.module} %{ if true } \u2028 ☁";
    const found = dashboard({
      extraSettings: {
        SITE_BRANDING,
        SESSION_TIMEOUT: 7200,
        SESSION_COOKIE_SECURE: true,
        HELP_URL: null,
        OPENSTACK_NEUTRON_NETWORK: { enable_router: false, supported_vnic_types: ['*', 1.5] },
        EMAIL_HOST_PASSWORD: Secret.named('mail'),
        EMAIL_HOST_USER: 'horizon-{{secret:mail-user}}',
      },
    });
    expect(read(found)).toMatchObject({
      SITE_BRANDING,
      SESSION_TIMEOUT: 7200,
      SESSION_COOKIE_SECURE: true,
      HELP_URL: null,
      OPENSTACK_NEUTRON_NETWORK: { enable_router: false, supported_vnic_types: ['*', 1.5] },
      EMAIL_HOST_PASSWORD: 'a "secret" mail',
      EMAIL_HOST_USER: 'horizon-a "secret" mail-user',
    });
    expect(`${fileOf(found)?.path}`).toMatch(/\/local_settings\.d\/_99_\w+\.py$/);
  });

  test('is ready when the administrator has logged in, and hands the password to the probe alone', () => {
    const { readiness, restart_on, depends_on } = webServer(dashboard()) as {
      readiness: { command: string };
      restart_on: object;
      depends_on: string[];
    };
    expect(readiness.command).toMatch(/^python3 -c '[^']*' <<'GIVEN'\n.*\nGIVEN\n$/s);
    expect(readiness.command).toContain('"password": "{{secret:keystone/admin|json}}"');
    expect(Object.keys(restart_on)).toContain('/etc/openstack-dashboard/local_settings.d/_99_stackwright.py');
    expect(depends_on.map((address) => address.replace(/_[0-9A-F]{8}$/, ''))).toEqual([
      'stackwright_command.node1_Horizon_Sites',
      'stackwright_keystone_bootstrap.node1_Keystone_Bootstrap',
    ]);
  });

  test.each<[string, Partial<HorizonProps>, string]>([
    ['a name with a port', { allowedHosts: ['cloud.example:80'] }, 'allowedHosts has "cloud.example:80": give a name'],
    ['no names', { allowedHosts: [] }, 'allowedHosts is empty'],
    ['a time zone that there is not', { timeZone: 'Europe/Rungholt' }, 'timeZone is "Europe/Rungholt": give the name'],
    [
      'a setting that Django would not see',
      { extraSettings: { debug: true } },
      'extraSettings has "debug": give the name',
    ],
    [
      'what another prop decides',
      { extraSettings: { SECRET_KEY: 'x' } },
      'extraSettings has SECRET_KEY: use the prop secretKey',
    ],
    [
      'what Python has no form for',
      { extraSettings: { SESSION_TIMEOUT: { after: [1, Number.NaN] } } },
      'node1/Horizon: SESSION_TIMEOUT.after[1] is NaN, which has no form in Python',
    ],
  ])('refuses %s', (_, props, message) => {
    expect(() => dashboard(props)).toThrow(message);
  });
});
