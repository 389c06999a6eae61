import { App, DataResource, TerraformStack, TerraformVariable } from 'cdktf';
import { File, Host, type HostProps, Secret } from '../../../constructs';
import { synth, synthOnHost } from './synth';

const FINGERPRINT = 'SHA256:BHuaWErLBE337LTMC7Z0GwyFBhKCxyf9cxsLNU5to7s';
const ED25519 = 'ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIG8LggyIHb0Q2KfNhBdvOmoGda2Ucd3hd4jIagXH6KCV';
const KEY =
  'ecdsa-sha2-nistp256 AAAAE2VjZHNhLXNoYTItbmlzdHAyNTYAAAAIbmlzdHAyNTYAAABBBPv7wMJnFTnJ2bpzVzZ6V1wYdTQG0vYqWQTvKOsAtDgQ';

test('a host is known to the provider by its construct id, with its connection', () => {
  const { provider } = synthOnHost(() => undefined, {
    port: 2222,
    user: 'debian',
    sudo: true,
    privateKeyPath: '~/.ssh/id_ed25519',
    hostKeyFingerprints: [FINGERPRINT],
  });
  expect(provider.hosts).toEqual({
    node1: {
      address: '192.0.2.1',
      port: 2222,
      user: 'debian',
      sudo: true,
      private_key_path: '~/.ssh/id_ed25519',
      host_key_fingerprints: [FINGERPRINT],
    },
  });
});

test('a host that nothing is kept of makes no resource', () => {
  expect(JSON.parse(synthOnHost(() => undefined).text)).not.toHaveProperty('resource');
});

test('a relative key path is taken as seen from the program', () => {
  const { provider } = synthOnHost(() => undefined, { privateKeyPath: 'keys/node1' });
  expect(provider.hosts?.node1?.private_key_path).toBe(`${process.cwd()}/keys/node1`);
});

test('a host behind another names it, and the other is known too', () => {
  const { provider } = synth((stack) => {
    const bastion = new Host(stack, 'bastion', { address: '198.51.100.1' });
    new Host(stack, 'inner', { address: '10.0.0.5', jumpHost: bastion });
  });
  expect(provider.hosts).toEqual({
    bastion: { address: '198.51.100.1' },
    inner: { address: '10.0.0.5', jump: 'bastion' },
  });
});

test('a host used in another stack is made known to that stack’s provider', () => {
  const app = new App();
  const host = new Host(new TerraformStack(app, 'one'), 'node1', { address: '192.0.2.1' });
  const other = new TerraformStack(app, 'two');
  new File(other, 'File', { host, path: '/etc/x', content: '' });
  expect(other.toTerraform().provider.stackwright[0].hosts).toEqual({ node1: { address: '192.0.2.1' } });
});

test('peers are entered by hostname, all hosts taking the same list', () => {
  const { all } = synth((stack) => {
    const a = new Host(stack, 'a', { address: '192.0.2.1' });
    const b = new Host(stack, 'b', { address: '192.0.2.2', hostname: 'b.example.org' });
    for (const host of [a, b]) host.addPeers(a, b);
  });
  const peers = { a: '192.0.2.1', 'b.example.org': '192.0.2.2' };
  expect(all('host')).toEqual([
    { host: 'a', peers },
    { host: 'b', hostname: 'b.example.org', peers },
  ]);
});

test('what is on a host comes after its hostname and peers, also when those are given last', () => {
  const { one } = synth((stack) => {
    const host = new Host(stack, 'a', { address: '192.0.2.1' });
    new File(host, 'File', { host, path: '/etc/x', content: '' });
    host.addPeers(new Host(stack, 'b', { address: '192.0.2.2' }));
  });
  expect(one('file').depends_on).toEqual([expect.stringMatching(/^stackwright_host\.a_/)]);
});

test('facts come from a data source that is there only when they are asked for', () => {
  const { all } = synthOnHost((host) => {
    new File(host, 'File', { host, path: '/etc/x', content: `${host.facts.kernel} ${host.facts.cpus}` });
  });
  expect(all('host')).toEqual([{ host: 'node1' }]);
  expect(all('file')[0]?.content).toMatch(
    /^\$\{data\.stackwright_host\.\w+\.kernel\} \$\{data\.stackwright_host\.\w+\.cpus\}$/,
  );
});

test('a connection for provisioners has the key read when Terraform runs, and the host key that Terraform can compare', () => {
  const { text } = synth((stack) => {
    const props = { privateKeyPath: '/keys/id', hostKeyFingerprints: [ED25519, KEY] };
    const bastion = new Host(stack, 'bastion', { address: '198.51.100.1', port: 2222, ...props });
    const host = new Host(stack, 'node1', { address: '192.0.2.1', jumpHost: bastion, ...props });
    new DataResource(stack, 'Anyones', { connection: host.connection });
  });
  expect(JSON.parse(text).resource.terraform_data.Anyones.connection).toEqual({
    type: 'ssh',
    host: '192.0.2.1',
    port: 22,
    user: 'root',
    private_key: '${file(pathexpand("/keys/id"))}',
    host_key: KEY,
    bastion_host: '198.51.100.1',
    bastion_port: 2222,
    bastion_user: 'root',
    bastion_private_key: '${file(pathexpand("/keys/id"))}',
    bastion_host_key: KEY,
  });
});

test('a connection that provisioners cannot verify is warned of', () => {
  synth((stack) => {
    const host = new Host(stack, 'node1', { address: '192.0.2.1', hostKeyFingerprints: [FINGERPRINT, ED25519] });
    expect(host.connection).not.toHaveProperty('hostKey');
    expect(host.node.metadata.map(({ data }) => data)).toEqual([
      expect.stringContaining('Provisioners will not verify the host key of "node1"'),
    ]);
  });
});

test('credentials may be secrets and sensitive variables', () => {
  const { provider } = synth((stack) => {
    const variable = new TerraformVariable(stack, 'login', { type: 'string', sensitive: true });
    const sudoPassword = `${Secret.named('node1/sudo')}`;
    new Host(stack, 'node1', { address: '192.0.2.1', password: variable.stringValue, sudoPassword });
  });
  expect(provider.hosts?.node1).toMatchObject({
    password: '${var.login}',
    sudo_password: '{{secret:node1/sudo}}',
  });
});

test('fails with all that is wrong at once, each with its value', () => {
  const wrong: HostProps = {
    address: 'root@192.0.2.1',
    port: 0,
    hostKeyFingerprints: ['MD5:aa:bb'],
    password: 'hunter2',
  };
  const define = () => synthOnHost(() => undefined, wrong);
  expect(define).toThrow('Host "test/node1" cannot be defined:');
  expect(define).toThrow('address is "root@192.0.2.1": give an IP address or DNS name, without user, port or path.');
  expect(define).toThrow('port is 0: give a whole number from 1 to 65535.');
  expect(define).toThrow('hostKeyFingerprints has "MD5:aa:bb": give a fingerprint "SHA256:..." or a public key');
  expect(define).toThrow('password stands in the program: give a Secret or a sensitive TerraformVariable.');
  expect(define).not.toThrow('hunter2');
});
