import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { Lab, type LabHost } from '../../lab';

const NAME = 'labtest';
const lab = Lab.open(NAME, (line) => process.stderr.write(`${line}\n`));

const CACHE_LOG = `${process.env.STACKWRIGHT_LAB_DIR || '/var/lib/stackwright-lab'}/cache/log/apt-cacher.log`;

/** Runs a script on a host; fails the test if it does. */
async function on(host: string, script: string): Promise<string> {
  const result = await lab.exec(host, script);
  if (result.code !== 0) throw new Error(`${script} failed on ${host} (${result.code}): ${result.stderr}`);
  return result.stdout.trim();
}

function machine(command: string, ...args: string[]): string {
  return execFileSync(command, args, { encoding: 'utf8' });
}

function find(hosts: readonly LabHost[], name: string): LabHost {
  const host = hosts.find((candidate) => candidate.name === name);
  if (!host) throw new Error(`no ${name} among ${hosts.map((candidate) => candidate.name).join(', ')}`);
  return host;
}

async function seconds(work: () => Promise<unknown>): Promise<number> {
  const start = Date.now();
  await work();
  return (Date.now() - start) / 1000;
}

/** Everything on this machine that a lab could leave behind and that names it. */
function traces(subnet: string): string[] {
  const octet = subnet.split('.')[2];
  const links = machine('ip', '-brief', 'link')
    .split('\n')
    .filter((line) => line.startsWith(`sw${octet}`));
  const routes = machine('ip', 'route', 'show', 'to', 'root', subnet).split('\n').filter(Boolean);
  const mounts = readFileSync('/proc/self/mounts', 'utf8')
    .split('\n')
    .filter((line) => line.includes(`labs/${NAME}/`));
  const loops = machine('losetup', '--list', '--noheadings')
    .split('\n')
    .filter((line) => line.includes(`labs/${NAME}/`));
  const processes = machine('ps', '-eww', '-o', 'args')
    .split('\n')
    .filter((line) => line.includes(`labs/${NAME}/`) || line.includes(`bind=172.16.${octet}.1`));
  const groups = ['systemd', 'unified', '']
    .map((hierarchy) => `/sys/fs/cgroup/${hierarchy}`)
    .filter(existsSync)
    .flatMap((path) => readdirSync(path).filter((name) => name.startsWith(`stackwright-${octet}-`)));
  return [...links, ...routes, ...mounts, ...loops, ...processes, ...groups];
}

const INOTIFY_INSTANCES = '/proc/sys/fs/inotify/max_user_instances';

beforeAll(async () => {
  // An earlier run may have been interrupted.
  await lab.down({ purge: true });
  writeFileSync(INOTIFY_INSTANCES, '128');
  await lab.up();
}, 180_000);

afterAll(() => lab.down({ purge: true }));

