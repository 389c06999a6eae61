import { bool, list, number, objectList, string } from '../../schema/attribute';

/**
 * What is found out about a host. None of it is configured, and what changes by itself (free memory, load) is not among it,
 * so that it never makes a plan by itself.
 */
export const factsAttributes = {
  os: string({ description: 'Distribution, as in `debian`.', computed: true, stable: true }),
  os_version: string({ description: 'Release number, as in `12`.', computed: true, nullable: true, stable: true }),
  os_codename: string({
    description: 'Code name of the release, as in `bookworm`.',
    computed: true,
    nullable: true,
    stable: true,
  }),
  kernel: string({ description: 'Release of the running kernel.', computed: true, stable: true }),
  architecture: string({ description: 'Architecture, as in `x86_64` or `aarch64`.', computed: true, stable: true }),
  cpus: number({ description: 'How many CPUs can be used.', computed: true, stable: true }),
  memory_mib: number({
    description: 'Memory in MiB, without what the kernel keeps for itself.',
    computed: true,
    stable: true,
  }),
  python: string({
    description: 'Version of python3; null when there is none.',
    computed: true,
    nullable: true,
    stable: true,
  }),
  machine_id: string({
    description: 'Content of `/etc/machine-id`, which no two hosts should share.',
    computed: true,
    nullable: true,
    stable: true,
  }),
  kvm: bool({
    description: 'Whether guests can run on the processor itself: `/dev/kvm` is there and can be opened.',
    computed: true,
    stable: true,
  }),
  interfaces: objectList(
    {
      name: string({ description: 'Name of the interface.', computed: true }),
      mac: string({ description: 'Hardware address.', computed: true, nullable: true }),
      mtu: number({ description: 'Largest packet in bytes.', computed: true }),
      state: string({ description: '`up`, `down` or `unknown`.', computed: true }),
      addresses: list('string', {
        description: 'Addresses with the length of their prefix, as in `192.0.2.11/24`; without link-local ones.',
        computed: true,
      }),
    },
    {
      description:
        'Network interfaces, without loopback and without those that come and go with guests and virtual networks.',
      computed: true,
      stable: true,
    },
  ),
  block_devices: objectList(
    {
      name: string({ description: 'Last part of the path.', computed: true }),
      path: string({ description: 'Path below `/dev`.', computed: true }),
      size_bytes: number({ description: 'Size in bytes.', computed: true }),
      type: string({ description: '`disk`, `part`, `lvm`, `loop` and so on.', computed: true }),
      filesystem: string({ description: 'Type of its content, if known.', computed: true, nullable: true }),
      mount_point: string({ description: 'Where it is mounted.', computed: true, nullable: true }),
    },
    { description: 'Disks, partitions and logical volumes.', computed: true, stable: true },
  ),
};
