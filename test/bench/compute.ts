import { computeCloud } from '../cloud/compute-cloud';
import { bareHost, type TestHost } from '../host/lab-host';
import { imageOn, parts, prepared, run } from './by-hand';
import { atMost, median, report, seconds, sideBySide } from './measure';
import { processorSeconds } from './processor';

/** The first deployment of examples/compute to bare hosts, against a script that an operator would write for the same; and a plan without changes. */
export async function measureCompute(rounds: number): Promise<void> {
  const shares: number[] = [];
  const plans: number[] = [];
  const ours = async () => {
    const cloud = await computeCloud('bare');
    try {
      await cloud.example.cdktf('synth');
      await cloud.stack.succeed('init', '-input=false', '-no-color');
      const taken = await seconds(async () => shares.push(await processorSeconds(cloud.stack.directory)));
      shares.push((shares.pop() as number) / taken);
      if ((await cloud.stack.plan()).length > 0) throw new Error('the plan after the deployment is not empty');
      // The guest boots meanwhile, which takes a processor at first.
      for (let round = 0; round < 5; round++)
        plans.push(await seconds(() => cloud.stack.succeed('plan', '-input=false', '-no-color')));
      report('    terraform apply, seconds', taken.toFixed(1));
      return taken;
    } finally {
      await cloud.close();
    }
  };
  const script = async () => {
    const node1 = await bareHost('node1');
    const node2 = await bareHost('node2');
    const taken = await seconds(() => byHand(node1, node2));
    report('    shell script, seconds', taken.toFixed(1));
    return taken;
  };
  console.log('(h) the first deployment of examples/compute to bare hosts, up to an instance that is ACTIVE');
  // What the hosts download is in the lab's cache afterwards.
  await sideBySide(1, { script });
  const taken = await sideBySide(rounds, { script, ours });
  report('    times the script', (taken.ours / taken.script).toFixed(2), atMost(0.9));
  report(
    '    processor time of terraform and the provider, of the whole',
    Math.max(...shares).toFixed(3),
    atMost(0.05),
  );
  report('    terraform plan without changes, seconds', median(plans).toFixed(2), atMost(3));
}

/** Both hosts unpack at the same time, as an operator with two windows would do it. */
async function byHand(node1: TestHost, node2: TestHost): Promise<void> {
  const functions = await parts('functions');
  const names = prepared(node1);
  const image = await imageOn(node1);
  const controller = await parts('glance', 'placement', 'nova-common', 'nova', 'neutron-common', 'neutron');
  await Promise.all([
    run(node1, node1, `${names}(${await parts('keystone')})\n${functions}\n${controller}`),
    run(
      node2,
      node1,
      `${names}${functions}\ninstall nova-compute nova-compute-kvm neutron-linuxbridge-agent crudini curl`,
    ),
  ]);
  await run(node2, node1, `${functions}\n${await parts('nova-common', 'compute-node', 'neutron-common')}`);
  await run(node1, node1, await parts('functions', 'instance'), image);
}
