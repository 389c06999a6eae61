import { readFile } from 'node:fs/promises';
import { buildPackage, Example } from '../host/example';
import { bareHost, type TestHost } from '../host/lab-host';
import { atMost, report, seconds, sideBySide } from './measure';

const PASSWORD = 'adminpassword';
/** Keystone's in one region and Swift's in two, for each of the three interfaces. */
const ENDPOINTS = 9;

/** The first deployment of examples/identity to a bare host, against a script that an operator would write for the same. */
export async function measureDeploy(rounds: number): Promise<void> {
  await buildPackage();
  const things = { ours: () => deployed(deployExample), script: () => deployed(runScript) };
  // What the hosts download is in the lab's cache afterwards.
  await sideBySide(1, things);
  const { ours, script } = await sideBySide(rounds, things).finally(() => bareHost('node1'));
  console.log('(g) the first deployment of examples/identity to a bare host');
  report('    cdktf deploy, seconds', ours.toFixed(1));
  report('    shell script with the same steps, seconds', script.toFixed(1));
  report('    times the script', (ours / script).toFixed(2), atMost(1));
}

/** Seconds until a host that was bare has everything. */
async function deployed(deploy: (host: TestHost) => Promise<number>): Promise<number> {
  const host = await bareHost('node1');
  const taken = await deploy(host);
  const endpoints = await host.shell('. /root/openrc; openstack endpoint list -f value | wc -l');
  if (Number(endpoints) !== ENDPOINTS) throw new Error(`${Number(endpoints)} endpoints were made, not ${ENDPOINTS}`);
  return taken;
}

async function deployExample(host: TestHost): Promise<number> {
  const example = await Example.open('identity', [host]);
  try {
    return await seconds(() => example.cdktf('deploy', '--auto-approve'));
  } finally {
    await example.close();
  }
}

async function runScript(host: TestHost): Promise<number> {
  const parts = await Promise.all(['keystone', 'identity'].map((name) => readFile(`test/by-hand/${name}.sh`, 'utf8')));
  const script = parts.map((part) => `(\n${part})`).join('\n');
  return seconds(() => host.shell(`set -e; export ADDRESS=${host.details.address} PASSWORD=${PASSWORD}\n${script}`));
}
