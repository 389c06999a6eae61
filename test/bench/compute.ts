import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { guestImage } from '../../lab';
import { sshOptions } from '../../lab/lab';
import { computeCloud } from '../cloud/compute-cloud';
import { bareHost, type TestHost } from '../host/lab-host';
import { atMost, median, report, seconds, sideBySide } from './measure';

const PASSWORD = 'adminpassword';

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

/** Runs an apply, and tells how long it and the provider had a processor; the rest of the time they waited for the hosts. */
async function processorSeconds(directory: string): Promise<number> {
  const { stderr } = await promisify(execFile)(
    'bash',
    ['-c', "TIMEFORMAT='%U %S'; time terraform apply -auto-approve -input=false -no-color >/dev/null"],
    { cwd: directory },
  );
  const [user = 0, system = 0] = (stderr.trim().split('\n').at(-1) ?? '').split(' ').map(Number);
  return user + system;
}

/** Both hosts unpack at the same time, as an operator with two windows would do it. */
async function byHand(node1: TestHost, node2: TestHost): Promise<void> {
  const part = (name: string) => readFile(`test/by-hand/${name}.sh`, 'utf8');
  const parts = async (...names: string[]) => (await Promise.all(names.map(part))).join('\n');
  const run = async (host: TestHost, text: string) => {
    const variables = `ADDRESS=${node1.details.address} MY_ADDRESS=${host.details.address} PASSWORD=${PASSWORD} PHYSICAL_INTERFACES=provider:eth1`;
    await host.shell(
      `(exec >/root/by-hand.log 2>&1; set -ex; export ${variables}\n${text}) || { tail -30 /root/by-hand.log >&2; exit 1; }`,
    );
  };
  const names = `printf '%s\\n' '${node1.details.address} node1' '${node2.details.address} node2' >> /etc/hosts; ip link set eth1 up promisc on\n`;
  const functions = await part('functions');
  const image = await imageOn(node1);
  await Promise.all([
    run(
      node1,
      `${names}(${await part('keystone')})\n${functions}\n${await parts('glance', 'placement', 'nova-common', 'nova', 'neutron-common', 'neutron')}`,
    ),
    run(node2, `${names}${functions}\ninstall nova-compute nova-compute-kvm neutron-linuxbridge-agent crudini curl`),
  ]);
  await run(node2, `${functions}\n${await parts('nova-common', 'compute-node', 'neutron-common')}`);
  await run(node1, `export ${image}\n${await part('instance')}`);
}

/** The image and a key on the host, as the variables with which the script finds them. */
async function imageOn({ details: { address, user, privateKey }, shell }: TestHost): Promise<string> {
  const options = sshOptions({ privateKey, knownHosts: join(dirname(privateKey), 'known_hosts') });
  await promisify(execFile)('scp', [...options, (await guestImage()).disk, `${user}@${address}:/root/image.qcow2`]);
  await shell("ssh-keygen -q -t ed25519 -N '' -f /root/testkey");
  return 'IMAGE=/root/image.qcow2 PUBLIC_KEY=/root/testkey.pub';
}
