import { imageAndKey } from '../cloud/image-and-key';
import { standingExample } from '../cloud/standing-example';
import { bareHost, labHost, type TestHost } from '../host/lab-host';
import { imageOn, parts, prepared, run } from './by-hand';
import { measureFirstDeployment } from './first-deployment';
import { report, seconds, sideBySide } from './measure';
import { emptyPlan } from './plan';
import { puppetOn } from './puppet';

const NODES = ['node1', 'node2', 'node3'] as const;

/** The first deployment of examples/cloud to three bare hosts, against a script that an operator would write for the same; and what it has in memory. */
export function measureCloud(rounds: number): Promise<void> {
  return measureFirstDeployment(rounds, {
    what: '(j) the first deployment of examples/cloud to three bare hosts, up to an instance that is ACTIVE',
    async open() {
      const { example, stack } = await standingExample('cloud', NODES, imageAndKey, 'bare');
      return { example, stack, close: () => example.close() };
    },
    async prepareScript() {
      const [node1, node2, node3] = [await bareHost('node1'), await bareHost('node2'), await bareHost('node3')];
      return () => byHand(node1, node2, node3);
    },
    planWithin: 4,
    async look(stack) {
      const hosts = await Promise.all(NODES.map((name) => labHost(name)));
      const noop = await puppetOn(hosts, hosts[0] as TestHost, stack);
      const { plan, puppet } = await sideBySide(3, {
        plan: () => seconds(() => emptyPlan(stack)),
        puppet: () => seconds(noop),
      });
      report('    terraform plan, seconds', plan.toFixed(2));
      report('    puppet apply --noop on all three at once, seconds', puppet.toFixed(2));
      report('    times faster than Puppet', (puppet / plan).toFixed(1));
      for (const host of hosts) console.log(`    ${await memoryOf(host)}`);
    },
  });
}

/** What the processes of a host have in memory, each shared page counted once. */
async function memoryOf({ name, shell }: TestHost): Promise<string> {
  const kib = await shell("cat /proc/[0-9]*/smaps_rollup 2>/dev/null | awk '/^Pss:/ { sum += $2 } END { print sum }'");
  return `${name}: ${(Number(kib) / 1024).toFixed(0)} MiB in memory`;
}

/** All hosts unpack at the same time, as an operator with three windows would do it. */
async function byHand(node1: TestHost, node2: TestHost, node3: TestHost): Promise<void> {
  const functions = await parts('functions');
  const names = prepared(node1, node2, node3);
  const image = await imageOn(node1);
  const controller = await parts(
    'glance',
    'placement',
    'nova-common',
    'nova',
    'neutron-common',
    'neutron',
    'cinder-common',
    'cinder',
    'swift-account',
    'horizon',
  );
  const proxy = { PROXY_ADDRESS: node3.details.address };
  await Promise.all([
    run(node1, node1, `${names}(${await parts('keystone')})\n${functions}\n${controller}`, proxy),
    run(
      node2,
      node1,
      `${names}${functions}\ninstall nova-compute nova-compute-kvm neutron-linuxbridge-agent crudini curl`,
    ),
    run(node3, node1, `${names}${functions}\n${await parts('swift')}\ninstall cinder-volume`, {
      DISKS: 'sdb1 sdc1 sdd1',
    }),
  ]);
  await Promise.all([
    run(node2, node1, `${functions}\n${await parts('nova-common', 'compute-node', 'neutron-common')}`),
    run(node3, node1, `${functions}\n${await parts('cinder-common', 'cinder-volume')}`, {
      SHARE: 'filer:/srv/volumes',
    }),
  ]);
  await run(node1, node1, `${functions}\n${await parts('instance')}`, image);
}