describe('hosts', () => {
  test('have room for those of several labs, whatever the machine allowed before', () => {
    expect(Number(readFileSync(INOTIFY_INSTANCES, 'utf8'))).toBeGreaterThanOrEqual(1024);
  });

  test('are real Debian 12 systems that have booted without a failed unit', async () => {
    for (const { name } of await lab.hosts()) {
      expect(await on(name, '. /etc/os-release; echo $VERSION_ID; systemctl is-system-running --wait')).toBe(
        '12\nrunning',
      );
      expect(await on(name, 'hostname; ps -o comm= -p 1')).toBe(`${name}\nsystemd`);
    }
  });

  test('present the host keys that the lab announces', async () => {
    for (const host of await lab.hosts()) {
      const { stdout } = await lab.exec(host.name, ['cat', '/etc/ssh/ssh_host_ed25519_key.pub']);
      expect(stdout).toContain(host.hostKey);
      expect(host.fingerprint).toMatch(/^SHA256:[\w+/]{43}$/);
    }
  });

  test('have machine-ids, host keys and hardware addresses of their own', async () => {
    const names = ['node1', 'node2', 'node3'];
    const marks = 'cat /etc/machine-id /etc/ssh/ssh_host_rsa_key.pub /sys/class/net/eth*/address';
    const lines = (await Promise.all(names.map((name) => on(name, marks)))).join('\n').split('\n');
    expect(new Set(lines).size).toBe(lines.length);
    expect(lines).toHaveLength(3 * 2 + 6);
  });

  test('take an argument literally, whatever is in it', async () => {
    const hostile = `-n 'a' "b" $(id) \`id\` \\ \n\t* ünï`;
    expect((await lab.exec('node1', ['printf', '%s', hostile])).stdout).toBe(hostile);
  });

  test('hand over exit codes, and input', async () => {
    expect((await lab.exec('node1', ['sh', '-c', 'exit 42'])).code).toBe(42);
    expect((await lab.exec('node1', ['wc', '-c'], { input: 'abc' })).stdout.trim()).toBe('3');
  });

  test('reach each other and this machine, and nothing else', async () => {
    const { address } = find(await lab.hosts(), 'node2');
    await on('node1', `ping -c 1 -W 2 ${address}`);
    expect(await on('node1', 'ip route show default')).toBe('');
    expect((await lab.exec('node1', ['ping', '-c', '1', '-W', '1', '192.0.2.254'])).stderr).toMatch(/unreachable/);
  });

  test('all three have a second interface, without an address, on a bridge of its own', async () => {
    const setUp = 'ip link set eth1 up; ip address add 10.99.0.$(hostname | tail -c 2)/24 dev eth1';
    expect(await on('node1', 'ip -brief address show eth1')).not.toMatch(/\d+\.\d+\.\d+\.\d+/);
    await Promise.all(['node1', 'node2', 'node3'].map((name) => on(name, setUp)));
    await on('node1', 'ping -c 1 -W 2 10.99.0.2 && ping -c 1 -W 2 10.99.0.3');
    await Promise.all(
      ['node1', 'node2', 'node3'].map((name) => on(name, 'ip address flush dev eth1; ip link set eth1 down')),
    );
  });

  test('can make network namespaces, bridges, tap devices and traffic rules', async () => {
    await on('node2', 'ip netns add probe && ip netns exec probe ip link set lo up && ip netns delete probe');
    await on('node2', 'ip link add br9 type bridge && ip link delete br9');
    await on('node2', 'ip tuntap add tap9 mode tap && ip tuntap delete tap9 mode tap');
    await on('node2', 'sysctl -w net.ipv4.ip_forward=1 && sysctl -w net.ipv4.ip_forward=0');
  });

  test('cannot change the kernel settings and the clock of this machine', async () => {
    const before = readFileSync('/proc/sys/vm/swappiness', 'utf8');
    expect((await lab.exec('node1', ['sysctl', '-w', 'vm.swappiness=1'])).code).not.toBe(0);
    expect(readFileSync('/proc/sys/vm/swappiness', 'utf8')).toBe(before);
    expect((await lab.exec('node1', ['date', '-s', '2001-01-01'])).stderr).toMatch(/not permitted/);
  });
});

describe('the package cache', () => {
  test('downloads a package once for all hosts', async () => {
    const install = 'DEBIAN_FRONTEND=noninteractive apt-get install -y -q --no-install-recommends xfsprogs tree';
    await on('node3', install);
    await on('node3', 'tree --version');
    const before = packageBytes();
    await on('node1', install);
    const after = packageBytes();
    expect(after.downloaded - before.downloaded).toBe(0);
    expect(after.served - before.served).toBeGreaterThan(100_000);
  });

  // Bytes of packages from the mirrors, and to the hosts, by the cache's own log: time|I or O|bytes|client|path.
  function packageBytes() {
    const lines = readFileSync(CACHE_LOG, 'utf8')
      .split('\n')
      .map((line) => line.split('|'));
    const sum = (wanted: string) =>
      lines
        .filter(([, direction, , , path]) => direction === wanted && path?.endsWith('.deb'))
        .reduce((total, [, , bytes]) => total + Number(bytes), 0);
    return { downloaded: sum('I'), served: sum('O') };
  }
});

