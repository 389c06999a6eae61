import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Stack } from '../../../lib/stack/stack';

let directory: string;

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'stackwright-unit-'));
});

afterEach(() => rm(directory, { recursive: true, force: true }));

const HOSTS = { node1: { address: '192.0.2.11', private_key_path: '/k' } };
const CLOUDS = { main: { auth_url: 'http://192.0.2.11:5000', password: '{{secret:keystone/admin}}', host: 'node1' } };

async function synthesized(name: string, block: object, rest: object = {}, output = 'cdktf.out'): Promise<void> {
  const place = join(directory, output, 'stacks', name);
  await mkdir(place, { recursive: true });
  await writeFile(join(place, 'cdk.tf.json'), JSON.stringify({ provider: { stackwright: [block] }, ...rest }));
}

test('a project with one stack is opened, with the defaults of the provider', async () => {
  const resource = { stackwright_service: { api: { host: 'node1', name: 'api.service' } } };
  await synthesized(
    'cloud',
    { hosts: HOSTS, clouds: CLOUDS, secrets: { 'keystone/admin': 'opensesame' } },
    { resource },
  );
  const stack = await Stack.open(directory);
  expect([stack.name, stack.hosts, stack.clouds]).toEqual(['cloud', ['node1'], ['main']]);
  expect(stack.host('node1').connection.address).toBe('root@192.0.2.11:22');
  expect(stack.cloud('main').session.credentials).toMatchObject({ user: 'admin', password: 'opensesame' });
  expect(stack.cloudConfiguration('main')).toMatchObject({ interface: 'internal', host: 'node1' });
  const [service] = stack.resources('service');
  expect(service?.address).toBe('stackwright_service.api');
  expect({ ...service?.values }).toEqual({ host: 'node1', name: 'api.service' });
  expect(stack.resources('file')).toEqual([]);
  expect(stack.redact('it is opensesame')).toBe('it is (secret keystone/admin)');
  await stack.close();
});

test('the directory of one stack does as well, and cdktf.json says where stacks are', async () => {
  await writeFile(join(directory, 'cdktf.json'), JSON.stringify({ output: 'out' }));
  await synthesized('cloud', { hosts: HOSTS }, {}, 'out');
  expect((await Stack.open(directory)).name).toBe('cloud');
  expect((await Stack.open(join(directory, 'out/stacks/cloud'))).hosts).toEqual(['node1']);
});

test('variables have their values from the environment, or their defaults', async () => {
  const hosts = { node1: { address: '${var.address}', user: '${var.user}', private_key_path: '/k' } };
  await synthesized('cloud', { hosts }, { variable: { address: {}, user: { default: 'debian' } } });
  const stack = await Stack.open(directory, { environment: { TF_VAR_address: '192.0.2.12' } });
  expect(stack.hostConfiguration('node1')).toMatchObject({ address: '192.0.2.12', user: 'debian' });
  await expect(Stack.open(directory, { environment: {} })).rejects.toThrow(
    "hosts.node1.address is not known. Set the stack's variables, as for Terraform: TF_VAR_address.",
  );
});

describe('it is told what to do', () => {
  test('without a synthesized stack', async () => {
    await expect(Stack.open(directory)).rejects.toThrow('holds no synthesized stack');
  });

  test('with several stacks', async () => {
    await synthesized('one', { hosts: HOSTS });
    await synthesized('two', { hosts: HOSTS });
    await expect(Stack.open(directory)).rejects.toThrow('has several stacks: one, two. Say which one with --stack.');
    await expect(Stack.open(directory, { name: 'three' })).rejects.toThrow('has no stack "three". It has: one, two.');
    expect((await Stack.open(directory, { name: 'two' })).name).toBe('two');
  });

  test('where only Terraform knows an address', async () => {
    await synthesized('cloud', { hosts: { node1: { address: '${aws_instance.a.public_ip}' } } });
    await expect(Stack.open(directory)).rejects.toThrow('hosts.node1.address is not known. It is an expression');
  });

  test('where the provider would refuse its configuration', async () => {
    await synthesized('cloud', { hosts: { node1: { address: '192.0.2.11', port: 0 } } });
    await expect(Stack.open(directory)).rejects.toThrow('port is 0');
  });

  test('in a stack without the provider', async () => {
    await synthesized('cloud', {}, { provider: {} });
    await expect(Stack.open(directory)).rejects.toThrow('has no provider "stackwright"');
  });
});
