import { execFile } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { TestHost } from '../host/lab-host';
import { Workspace } from '../host/workspace';
import { atLeast, atMost, report, seconds, sideBySide } from './measure';
import { Objects } from './objects';
import { WarmShell } from './warm-shell';

const run = promisify(execFile);

/** A plan that finds nothing to do, against Ansible's check of the same and against the least that could be done. */
export async function measurePlan(rounds: number, host: TestHost, installed: readonly string[]): Promise<void> {
  const objects = new Objects(host, 1, installed);
  await objects.prepare();
  const workspace = await Workspace.openWithProcess();
  const bare = await Workspace.openWithProcess();
  const shell = await WarmShell.open(host);
  try {
    await workspace.configure(objects.terraform());
    await workspace.apply();
    await bare.configure(objects.terraformData());
    await bare.apply();
    await writeAnsible(workspace.directory, host, objects);

    const { plan, ansible, read, terraform } = await sideBySide(rounds, {
      plan: () => seconds(() => emptyPlan(workspace)),
      read: () => seconds(() => shell.run(objects.readAll())),
      terraform: () => seconds(() => emptyPlan(bare)),
      ansible: () => seconds(() => check(workspace.directory)),
    });
    const floor = read + terraform;
    console.log(`(b) a plan without changes of ${objects.count} objects on one host`);
    report('    stackwright: terraform plan, seconds', plan.toFixed(2));
    report('    ansible-playbook --check, pipelining on, seconds', ansible.toFixed(2));
    report('    floor: one warm command that reads it all, seconds', read.toFixed(2));
    report('    floor: terraform plan of as many terraform_data, seconds', terraform.toFixed(2));
    report('    times faster than Ansible', (ansible / plan).toFixed(1), atLeast(50));
    report('    times the floor', (plan / floor).toFixed(2), atMost(2));
  } finally {
    shell.close();
    await objects.remove();
    await Promise.all([workspace.close(), bare.close()]);
  }
}

/** How that plan grows with the number of objects. */
export async function measureGrowth(rounds: number, host: TestHost, installed: readonly string[]): Promise<void> {
  console.log('(e) the same plan with more objects');
  let first: number | undefined;
  for (const scale of [1, 2, 4, 8]) {
    const objects = new Objects(host, scale, installed);
    await objects.prepare();
    const workspace = await Workspace.openWithProcess();
    try {
      await workspace.configure(objects.terraform());
      await workspace.apply();
      const { plan } = await sideBySide(rounds, { plan: () => seconds(() => emptyPlan(workspace)) });
      first ??= plan;
      report(`    ${objects.count} objects, seconds`, `${plan.toFixed(2)} (${(plan / first).toFixed(2)}x)`);
    } finally {
      await objects.remove();
      await workspace.close();
    }
  }
}

/** A plan that must find nothing to do. */
export async function emptyPlan(workspace: Workspace): Promise<void> {
  const text = await workspace.succeed('plan', '-input=false', '-no-color');
  if (!text.includes('No changes')) throw new Error(`the plan is not empty:\n${text}`);
}

async function writeAnsible(directory: string, host: TestHost, objects: Objects): Promise<void> {
  const { address, user, privateKey, hostKey } = host.details;
  const knownHosts = join(directory, 'known_hosts');
  await writeFile(knownHosts, `${address} ${hostKey}\n`);
  await writeFile(
    join(directory, 'inventory'),
    `${address} ansible_user=${user} ansible_ssh_private_key_file=${privateKey} ansible_python_interpreter=/usr/bin/python3\n`,
  );
  await writeFile(
    join(directory, 'ansible.cfg'),
    `[defaults]\ninventory = inventory\n[ssh_connection]\npipelining = true\nssh_args = -o ControlMaster=auto -o ControlPersist=60s -o UserKnownHostsFile=${knownHosts}\n`,
  );
  await writeFile(join(directory, 'playbook.json'), JSON.stringify(objects.playbook()));
}

async function check(cwd: string): Promise<void> {
  const output = await run('ansible-playbook', ['--check', 'playbook.json'], { cwd, maxBuffer: 2 ** 28 }).then(
    ({ stdout }) => stdout,
    (error: { stdout: string }) => error.stdout,
  );
  if (!/changed=0 .*failed=0/.test(output)) {
    throw new Error(`Ansible does not find everything in place:\n${output.slice(-2000)}`);
  }
}
