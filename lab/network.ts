import { writeFile } from 'node:fs/promises';
import { attempt, run } from './run';

// The worst metric there is: used only when no bridge carries the subnet.
const GUARD_METRIC = '4294967295';

interface Route {
  readonly type?: string;
  readonly dst: string;
  readonly dev?: string;
}

/**
 * The network of one lab: a management bridge that carries the lab's subnet and the machine's own address in it, and
 * a data bridge without addresses. Neither forwards: a host reaches the other hosts and this machine, nothing else.
 */
export class LabNetwork {
  readonly subnet: string;
  /** This machine's address in the lab. */
  readonly gateway: string;
  readonly managementBridge: string;
  readonly dataBridge: string;

  /** `octet` is the third number of the lab's subnet, 172.16.OCTET.0/24; it tells the labs of a machine apart. */
  constructor(readonly octet: number) {
    this.subnet = `172.16.${octet}.0/24`;
    this.gateway = this.address(1);
    this.managementBridge = `sw${octet}m`;
    this.dataBridge = `sw${octet}d`;
  }

  /** The address with that last number. */
  address(number: number): string {
    return `172.16.${this.octet}.${number}`;
  }

  /** The machine's end of the cable to a host's interface. */
  cable(host: string, nic: 'eth0' | 'eth1'): string {
    return `${nic === 'eth0' ? this.managementBridge : this.dataBridge}-${host}`;
  }

  /** The bridge that an interface of a host is plugged into. */
  bridge(nic: 'eth0' | 'eth1'): string {
    return nic === 'eth0' ? this.managementBridge : this.dataBridge;
  }

  /** A fixed, locally administered hardware address. */
  mac(number: number, nic: 'eth0' | 'eth1'): string {
    const hex = (value: number) => value.toString(16).padStart(2, '0');
    return `02:ac:10:${hex(this.octet)}:0${nic.slice(-1)}:${hex(number)}`;
  }

  async isUp(): Promise<boolean> {
    return (await attempt('ip', ['link', 'show', 'dev', this.managementBridge])).code === 0;
  }

  /** Makes what is missing. Throws if something else on this machine already routes the subnet. */
  async up(): Promise<void> {
    await this.refuseForeignRoute();
    // First, so that there is no moment in which a packet for the subnet would follow the default route.
    await run('ip', ['route', 'replace', 'unreachable', this.subnet, 'metric', GUARD_METRIC]);
    for (const bridge of [this.managementBridge, this.dataBridge]) {
      if ((await attempt('ip', ['link', 'show', 'dev', bridge])).code !== 0) {
        await run('ip', ['link', 'add', bridge, 'type', 'bridge', 'forward_delay', '0', 'mcast_snooping', '0']);
      }
      await run('ip', ['link', 'set', bridge, 'addrgenmode', 'none']);
      // Even on a machine that is a router, nothing that comes from a lab host goes any further.
      await writeFile(`/proc/sys/net/ipv4/conf/${bridge}/forwarding`, '0');
      await writeFile(`/proc/sys/net/ipv6/conf/${bridge}/forwarding`, '0');
      await run('ip', ['link', 'set', bridge, 'up']);
    }
    await run('ip', ['address', 'replace', `${this.gateway}/24`, 'dev', this.managementBridge]);
  }

  /**
   * Removes the bridges, the cables still plugged into them, and the guard route, unless that is to be kept: it makes
   * this machine refuse packets for the subnet of a lab that is down instead of sending them to its default router.
   */
  async down(options: { readonly keepGuard?: boolean } = {}): Promise<void> {
    const links = JSON.parse(await run('ip', ['-json', 'link', 'show'])) as { ifname: string }[];
    const own = links
      .map((link) => link.ifname)
      .filter((name) => name.startsWith(`${this.managementBridge}-`) || name.startsWith(`${this.dataBridge}-`));
    for (const name of [...own, this.managementBridge, this.dataBridge]) {
      await this.deleteIfThere(['link', 'delete', name], /Cannot find device/);
    }
    if (options.keepGuard) return;
    const guard = ['route', 'delete', 'unreachable', this.subnet, 'metric', GUARD_METRIC];
    await this.deleteIfThere(guard, /No such process/);
  }

  private async deleteIfThere(args: readonly string[], absent: RegExp): Promise<void> {
    const result = await attempt('ip', args);
    if (result.code !== 0 && !absent.test(result.stderr)) {
      throw new Error(`\`ip ${args.join(' ')}\` failed: ${result.stderr.trim()}`);
    }
  }

  /** The first route of this machine, other than the lab's own, that covers the subnet or a part of it. */
  async foreignRoute(): Promise<string | undefined> {
    const covering = JSON.parse(await run('ip', ['-json', 'route', 'show', 'to', 'match', this.subnet])) as Route[];
    const within = JSON.parse(await run('ip', ['-json', 'route', 'show', 'to', 'root', this.subnet])) as Route[];
    const foreign = [...covering, ...within].find(
      ({ dst, dev, type }) => dst !== 'default' && dev !== this.managementBridge && type !== 'unreachable',
    );
    return foreign && `${foreign.dst}${foreign.dev ? ` through ${foreign.dev}` : ''}`;
  }

  private async refuseForeignRoute(): Promise<void> {
    const route = await this.foreignRoute();
    if (!route) return;
    throw new Error(
      `the lab's subnet ${this.subnet} is in use: this machine has a route to ${route}. ` +
        'Remove that route, or use a lab of another name (--lab NAME), which takes the next free subnet.',
    );
  }
}
