import { computeCloud } from './compute-cloud';
import { TRACES } from './traces';

// The last of the files that stand on this cloud: see in-order.cjs.
test('the example "compute" is destroyed without a trace', async () => {
  const cloud = await computeCloud();
  await cloud.example.cdktf('destroy', '--auto-approve');
  // The clients' own.
  await cloud.node1.shell('rm -rf /root/.novaclient /root/testkey');
  const hosts = [cloud.node1, cloud.node2, cloud.node3];
  expect(await Promise.all(hosts.map((host) => host.shell(TRACES)))).toEqual(await cloud.bare());
  await cloud.close();
});
