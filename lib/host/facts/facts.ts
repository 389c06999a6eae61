import type { SshConnection } from '../../ssh/connection';
import { sh } from '../../ssh/quote';
import { type BlockDeviceFacts, parseBlockDevices } from './block-device-facts';
import { HOSTS_FILE } from './hosts-file';
import { type InterfaceFacts, parseInterfaces } from './interface-facts';

export const HOSTNAME_FILE = '/etc/hostname';

/** What does not change by itself on a host. */
export interface Facts {
  /** `debian`, as in ID of os-release. */
  readonly os: string;
  /** `12`; null for releases without a number. */
  readonly os_version: string | null;
  /** `bookworm`. */
  readonly os_codename: string | null;
  /** Release of the running kernel. */
  readonly kernel: string;
  /** As the kernel calls it: `x86_64`. */
  readonly architecture: string;
  readonly cpus: number;
  readonly memory_mib: number;
  /** Version of python3; null when there is none. */
  readonly python: string | null;
  readonly machine_id: string | null;
  /** Whether guests can run on the processor itself. */
  readonly kvm: boolean;
  readonly interfaces: readonly InterfaceFacts[];
  readonly block_devices: readonly BlockDeviceFacts[];
}

/** The names by which a host knows itself and others. */
export interface Names {
  /** What the kernel says. */
  readonly hostname: string;
  /** Text of /etc/hostname, null when it is missing. */
  readonly hostnameFile: string | null;
  /** Text of /etc/hosts. */
  readonly hosts: string;
}

/** Everything that is found out about a host, by one command. */
export async function gatherFacts(
  connection: SshConnection,
  signal?: AbortSignal,
): Promise<{ readonly facts: Facts; readonly names: Names }> {
  const { stdout } = await connection.read(
    sh`
    next() { printf '\0=\0'; }
    exec 2>/dev/null
    cat /proc/sys/kernel/hostname; next
    [ ! -e ${HOSTNAME_FILE} ] || { printf +; cat ${HOSTNAME_FILE}; }; next
    cat ${HOSTS_FILE}; next
    cat /etc/os-release; next
    uname -r; next
    uname -m; next
    nproc || grep -c ^processor /proc/cpuinfo; next
    cat /proc/meminfo; next
    python3 --version; next
    cat /etc/machine-id; next
    ip -json address show; next
    lsblk --json --bytes --output KNAME,PATH,SIZE,TYPE,FSTYPE,MOUNTPOINT,MAJ:MIN; next
    set --
    for device in /dev/* /dev/mapper/*; do [ ! -b "$device" ] || set -- "$@" "$device"; done
    [ "$#" -eq 0 ] || stat -c '%t:%T %n' -- "$@"; next
    [ -c /dev/kvm ] && ( : < /dev/kvm ) && echo yes
    :`,
    { signal },
  );
  return parseFacts(stdout.toString('utf8'));
}

/** Reads what the command above wrote. What a host has no tool for is empty or null. */
export function parseFacts(text: string): { facts: Facts; names: Names } {
  const [
    hostname = '',
    hostnameFile = '',
    hosts = '',
    osRelease = '',
    kernel = '',
    architecture = '',
    cpus = '',
    meminfo = '',
    python = '',
    machineId = '',
    addresses = '',
    blocks = '',
    nodes = '',
    kvm = '',
  ] = text.split('\0=\0');
  const os = parseOsRelease(osRelease);
  const [, kibibytes] = /^MemTotal:\s+(\d+) kB/m.exec(meminfo) ?? [];
  const [, pythonVersion] = /^Python (\S+)/.exec(python) ?? [];
  return {
    names: {
      hostname: hostname.trim(),
      hostnameFile: hostnameFile === '' ? null : hostnameFile.slice(1),
      hosts,
    },
    facts: {
      os: os.get('ID') ?? 'linux',
      os_version: os.get('VERSION_ID') ?? null,
      os_codename: os.get('VERSION_CODENAME') ?? null,
      kernel: kernel.trim(),
      architecture: architecture.trim(),
      cpus: Number.parseInt(cpus, 10) || 0,
      memory_mib: Math.floor(Number(kibibytes ?? 0) / 1024),
      python: pythonVersion ?? null,
      machine_id: machineId.trim() || null,
      kvm: kvm.trim() === 'yes',
      interfaces: parseInterfaces(addresses),
      block_devices: parseBlockDevices(blocks, nodes),
    },
  };
}

/** The values of os-release, which are written as a shell would read them. */
function parseOsRelease(text: string): Map<string, string> {
  const pairs = text.split('\n').flatMap((line) => {
    const [, name, quoted = ''] = /^([A-Z_]+)=(.*)$/.exec(line.trim()) ?? [];
    const [, , inner] = /^(["'])(.*)\1$/.exec(quoted) ?? [];
    return name === undefined ? [] : [[name, (inner ?? quoted).replace(/\\(["'$`\\])/g, '$1')] as const];
  });
  return new Map(pairs);
}
