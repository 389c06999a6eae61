import { computeCloud } from '../cloud/compute-cloud';
import { bareHost, type TestHost } from '../host/lab-host';
import { imageOn, parts, prepared, run } from './by-hand';
import { measureFirstDeployment } from './first-deployment';

/** The first deployment of examples/compute to bare hosts, against a script that an operator would write for the same. */
export function measureCompute(rounds: number): Promise<void> {
  return measureFirstDeployment(rounds, {
    what: '(h) the first deployment of examples/compute to bare hosts, up to an instance that is ACTIVE',
    open: () => computeCloud('bare'),
    async prepareScript() {
      const [node1, node2] = [await bareHost('node1'), await bareHost('node2')];
      return () => byHand(node1, node2);
    },
    planWithin: 3,
  });
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
