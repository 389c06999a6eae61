import type { TerraformStack } from 'cdktf';
import {
  AllInOneCloud,
  CloudPart,
  Host,
  NfsBackend,
  ProviderNetwork,
  ThreeNodeCloud,
  type ThreeNodeCloudProps,
} from '../../../constructs';
import { type Synthesized, synth } from './synth';

const DISKS = ['sdb1', 'sdc1', 'sdd1'].map((name, index) => ({ device: `/dev/${name}`, zone: index + 1, weight: 100 }));

const hostIn = (stack: TerraformStack, number: number) =>
  new Host(stack, `node${number}`, { address: `192.0.2.${number}` });
const onEth1 = () => ({ providerNetwork: ProviderNetwork.onInterface('eth1') });

function threeNodes(
  props: Partial<ThreeNodeCloudProps> = onEth1(),
  more: (cloud: ThreeNodeCloud, stack: TerraformStack) => void = () => {},
) {
  return synth((stack) => {
    const [controller, compute, storage] = [1, 2, 3].map((number) => hostIn(stack, number)) as [Host, Host, Host];
    more(new ThreeNodeCloud(stack, 'Cloud', { controller, compute, storage, disks: DISKS, ...props }), stack);
  });
}

const unitsOf = (host: string, { all }: Synthesized) =>
  all('service')
    .filter((service) => service.host === host)
    .map(({ name }) => `${name}`.replace('.service', ''));

test('a cloud on three hosts has its services where the guide has them', () => {
  const found = threeNodes();
  expect(unitsOf('node1', found)).toEqual(
    expect.arrayContaining([
      'mariadb',
      'rabbitmq-server',
      'memcached',
      'keystone',
      'nova-scheduler',
      'apache2',
      'neutron-dhcp-agent',
    ]),
  );
  expect(unitsOf('node2', found)).toEqual(expect.arrayContaining(['nova-compute', 'neutron-linuxbridge-agent']));
  expect(unitsOf('node3', found)).toEqual(expect.arrayContaining(['swift-object', 'swift-proxy', 'memcached']));
  expect(unitsOf('node2', found)).not.toContain('mariadb');
  expect(found.all('filesystem').map(({ host }) => host)).toEqual(['node3', 'node3', 'node3']);
});

test('its hosts know each other by name', () => {
  const peers = { node1: '192.0.2.1', node2: '192.0.2.2', node3: '192.0.2.3' };
  const hosts = threeNodes().all('host');
  expect(hosts.map(({ peers }) => peers)).toEqual([peers, peers, peers]);
});

test('further hosts come by a line each, and get the rings or the agent', () => {
  const found = threeNodes(onEth1(), (cloud, stack) => {
    cloud.addCompute(hostIn(stack, 4));
    cloud.addStorage(hostIn(stack, 5), [{ device: '/dev/sdb1', zone: 4, weight: 100 }]);
  });
  expect(found.all('compute_service').filter(({ binary }) => binary === 'nova-compute')).toMatchObject([
    { host: 'node2' },
    { host: 'node4' },
  ]);
  for (const ring of found.all('swift_ring')) expect(ring).toMatchObject({ host: 'node3', distribute_to: ['node5'] });
  expect(unitsOf('node5', found)).toContain('swift-object');
  expect(unitsOf('node5', found)).not.toContain('swift-proxy');
});

test('a cloud on one host has everything there, and each thing once', () => {
  const found = synth((stack) => {
    new AllInOneCloud(stack, 'Cloud', { host: hostIn(stack, 1), disks: DISKS, ...onEth1(), objectReplicas: 2 });
  });
  const units = unitsOf('node1', found);
  expect(units).toEqual(expect.arrayContaining(['keystone', 'nova-compute', 'swift-proxy']));
  expect(units).toEqual([...new Set(units)]);
  for (const ring of found.all('swift_ring')) expect(ring).toMatchObject({ part_power: 12, replicas: 2 });
});

test('volumes come with what they are kept on, on the host for storage, and guests reach them', () => {
  const found = threeNodes({
    ...onEth1(),
    volumeBackends: [new NfsBackend({ name: 'nfs', shares: ['192.0.2.9:/srv/volumes'] })],
  });
  expect(unitsOf('node1', found)).toContain('cinder-scheduler');
  expect(unitsOf('node3', found)).toContain('cinder-volume');
  expect(unitsOf('node1', threeNodes())).not.toContain('cinder-scheduler');
  const nova = found.all('config_file').find(({ path, host }) => path === '/etc/nova/nova.conf' && host === 'node2');
  expect(nova?.settings).toMatchObject({ cinder: { catalog_info: 'volumev3::internalURL' } });
});

test('parts can be left out, and settings added to those that stay', () => {
  const { OBJECT_STORAGE, COMPUTE, DASHBOARD } = CloudPart;
  const found = threeNodes({
    without: [OBJECT_STORAGE, COMPUTE, DASHBOARD],
    extraSettings: { glance: { DEFAULT: { debug: 'true' } } },
  });
  expect(found.all('swift_ring').concat(found.all('compute_service'))).toEqual([]);
  expect(unitsOf('node1', found)).not.toContain('apache2');
  expect(new Set(found.all('package').map(({ host }) => host))).toEqual(new Set(['node1']));
  const config = found.all('config_file').find(({ path }) => path === '/etc/glance/glance-api.conf');
  expect(config?.settings).toMatchObject({ DEFAULT: { debug: 'true' } });
});

test('what cannot be is refused with what to do', () => {
  expect(() => threeNodes({})).toThrow('providerNetwork is not given: name the interface');
  expect(() => threeNodes({ ...onEth1(), extraSettings: { horizons: {} } })).toThrow(
    'extraSettings has "horizons": give one of keystone, glance, placement, nova, neutron, cinder, swift.',
  );
  expect(() => threeNodes({ ...onEth1(), objectPartPower: 40 })).toThrow('objectPartPower');
  const without = { without: [CloudPart.COMPUTE, CloudPart.OBJECT_STORAGE] };
  expect(() => threeNodes(without, (cloud, stack) => cloud.addCompute(hostIn(stack, 4)))).toThrow(
    '"test/Cloud" is without CloudPart.COMPUTE: leave it in, and then add node4.',
  );
  expect(() => threeNodes(without, (cloud, stack) => cloud.addStorage(hostIn(stack, 4), []))).toThrow(
    '"test/Cloud" is without CloudPart.OBJECT_STORAGE: leave it in, and then add node4.',
  );
});
