import { randomBytes } from 'node:crypto';
import { SshConnection } from '../../ssh/connection';
import { SshError } from '../../ssh/errors';
import { sh } from '../../ssh/quote';
import { Batch } from '../batch';
import { linesOfFiles } from '../files/lines-of-files';
import { begin, confirm, type NetworkChange } from './guarded-change';
import { dnsServers, type Ifupdown, LOOK_AT_IFUPDOWN, parseIfupdown } from './ifupdown-look';
import { type Link, parseGateways, parseLinks } from './links';
import { OWN_PREFIX } from './networkd-files';

/** All that was seen of a host's network with one look. */
export interface NetworkSnapshot {
  readonly links: ReadonlyMap<string, Link>;
  /** Gateways by interface, IPv4 before IPv6. */
  readonly gateways: ReadonlyMap<string, string>;
  /** The texts of our files for systemd-networkd by path. */
  readonly files: ReadonlyMap<string, string>;
  /** DNS servers that networkd or ifupdown has for an interface, by its name. */
  readonly dns: ReadonlyMap<string, readonly string[]>;
  /** Whether systemd-networkd is active or enabled. */
  readonly networkd: boolean;
  /** The interfaces that systemd-networkd has a file for, other than ours. */
  readonly configured: ReadonlySet<string>;
  readonly ifupdown: Ifupdown;
}

/** How a change ended. */
export type Ending =
  | 'kept'
  /** The host did not answer on a new connection in time, and has put everything back. */
  | 'undone'
  /** It was cut short on the host, which answers. The next change first puts back what this one has done. */
  | 'cut short'
  /** The host did not answer at all any more. */
  | 'lost';

/** How long a host may take to make a change, and to put it back, besides the time that it waits. */
const SLACK_SECONDS = 30;

/** How often in a row a host says that it knows nothing of a change before that is believed. */
const SURE = 3;

/** A host's interfaces and bridges, as systemd-networkd or ifupdown keeps them. */
export class Network {
  private readonly looks: Batch<undefined, NetworkSnapshot>;

  constructor(private readonly connection: SshConnection) {
    this.looks = new Batch((questions) => this.lookAll(questions.length));
  }

  public look(signal?: AbortSignal): Promise<NetworkSnapshot> {
    return this.looks.ask(undefined, signal);
  }

  /** Runs `work` while nobody else here changes the host's network. */
  public alone<T>(work: () => Promise<T>, signal?: AbortSignal): Promise<T> {
    return this.connection.withLock('network', work, signal);
  }

  /**
   * Makes the change. Unless the host then answers on a new connection, it puts everything back by itself.
   * @param seconds how long the host waits for that
   */
  public async change(change: NetworkChange, seconds: number, signal?: AbortSignal): Promise<Ending> {
    const id = randomBytes(8).toString('hex');
    await this.connection.check(begin(id, change, seconds), { signal });
    let end = Date.now() + (2 * seconds + SLACK_SECONDS) * 1000;
    let unknown = 0;
    while (Date.now() < end) {
      signal?.throwIfAborted();
      const said = await this.askAnew(id, signal);
      if (said === 'kept' || said === 'undone') return said;
      unknown = said === 'unknown' ? unknown + 1 : 0;
      if (unknown === SURE) return 'cut short';
      // Who answers is not lost, however long the change takes.
      if (said === 'waiting') end = Math.max(end, Date.now() + SLACK_SECONDS * 1000);
      await new Promise((resolve) => setTimeout(resolve, 300));
    }
    return 'lost';
  }

  /** That an existing connection goes on proves nothing, so each question has one of its own. */
  private async askAnew(id: string, signal?: AbortSignal): Promise<string> {
    const { options } = this.connection;
    const fresh = new SshConnection({
      ...options,
      connectTimeoutSeconds: 3,
      waitForHostSeconds: 0,
      reconnectSeconds: 0,
    });
    const limit = AbortSignal.any([AbortSignal.timeout(15_000), ...(signal ? [signal] : [])]);
    try {
      const { stdout } = await fresh.check(confirm(id), { signal: limit });
      return stdout.toString('utf8').trim();
    } catch (error) {
      if (signal?.aborted || !(error instanceof SshError || limit.aborted)) throw error;
      return 'silent';
    } finally {
      fresh.end();
    }
  }

  private async lookAll(count: number): Promise<NetworkSnapshot[]> {
    const { stdout } = await this.connection.read(sh`
      ip -json -details address show || exit
      printf '\0\0'
      ip -json -4 route show default
      printf '\0\0'
      ip -json -6 route show default
      printf '\0\0'
      if systemctl is-active -q systemd-networkd || systemctl is-enabled -q systemd-networkd; then echo networkd; fi
      printf '\0\0'
      set --
      for file in ${OWN_PREFIX}*; do if [ -f "$file" ]; then set -- "$@" "$file"; fi; done
      if [ "$#" -gt 0 ]; then grep -aHZ '' -- "$@"; fi
      printf '\0\0'
      for link in /sys/class/net/*; do
        if [ ! -e "$link/ifindex" ]; then continue; fi
        read -r index < "$link/ifindex"
        if [ ! -e "/run/systemd/netif/links/$index" ]; then continue; fi
        while IFS== read -r key value; do
          if [ "$key" = DNS ]; then printf '%s %s\n' "\${link##*/}" "$value"; fi
          if [ "$key" = NETWORK_FILE ]; then printf '%s\n' "\${link##*/}=$value"; fi
        done < "/run/systemd/netif/links/$index"
      done
      printf '\0\0'
      ${LOOK_AT_IFUPDOWN}
      :`);
    const [links = '', gateways4 = '', gateways6 = '', networkd = '', files = '', netif = '', ifupdown = ''] = stdout
      .toString('utf8')
      .split('\0\0');
    const told = netif.split('\n').map((line) => line.split(' ').filter((word) => word !== ''));
    const other = parseIfupdown(ifupdown);
    const snapshot: NetworkSnapshot = {
      links: new Map(parseLinks(links).map((link) => [link.name, link])),
      gateways: new Map([...parseGateways(gateways6), ...parseGateways(gateways4)]),
      files: new Map([...linesOfFiles(files)].map(([path, lines]) => [path, `${lines.join('\n')}\n`])),
      dns: new Map([
        ...dnsServers(other),
        ...told.flatMap(([name, ...servers]) =>
          name?.includes('=') || !servers.length ? [] : [[name ?? '', servers] as const],
        ),
      ]),
      networkd: networkd.trim() === 'networkd',
      configured: new Set(
        told.flatMap(([word = '']) => {
          const [name = '', file = ''] = word.split('=');
          return file === '' || file.startsWith(OWN_PREFIX) ? [] : [name];
        }),
      ),
      ifupdown: other,
    };
    return Array.from({ length: count }, () => snapshot);
  }
}
