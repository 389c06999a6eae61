import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { guestImage } from '../../lab';
import { sshOptions } from '../../lab/lab';
import type { TestHost } from '../host/lab-host';

const PASSWORD = 'adminpassword';

/** The scripts of some services, one after the other, as an operator would write them. */
export async function parts(...names: readonly string[]): Promise<string> {
  const texts = await Promise.all(names.map((name) => readFile(`test/by-hand/${name}.sh`, 'utf8')));
  return texts.join('\n');
}

/** Runs a script on a host of the cloud that `controller` controls. */
export async function run(
  host: TestHost,
  controller: TestHost,
  text: string,
  variables: Readonly<Record<string, string>> = {},
): Promise<void> {
  const exported = {
    ADDRESS: controller.details.address,
    MY_ADDRESS: host.details.address,
    PASSWORD,
    PHYSICAL_INTERFACES: 'provider:eth1',
    ...variables,
  };
  const exports = Object.entries(exported).map(([name, value]) => `${name}='${value}'`);
  await host.shell(
    `(exec >/root/by-hand.log 2>&1; set -ex; export ${exports.join(' ')}\n${text}) || { tail -30 /root/by-hand.log >&2; exit 1; }`,
  );
}

/** Lets a host know the others by name, and takes its second interface up. */
export function prepared(...hosts: readonly TestHost[]): string {
  const names = hosts.map(({ name, details }) => `'${details.address} ${name}'`);
  return `printf '%s\\n' ${names.join(' ')} >> /etc/hosts; ip link set eth1 up promisc on\n`;
}

/** The image and a key on the host, as the variables with which the script finds them. */
export async function imageOn({ details: { address, user, privateKey }, shell }: TestHost): Promise<{
  readonly IMAGE: string;
  readonly PUBLIC_KEY: string;
}> {
  const options = sshOptions({ privateKey, knownHosts: join(dirname(privateKey), 'known_hosts') });
  await promisify(execFile)('scp', [...options, (await guestImage()).disk, `${user}@${address}:/root/image.qcow2`]);
  await shell("ssh-keygen -q -t ed25519 -N '' -f /root/testkey");
  return { IMAGE: '/root/image.qcow2', PUBLIC_KEY: '/root/testkey.pub' };
}
