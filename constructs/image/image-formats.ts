/** What the bytes of a disk are. */
export enum DiskFormat {
  /** The plain bytes of a disk, or of a file system without partition table. */
  RAW = 'raw',
  /** QEMU's format. */
  QCOW2 = 'qcow2',
  /** Of Virtual PC and Hyper-V. */
  VHD = 'vhd',
  /** Of Hyper-V from 2012 on. */
  VHDX = 'vhdx',
  /** Of VMware. */
  VMDK = 'vmdk',
  /** Of VirtualBox. */
  VDI = 'vdi',
  /** A CD or DVD. */
  ISO = 'iso',
  /** Of Virtuozzo. */
  PLOOP = 'ploop',
  /** A kernel of its own. */
  AKI = 'aki',
  /** A ramdisk of its own. */
  ARI = 'ari',
  /** Amazon's root disk, which Nova does not boot: use RAW. */
  AMI = 'ami',
}

/** What is around a disk. */
export enum ContainerFormat {
  /** Nothing. */
  BARE = 'bare',
  /** A directory of the Open Virtualization Format. */
  OVF = 'ovf',
  /** The same as one tar archive. */
  OVA = 'ova',
  /** A tar archive of a container. */
  DOCKER = 'docker',
  /** A kernel of its own. */
  AKI = 'aki',
  /** A ramdisk of its own. */
  ARI = 'ari',
  /** Amazon's root disk. */
  AMI = 'ami',
}

/** Who sees an image. */
export enum ImageVisibility {
  /** Its own project. */
  PRIVATE = 'private',
  /** Its own project, and those that are made members of it. */
  SHARED = 'shared',
  /** All, but only those see it in a list who ask for the community's. */
  COMMUNITY = 'community',
  /** All. Only an administrator may set it. */
  PUBLIC = 'public',
}
