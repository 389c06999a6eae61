import { spawn } from 'node:child_process';
import { chmod, open, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { controlGroups } from './control-group';
import { FILER_MOUNT } from './filer';
import { exists } from './files';
import type { HostSpec } from './inventory';
import type { LabNetwork } from './network';
import type { HostPaths } from './paths';
import { isSystemdMachine } from './requirements';
import { run } from './run';
import { quote } from './shell';

/**
 * Device nodes that a host gets from the machine, where the machine has them. Not /dev/kvm: on a machine that is virtual
 * itself it often does not work, and udev inside would give the machine's own node to another group.
 */
const SHARED_DEVICES = ['/dev/net/tun', '/dev/fuse', '/dev/vhost-net'];

/** systemd-nspawn's exit code when the system inside asked to be rebooted. */
const REBOOT = 133;

/** What a keeper needs to know of its host. */
export interface KeptHost {
  readonly spec: HostSpec;
  readonly paths: HostPaths;
  readonly network: LabNetwork;
  /** The machine's block device behind each disk, by disk name. */
  readonly disks: ReadonlyMap<string, string>;
  /** What the lab's file server keeps. */
  readonly filer: string;
}

/** The name by which the container and its service or control group are known on this machine. */
export function machineName(network: LabNetwork, host: string): string {
  return `stackwright-${network.octet}-${host}`;
}

/** The argument by which a host's systemd-nspawn is found again among the machine's processes. */
export function nspawnMark(paths: HostPaths): string {
  return `--directory=${paths.root}`;
}

/**
 * Starts the process that keeps a host running: it plugs the host in, boots it, and boots it again whenever the system
 * inside reboots. It ends when the host is powered off.
 */
export async function startKeeper(host: KeptHost): Promise<void> {
  const { paths } = host;
  const underSystemd = await isSystemdMachine();
  const name = machineName(host.network, host.spec.name);
  const cgroups = underSystemd ? [] : await controlGroups(name);
  await writeFile(paths.netns, '');
  await writeFile(paths.keeper, await keeperScript(host, cgroups));
  await chmod(paths.keeper, 0o755);
  if (underSystemd) {
    // A service of its own outlives the login session, and may divide its control group among the host's services.
    const settings = ['--property=Delegate=yes', '--property=KillMode=mixed', '--property=TasksMax=infinity'];
    await run('systemd-run', ['--quiet', '--collect', `--unit=${name}`, ...settings, 'bash', paths.keeper]);
    return;
  }
  spawn('bash', [paths.keeper], { detached: true, stdio: 'ignore', cwd: '/' }).unref();
}

async function keeperScript(host: KeptHost, cgroups: readonly string[]): Promise<string> {
  const { spec, paths, network } = host;
  const name = machineName(network, spec.name);
  const cables = spec.interfaces.flatMap((nic) => {
    const cable = network.cable(spec.name, nic);
    const peer = `peer name ${nic} address ${network.mac(spec.number, nic)} netns ${quote(paths.netns)}`;
    return [
      `  ip link delete ${cable} 2>/dev/null`,
      `  ip link add ${cable} type veth ${peer} || exit`,
      `  ip link set ${cable} master ${network.bridge(nic)} addrgenmode none up || exit`,
    ];
  });
  const devices = await Promise.all(SHARED_DEVICES.map(async (path) => ((await exists(path)) ? [path] : [])));
  const binds = [
    `${paths.udev}:/run/udev`,
    `${host.filer}:${FILER_MOUNT}`,
    ...devices.flat(),
    ...[...host.disks].flatMap(([disk, device]) => [device, `${device}:/dev/${disk}`]),
  ];
  const nspawn = [
    'systemd-nspawn',
    '--quiet',
    '--boot',
    nspawnMark(paths),
    `--machine=${name}`,
    `--hostname=${spec.name}`,
    '--register=no',
    '--keep-unit',
    '--console=pipe',
    '--resolv-conf=off',
    '--timezone=off',
    '--link-journal=no',
    // All a root user of a real machine can do, but for setting the clock, which is the machine's.
    '--capability=all',
    '--drop-capability=CAP_SYS_TIME',
    '--system-call-filter=@keyring bpf',
    '--rlimit=NOFILE=1024:524288',
    ...binds.map((bind) => `--bind=${bind}`),
  ];
  return [
    '#!/bin/bash',
    `# Keeps ${spec.name} running: plugs it in, boots it, and boots it again when it reboots.`,
    `exec >${quote(paths.console)} 2>&1 </dev/null`,
    // Writable /sys and /proc/sys, and a /tmp on the host's own disk, as on a real machine.
    'export SYSTEMD_NSPAWN_API_VFS_WRITABLE=1 SYSTEMD_NSPAWN_TMPFS_TMP=0',
    // Control groups as Debian has them, and writable: the other kind has hierarchies that could only be looked at inside.
    'export SYSTEMD_NSPAWN_UNIFIED_HIERARCHY=1',
    ...cgroups.map((group) => `mkdir -p ${quote(group)} && echo $$ >${quote(`${group}/cgroup.procs`)} || exit`),
    'while true; do',
    `  umount ${quote(paths.netns)} 2>/dev/null`,
    // systemd listens to udev only if this file is there when it starts; otherwise no .device unit would ever be active.
    `  rm -rf ${quote(paths.udev)}; mkdir ${quote(paths.udev)}; touch ${quote(join(paths.udev, 'control'))}`,
    `  unshare --net=${quote(paths.netns)} ip link set lo up || exit`,
    ...cables,
    // The namespace is entered first, so that the /sys mounted inside shows the host's interfaces and udev works.
    `  nsenter --net=${quote(paths.netns)} ${nspawn.map(quote).join(' \\\n    ')}`,
    '  status=$?',
    `  [ $status -eq ${REBOOT} ] || break`,
    'done',
    ...spec.interfaces.map((nic) => `ip link delete ${network.cable(spec.name, nic)}`),
    `umount ${quote(paths.netns)}`,
    'exit $status',
    '',
  ].join('\n');
}

/** Opens a host's console log for reading; what it says explains a host that does not start. */
export async function consoleTail(paths: HostPaths): Promise<string> {
  const file = await open(paths.console, 'r').catch(() => undefined);
  if (!file) return '(no console output)';
  const text = await file.readFile('utf8');
  await file.close();
  return text.trim().split('\n').slice(-10).join('\n') || '(no console output)';
}
