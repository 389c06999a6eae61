import { imageAndKey } from './image-and-key';
import { standingExample } from './standing-example';
import { TRACES } from './traces';

// The last of the files that stand on this cloud: see in-order.cjs.
test('the example "cloud" is destroyed without a trace, but for what is stored', async () => {
  const cloud = await standingExample('cloud', ['node1', 'node2', 'node3'], imageAndKey);
  await cloud.example.cdktf('destroy', '--auto-approve');
  // The clients' own.
  await cloud.hosts.node1.shell('rm -rf /root/.novaclient');
  // rsyslog, which comes with Swift, runs once the host was rebooted, and Debian leaves its logs there.
  await cloud.hosts.node3.shell('rm -f /var/log/syslog /var/log/auth.log');
  const left = await Promise.all(Object.values(cloud.hosts).map((host) => host.shell(TRACES)));
  expect(left).toEqual(await cloud.bare());
  await cloud.example.close();
});
