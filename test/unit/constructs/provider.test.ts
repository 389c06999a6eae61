import { TerraformVariable } from 'cdktf';
import { Cloud, Host, Secret, StackwrightProvider } from '../../../constructs';
import { synth } from './synth';

test('a stack with a host has the provider, in the version of this package, without a line for it', () => {
  const { text } = synth((stack) => {
    new Host(stack, 'node1', { address: '192.0.2.1' });
  });
  expect(JSON.parse(text).terraform.required_providers).toEqual({
    stackwright: { source: 'registry.terraform.io/stackwright/stackwright', version: '0.1.0' },
  });
});

test('a provider that was defined before the hosts is theirs', () => {
  const { provider } = synth((stack) => {
    new StackwrightProvider(stack, 'Stackwright', { masterKeyFile: 'master.key' });
    new Host(stack, 'node1', { address: '192.0.2.1' });
  });
  expect(provider).toEqual({
    hosts: { node1: { address: '192.0.2.1' } },
    master_key_file: `${process.cwd()}/master.key`,
  });
});

test('fails on a second provider in a stack', () => {
  const define = () =>
    synth((stack) => {
      new Host(stack, 'node1', { address: '192.0.2.1' });
      new StackwrightProvider(stack, 'Stackwright');
    });
  expect(define).toThrow(
    'The stack has the StackwrightProvider "test/StackwrightProvider" already. Define it before the first Host, and once.',
  );
});

test('fails on two hosts of the same name', () => {
  const define = () =>
    synth((stack) => {
      new Host(stack, 'node1', { address: '192.0.2.1' });
      new Host(stack, 'other', { address: '192.0.2.2', name: 'node1' });
    });
  expect(define).toThrow('Two hosts of this stack are called "node1", at 192.0.2.1 and 192.0.2.2');
});

test('takes secrets from variables', () => {
  const { provider } = synth((stack) => {
    const variable = new TerraformVariable(stack, 'database', { type: 'string', sensitive: true });
    new StackwrightProvider(stack, 'Stackwright', { secrets: { database: variable.stringValue } });
  });
  expect(provider.secrets).toEqual({ database: '${var.database}' });
});

test('leaves the names of hosts, clouds and secrets as they are', () => {
  const { provider } = synth((stack) => {
    const variable = new TerraformVariable(stack, 'database', { type: 'string', sensitive: true });
    new StackwrightProvider(stack, 'Stackwright', { secrets: { 'Nova/data-base': variable.stringValue } });
    new Host(stack, 'compute-1', { address: '192.0.2.1', privateKeyPath: '/key' });
    new Cloud(stack, 'myCloud.1', { authUrl: 'http://192.0.2.1:5000/v3', password: Secret.named('admin') });
  });
  expect(provider.hosts).toEqual({ 'compute-1': { address: '192.0.2.1', private_key_path: '/key' } });
  expect(Object.keys(provider.secrets as object)).toEqual(['Nova/data-base']);
  expect(provider.clouds).toMatchObject({ 'myCloud.1': { auth_url: 'http://192.0.2.1:5000/v3' } });
});

test('fails on a secret in the program, without saying it', () => {
  const define = () =>
    synth((stack) => {
      new StackwrightProvider(stack, 'Stackwright', { secrets: { database: 'hunter2' } });
    });
  expect(define).toThrow('database stands in the program');
  expect(define).not.toThrow('hunter2');
});
