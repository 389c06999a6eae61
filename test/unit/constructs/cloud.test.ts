import { resolve } from 'node:path';
import { TerraformStack, TerraformVariable, Testing } from 'cdktf';
import {
  Cloud,
  type CloudProps,
  EndpointInterface,
  Host,
  Role,
  Secret,
  StackwrightProvider,
} from '../../../constructs';
import { synth } from './synth';

const KEYSTONE = { authUrl: 'http://192.0.2.1:5000/v3', password: Secret.named('cloud/admin') };

test('the provider learns how to reach a cloud, and as whom; resources know its name', () => {
  const { provider, one } = synth((stack) => {
    new Role(stack, 'user', { cloud: new Cloud(stack, 'main', KEYSTONE) });
  });
  expect(provider.clouds).toEqual({
    main: {
      auth_url: 'http://192.0.2.1:5000/v3',
      username: 'admin',
      user_domain: 'Default',
      password: '{{secret:cloud/admin}}',
      project: 'admin',
      domain: 'Default',
    },
  });
  expect(one('identity_role')).toEqual({ cloud: 'main', name: 'user' });
});

test('every prop ends up in the provider', () => {
  const { provider } = synth((stack) => {
    const [gate, server] = ['gate', 'server'].map((name) => new Host(stack, name, { address: `${name}.example` }));
    new Cloud(stack, 'Cloud', {
      ...KEYSTONE,
      name: 'prod',
      username: 'ops',
      userDomain: 'staff',
      project: 'infra',
      projectDomain: 'system',
      region: 'north',
      endpointInterface: EndpointInterface.PUBLIC,
      through: gate,
      caFile: 'ca.pem',
      databaseHost: server,
      databaseName: 'identity',
    });
  });
  expect(provider.clouds).toEqual({
    prod: {
      auth_url: KEYSTONE.authUrl,
      username: 'ops',
      user_domain: 'staff',
      password: '{{secret:cloud/admin}}',
      project: 'infra',
      domain: 'system',
      region: 'north',
      interface: 'public',
      host: 'gate',
      ca_file: resolve('ca.pem'),
      database: { host: 'server', name: 'identity' },
    },
  });
});

test('a cloud that was there before is the same in every stack, in whatever order they are deployed', () => {
  const app = Testing.app();
  const [one, other] = [new TerraformStack(app, 'one'), new TerraformStack(app, 'other')];
  const cloud = new Cloud(one, 'main', { ...KEYSTONE, through: new Host(one, 'gate', { address: '192.0.2.1' }) });
  new Role(other, 'user', { cloud });
  const { provider, resource } = JSON.parse(Testing.synth(other));
  expect(provider.stackwright[0]).toMatchObject({
    clouds: { main: { auth_url: KEYSTONE.authUrl, host: 'gate' } },
    hosts: { gate: { address: '192.0.2.1' } },
  });
  expect(Object.values(resource.stackwright_identity_role)).toMatchObject([{ cloud: 'main' }]);
  expect(other.dependsOn(one)).toBe(false);
});

test('fails with two clouds of one name', () => {
  const define = () =>
    synth((stack) => {
      new Cloud(stack, 'One', { ...KEYSTONE, name: 'main' });
      new Cloud(stack, 'Two', { ...KEYSTONE, name: 'main', authUrl: 'http://192.0.2.2:5000' });
    });
  expect(define).toThrow(
    'Two clouds of this stack are called "main", at http://192.0.2.1:5000/v3 and http://192.0.2.2:5000: give one of them another name.',
  );
});

test.each<[string, Partial<CloudProps>, string]>([
  ['a name', { name: '-' }, 'name is "-": give a letter or digit'],
  ['a URL', { authUrl: '192.0.2.1:5000' }, 'authUrl is "192.0.2.1:5000": give a URL such as'],
  ['a user', { username: '' }, 'username is "": give a name of 1 to 255 characters on one line.'],
  ['a project', { project: 'a\nb' }, 'project is "a\\nb": give a name of 1 to 255 characters on one line.'],
  ['a region', { region: '/' }, 'region is "/": give a name of 1 to 255 characters without "/".'],
  ['a database', { databaseName: 'keystone' }, 'databaseName is given without databaseHost: give the host'],
])('fails with %s that cannot be', (_, props, message) => {
  const define = () => synth((stack) => new Cloud(stack, 'Cloud', { ...KEYSTONE, ...props }));
  expect(define).toThrow('Cloud "test/Cloud" cannot be defined:');
  expect(define).toThrow(message);
});

test('its password may come from outside: the provider is given it under the name of the secret', () => {
  const { provider } = synth((stack) => {
    const { stringValue } = new TerraformVariable(stack, 'admin_password', { sensitive: true });
    new StackwrightProvider(stack, 'Stackwright', { secrets: { 'cloud/admin': stringValue } });
    new Cloud(stack, 'main', KEYSTONE);
  });
  expect(provider.clouds).toMatchObject({ main: { password: '{{secret:cloud/admin}}' } });
  expect(provider.secrets).toEqual({ 'cloud/admin': expect.stringMatching(/^\$\{var\.admin_password\}$/) });
});