describe('disks', () => {
  test('of node3 take XFS, and fstab mounts them again after a reboot from inside', async () => {
    const boot = await on('node3', 'cat /proc/sys/kernel/random/boot_id');
    await on('node3', 'mkfs.xfs -q -L sdb1 /dev/sdb1 && mkdir -p /srv/node/sdb1');
    await on('node3', 'echo "/dev/sdb1 /srv/node/sdb1 xfs noatime,nofail 0 0" >>/etc/fstab');
    await on('node3', 'mount /srv/node/sdb1 && echo kept >/srv/node/sdb1/file');
    await lab.exec('node3', 'systemctl reboot');
    await waitFor(async () => (await lab.exec('node3', 'cat /proc/sys/kernel/random/boot_id')).stdout.trim() !== boot);
    expect(await on('node3', 'systemctl is-system-running --wait; cat /srv/node/sdb1/file')).toBe('running\nkept');
    expect(await on('node3', 'findmnt -no SOURCE /srv/node/sdb1')).toBe('/dev/sdb1');
    expect(await on('node3', 'systemctl is-active dev-sdb1.device dev-sde1.device')).toBe('active\nactive');
  }, 60_000);

  // A host that is rebooting refuses connections, or is said to be booting or stopped.
  async function waitFor(condition: () => Promise<boolean>): Promise<void> {
    const deadline = Date.now() + 30_000;
    while (!(await condition().catch(() => false))) {
      if (Date.now() > deadline) throw new Error('the host did not come back within 30 seconds');
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  }
});

describe('a lab', () => {
  test('started again while it is up leaves its hosts alone', async () => {
    const boots = () => Promise.all(['node1', 'node2'].map((name) => on(name, 'cat /proc/sys/kernel/random/boot_id')));
    const before = await boots();
    await lab.up();
    expect(await boots()).toEqual(before);
  });

  test('is put back to a snapshot, disks included, within 10 seconds', async () => {
    await on('node3', 'echo before >/root/state; echo before >/srv/node/sdb1/state; rm /usr/bin/tree');
    await lab.snapshot('mark');
    await on(
      'node3',
      'echo after >/root/state; echo after >/srv/node/sdb1/state; rm -r /srv/node/sdb1/file /usr/bin/less',
    );
    expect(await seconds(() => lab.restore('mark'))).toBeLessThan(10);
    await on('node3', 'systemctl is-system-running --wait');
    expect(await on('node3', 'cat /root/state /srv/node/sdb1/state /srv/node/sdb1/file')).toBe('before\nbefore\nkept');
    expect(await on('node3', 'test -e /usr/bin/less && ! test -e /usr/bin/tree && echo right')).toBe('right');
    expect((await lab.status()).snapshots).toEqual(['mark']);
  });

  test('refuses a snapshot that was never taken, and says which there are', async () => {
    await expect(lab.restore('nowhere')).rejects.toThrow('there is no snapshot "nowhere": there is mark');
  });

  test('is bare again within 10 seconds, with the same keys and machine-ids', async () => {
    const identity = 'cat /etc/machine-id /etc/ssh/ssh_host_*_key.pub';
    const [before, keys] = [await on('node1', identity), await lab.hosts()];
    expect(await seconds(() => lab.reset())).toBeLessThan(10);
    expect(await on('node1', identity)).toBe(before);
    expect(await lab.hosts()).toEqual(keys);
    expect((await lab.exec('node1', ['xfs_info', '-V'])).code).not.toBe(0);
    expect((await lab.exec('node3', ['blkid', '-p', '/dev/sdb1'])).stdout).toBe('');
  });

  test('keeps what is on its hosts while it is down', async () => {
    await on('node1', 'echo kept >/root/kept');
    await lab.down();
    await lab.up(['node1']);
    expect(await on('node1', 'cat /root/kept')).toBe('kept');
    expect((await lab.hosts()).map((host) => host.state)).toEqual(['running', 'stopped', 'stopped']);
  });

  test('shows a host as stopped that was powered off from inside, and starts it again', async () => {
    await lab.exec('node1', 'systemctl poweroff');
    while (find(await lab.hosts(), 'node1').state !== 'stopped')
      await new Promise((resolve) => setTimeout(resolve, 50));
    await expect(lab.exec('node1', ['true'])).rejects.toThrow(/node1 is stopped: run `stackwright lab up node1`/);
    await lab.up(['node1']);
    expect(await on('node1', 'cat /root/kept')).toBe('kept');
  });

  test('comes up again after its processes were killed', async () => {
    const pids = machine('ps', '-eww', '-o', 'pid,args')
      .split('\n')
      .filter((line) => line.includes(`labs/${NAME}/hosts/node1/`))
      .map((line) => Number.parseInt(line, 10));
    expect(pids.length).toBeGreaterThanOrEqual(2);
    for (const pid of pids) process.kill(pid, 'SIGKILL');
    await lab.up(['node1']);
    expect(await on('node1', 'cat /root/kept')).toBe('kept');
  });

  test('leaves nothing on this machine when it is down, and refuses to talk to its addresses', async () => {
    const { subnet = '' } = await lab.status();
    expect(traces(subnet)).not.toEqual([]);
    await lab.down();
    expect(traces(subnet)).toEqual([]);
    await expect(lab.exec('node1', ['true'])).rejects.toThrow(`run \`stackwright lab up --lab ${NAME}\` first`);
    await expect(lab.hosts()).rejects.toThrow(/is down/);
  });

  test('that is down can go on refusing packets for its subnet', async () => {
    const { subnet = '' } = await lab.status();
    await lab.up(['node1']);
    await lab.down({ keepGuard: true });
    expect(traces(subnet)).toEqual([expect.stringMatching(`^unreachable ${subnet}`)]);
    await lab.down();
    expect(traces(subnet)).toEqual([]);
  });
});

test('a lab of a bad name, or a host that does not exist, is refused with what is allowed', async () => {
  expect(() => Lab.open('Bad/Name')).toThrow(/"Bad\/Name" cannot name a lab: use up to 20 lower-case letters/);
  await expect(lab.up(['node9'])).rejects.toThrow('the lab has no host "node9": use one of node1, node2, node3');
});
