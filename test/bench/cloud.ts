import { imageAndKey } from '../cloud/image-and-key';
import { standingExample } from '../cloud/standing-example';
import { bareHost, type TestHost } from '../host/lab-host';
import { imageOn, parts, prepared, run } from './by-hand';
import { atMost, median, report, seconds, sideBySide } from './measure';
import { processorSeconds } from './processor';

const NODES = ['node1', 'node2', 'node3'] as const;
/** Plans, and looks at the memory, of each deployment. */
const PLANS = 5;

/** The first deployment of examples/cloud to three bare hosts, against a script that an operator would write for the same; and a plan without changes. */
export async function measureCloud(rounds: number): Promise<void> {
  const shares: number[] = [];
  const plans: number[] = [];
  const memory: string[] = [];
  const ours = async () => {
    const { example, stack, hosts } = await standingExample('cloud', NODES, imageAndKey, 'bare');
    try {
      await example.cdktf('synth');
      await stack.succeed('init', '-input=false', '-no-color');
      let busy = 0;
      const taken = await seconds(async () => {
        busy = await processorSeconds(stack.directory);
      });
      shares.push(busy / taken);
      if ((await stack.plan()).length > 0) throw new Error('the plan after the deployment is not empty');
      for (let round = 0; round < PLANS; round++)
        plans.push(await seconds(() => stack.succeed('plan', '-input=false', '-no-color')));
      memory.splice(0, memory.length, ...(await Promise.all(NODES.map((name) => memoryOf(hosts[name])))));
      report('    terraform apply, seconds', taken.toFixed(1));
      return taken;
    } finally {
      await example.close();
    }
  };
  const script = async () => {
    const [node1, node2, node3] = [await bareHost('node1'), await bareHost('node2'), await bareHost('node3')];
    const taken = await seconds(() => byHand(node1, node2, node3));
    report('    shell script, seconds', taken.toFixed(1));
    return taken;
  };
  console.log('(j) the first deployment of examples/cloud to three bare hosts, up to an instance that is ACTIVE');
  // What the hosts download is in the lab's cache afterwards.
  await sideBySide(1, { script });
  const taken = await sideBySide(rounds, { script, ours });
  report('    times the script', (taken.ours / taken.script).toFixed(2), atMost(0.9));
  report(
    '    processor time of terraform and the provider, of the whole',
    Math.max(...shares).toFixed(3),
    atMost(0.05),
  );
  report('    terraform plan without changes, seconds', median(plans).toFixed(2), atMost(4));
  for (const line of memory) console.log(`    ${line}`);
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
