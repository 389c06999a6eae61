import { credentialsOf } from '../../../lib/doctor/keystone-login';
import { loginIn } from '../../../lib/doctor/server-logins';
import { variablesIn } from '../../../lib/doctor/shell-variables';
import { swiftStoreKeys } from '../../../lib/doctor/swift-store-keys';

test.each([
  [
    'mysql+pymysql://nova:p%40ss@192.0.2.11/nova_api?charset=utf8',
    { kind: 'database', host: '192.0.2.11', port: 3306, user: 'nova', password: 'p@ss', name: 'nova_api' },
  ],
  [
    'rabbit://nova:x@192.0.2.11:5673/',
    { kind: 'queue', host: '192.0.2.11', port: 5673, user: 'nova', password: 'x', name: '/' },
  ],
  [
    'rabbit://a:b@[2001:db8::1]:5672,c:d@other:5672/cloud',
    { kind: 'queue', host: '2001:db8::1', port: 5672, user: 'a', password: 'b', name: 'cloud' },
  ],
  ['sqlite:////var/lib/nova/nova.sqlite', undefined],
  ['kafka://a:b@host:1/', undefined],
  ['mysql+pymysql:///nova', undefined],
])('the login in %s', (url, login) => {
  expect(loginIn(url)).toEqual(login);
});

describe('credentials', () => {
  const keys = (values: Record<string, string>) => credentialsOf((key) => values[key]);

  test('are those of keystoneauth, by ids or by names', () => {
    const common = { auth_url: 'http://k:5000', username: 'glance', password: 'x' };
    expect(keys({ ...common, user_domain_id: 'default', project_id: 'p' })).toEqual({
      authUrl: 'http://k:5000',
      user: 'glance',
      userDomain: 'Default',
      userDomainId: 'default',
      password: 'x',
      scope: { projectId: 'p' },
    });
    expect(keys({ ...common, user_domain_name: 'D', project_name: 'service', project_domain_name: 'E' })).toMatchObject(
      {
        userDomain: 'D',
        scope: { project: 'service', domain: 'E' },
      },
    );
    expect(keys({ ...common, user_domain_id: 'd', user_domain_name: 'D' })).toMatchObject({ userDomainId: 'd' });
    expect(keys(common)).toMatchObject({ userDomain: 'Default', scope: 'none' });
  });

  test('are those of Glance for Swift, whose user has the project before it', () => {
    const stored: Record<string, string> = { auth_address: 'http://k:5000', user: 'service:glance', key: 'x' };
    expect(credentialsOf(swiftStoreKeys((key) => stored[key]))).toMatchObject({
      authUrl: 'http://k:5000',
      user: 'glance',
      password: 'x',
      scope: { project: 'service', domain: 'Default' },
    });
  });

  test.each([
    ['no password', { auth_url: 'http://k:5000', username: 'a' }],
    ['no user', { auth_url: 'http://k:5000', password: 'a' }],
    ['a URL without scheme', { auth_url: 'node1:5000/v3', username: 'a', password: 'b' }],
  ])('are none with %s', (_, values) => {
    expect(keys(values)).toBeUndefined();
  });
});

test('variables are read as a shell would', () => {
  const text = `unset OS_CLOUD
export OS_USERNAME='ad'\\''min'
export OS_PASSWORD="a \\"b\\" \\$c"
OS_REGION_NAME=regionOne # here
# export OS_TOKEN=no
export OS_AUTH_URL='http://192.0.2.11:5000/v3'; echo`;
  expect(Object.fromEntries(variablesIn(text))).toEqual({
    OS_USERNAME: "ad'min",
    OS_PASSWORD: 'a "b" $c',
    OS_REGION_NAME: 'regionOne',
    OS_AUTH_URL: 'http://192.0.2.11:5000/v3',
  });
});
