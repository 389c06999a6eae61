import type { TestHost } from '../host/lab-host';
import { environmentOf } from '../host/openrc';
import { OpenStackClient } from '../host/openstack-client';
import { type StandingExample, standingExample } from './standing-example';

export const DISKS = ['sdb1', 'sdc1', 'sdd1'];

/** For a shell on node3: takes off the disks whatever is on them. */
export const BLANK = `for disk in ${DISKS.join(' ')}; do wipefs -qa /dev/$disk; done`;

/** The example "object-storage", deployed: Keystone on node1, Swift on node3. */
export interface ObjectStorageCloud extends Pick<StandingExample, 'example' | 'stack' | 'provider' | 'bare'> {
  readonly node1: TestHost;
  readonly node3: TestHost;
  /** OpenStack's own client as the administrator, in its own project. */
  readonly admin: OpenStackClient;
  /** The same as the user joe, in the project "trial". */
  readonly joe: OpenStackClient;
  /** Ends what runs here. The cloud stays, for the next file of tests. */
  close(): void;
}

/** The cloud that stands already, if its plan is empty; otherwise one on bare hosts. */
export async function objectStorageCloud(bare?: 'bare'): Promise<ObjectStorageCloud> {
  const blank = (_: string, hosts: readonly TestHost[]) =>
    Promise.all(hosts.filter(({ name }) => name === 'node3').map((host) => host.shell(BLANK)));
  const standing = await standingExample('object-storage', ['node1', 'node3'], blank, bare);
  const { node1, node3 } = standing.hosts;
  const client = (file: string) =>
    new OpenStackClient(node1, async () => environmentOf(await node1.shell(`cat ${file}`)));
  const [admin, joe] = [client('/root/openrc'), client('/root/openrc-joe')];
  return {
    ...standing,
    node1,
    node3,
    admin,
    joe,
    close() {
      for (const one of [admin, joe]) one.close();
    },
  };
}
