import { FILER, filerFiles } from './filer';
import type { FileSpec } from './files';
import type { HostSpec } from './inventory';
import type { Mirror } from './mirror';

/** What a bare Debian server has, beyond its required packages. */
export const PACKAGES: readonly string[] = [
  'systemd-sysv',
  'libpam-systemd',
  'dbus',
  'udev',
  'openssh-server',
  'python3',
  'sudo',
  'iproute2',
  'iputils-ping',
  'netbase',
  'procps',
  'kmod',
  'less',
  'vim-tiny',
  'ca-certificates',
];

/** Units that are switched on in every host. */
export const ENABLED_UNITS: readonly string[] = ['systemd-networkd.service', 'lab-shared-kernel.service'];

/**
 * Units that are switched off in every host: apt's timers would take dpkg's lock at moments of their own choice,
 * executable formats belong to the kernel that the host shares with the machine, and there is no console to log in on.
 */
export const MASKED_UNITS: readonly string[] = [
  'apt-daily.timer',
  'apt-daily-upgrade.timer',
  'console-getty.service',
  'proc-sys-fs-binfmt_misc.automount',
  'systemd-binfmt.service',
];

/**
 * The kernel is the machine's, not the host's. Network settings (net.*) are each host's own; all others would change
 * the machine and every other host, so they can be read but not written.
 */
const SHARED_KERNEL_UNIT = `[Unit]
Description=Keep the kernel settings that are shared with the machine as they are
DefaultDependencies=no
Before=sysinit.target systemd-sysctl.service systemd-modules-load.service

[Service]
Type=oneshot
RemainAfterExit=yes
ExecStart=/bin/sh -ec 'cd /proc; for path in sys/kernel sys/vm sys/fs sys/dev sys/debug sys/abi sys/user sysrq-trigger; do \\
  [ -e $$path ] || continue; mount --rbind $$path $$path; mount -o remount,bind,ro $$path; done'

[Install]
WantedBy=sysinit.target
`;

/**
 * At boot udev learns of the host's own devices only. Debian's unit announces all devices in /sys again, which are the
 * whole machine's, and every other host would hear of it.
 */
const OWN_DEVICES_DROP_IN = `[Service]
ExecStart=
ExecStart=-udevadm trigger --action=add --subsystem-match=net
ExecStart=-/bin/sh -c 'for disk in /dev/sd[a-z]1; do \\
  [ -b $$disk ] && udevadm trigger --action=add --name-match=$$disk; done'
`;

/** Files of the base system that all hosts share. */
export function baseFiles(mirror: Mirror, sources: readonly string[]): Record<string, FileSpec> {
  const checks = mirror.checksDates ? '' : 'Acquire::Check-Valid-Until "false";\nAcquire::Check-Date "false";\n';
  return {
    '/etc/apt/sources.list': { content: `${sources.join('\n')}\n` },
    '/etc/apt/apt.conf.d/90lab': { content: `Acquire::Languages "none";\n${checks}` },
    '/etc/default/locale': { content: 'LANG=C.UTF-8\n' },
    '/etc/timezone': { content: 'Etc/UTC\n' },
    ...filerFiles(),
    '/etc/systemd/system/lab-shared-kernel.service': { content: SHARED_KERNEL_UNIT },
    '/etc/systemd/system/systemd-udev-trigger.service.d/own-devices.conf': { content: OWN_DEVICES_DROP_IN },
  };
}

/** What an installer would have written on one host. Only ever written when a host is made or reset. */
export function hostFiles(host: {
  readonly spec: HostSpec;
  readonly address: string;
  /** Of the machine, in the lab. */
  readonly gateway: string;
  readonly packageProxy: string;
  readonly authorizedKey: string;
  /** Where its disks' image files are, relative to the directory of all labs. */
  readonly imageDir: string;
}): Record<string, FileSpec> {
  const { name, disks } = host.spec;
  const files: Record<string, FileSpec> = {
    '/etc/hostname': { content: `${name}\n` },
    '/etc/hosts': {
      content: `127.0.0.1\tlocalhost\n127.0.1.1\t${name}\n${host.gateway}\t${FILER}\n\n::1\tlocalhost ip6-localhost\n`,
    },
    '/etc/systemd/network/10-eth0.network': {
      content: `[Match]\nName=eth0\n\n[Network]\nAddress=${host.address}/24\n`,
    },
    '/etc/apt/apt.conf.d/91lab-cache': { content: `Acquire::http::Proxy "${host.packageProxy}";\n` },
    '/root/.ssh/authorized_keys': { content: `${host.authorizedKey}\n`, mode: 0o600 },
  };
  if (disks.length > 0) files['/etc/udev/rules.d/90-lab-disks.rules'] = { content: diskRules(disks, host.imageDir) };
  return files;
}

/**
 * The kernel calls the disks loopN, and N differs from boot to boot; their nodes in /dev have fixed names. These rules
 * tell systemd that the two are one, so that units and fstab lines for /dev/sdb1 find their device.
 */
function diskRules(disks: readonly string[], imageDir: string): string {
  const rules = disks.map(
    (disk) =>
      `SUBSYSTEM=="block", ATTR{loop/backing_file}=="*/${imageDir}/${disk}.img", ENV{SYSTEMD_ALIAS}+="/dev/${disk}"`,
  );
  return `${rules.join('\n')}\n`;
}
