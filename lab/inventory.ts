/** One host of a lab, before it exists: what is bolted to it. */
export interface HostSpec {
  readonly name: string;
  /** Last number of its address in the lab's subnet. */
  readonly number: number;
  /** `eth0` carries the address and is on the management bridge; `eth1` has no address and is on the data bridge. */
  readonly interfaces: readonly ('eth0' | 'eth1')[];
  /** Its extra disks, by their names below /dev. */
  readonly disks: readonly string[];
}

/** The hosts of every lab: a control node, a compute node and a storage node. */
export const INVENTORY: readonly HostSpec[] = [
  { name: 'node1', number: 6, interfaces: ['eth0', 'eth1'], disks: [] },
  { name: 'node2', number: 7, interfaces: ['eth0', 'eth1'], disks: [] },
  {
    name: 'node3',
    number: 8,
    interfaces: ['eth0', 'eth1'],
    disks: ['sdb1', 'sdc1', 'sdd1', 'sde1', 'sdf1', 'sdg1', 'sdh1'],
  },
];

/** Size of each extra disk. The files are sparse: they take what is written to them. */
export const DISK_SIZE = 2 * 1024 ** 3;

/** The host of that name. Throws an error that lists the names there are. */
export function hostSpec(name: string): HostSpec {
  const spec = INVENTORY.find((host) => host.name === name);
  if (spec) return spec;
  throw new Error(`the lab has no host "${name}": use one of ${INVENTORY.map((host) => host.name).join(', ')}`);
}
