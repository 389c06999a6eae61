import { utils } from 'ssh2';
import type { Cloud } from '../openstack/cloud';
import type { Flavor, Server } from '../openstack/compute/objects';
import { OpenStackError } from '../openstack/errors';
import type { Image } from '../openstack/image/objects';
import type { Network } from '../openstack/network/objects';
import { nameOfOurs } from './check';
import { until } from './until';

/** What an instance is to be made of, by name; chosen where nothing is said. */
export interface GuestOptions {
  readonly image?: string;
  readonly flavor?: string;
  readonly network?: string;
}

/** An instance that answers to SSH. */
export interface RunningGuest {
  readonly server: Server;
  readonly image: Image;
  readonly network: Network;
  readonly address: string;
  readonly privateKey: string;
}

/** Emulated guests take their time. */
const BOOT_S = 300;
const GONE_S = 120;

/** The instance of all checks that need one: made for the first of them, and removed after the last. */
export class Guest {
  private running?: Promise<RunningGuest>;
  private readonly made: (() => Promise<void>)[] = [];

  constructor(
    private readonly cloud: Cloud,
    private readonly options: GuestOptions,
    private readonly signal: AbortSignal,
  ) {}

  /** @throws {OpenStackError} saying why there is none */
  public get(say: (text: string) => void): Promise<RunningGuest> {
    this.running ??= this.boot(say);
    return this.running;
  }

  /** Takes away all that was made, also for one that never ran. @throws {AggregateError} of what stays, after the rest has gone */
  public async remove(): Promise<void> {
    const errors: unknown[] = [];
    for (const undo of this.made.splice(0).reverse()) await undo().catch((error) => errors.push(error));
    if (errors.length > 0) {
      const why = errors.map((error) => (error instanceof Error ? error.message : String(error))).join('\n');
      throw new AggregateError(errors, `What the checks have made is not gone: ${why}`);
    }
  }

  private async boot(say: (text: string) => void): Promise<RunningGuest> {
    const { cloud, signal } = this;
    const { compute, network: networking } = cloud;
    const image = await this.image();
    const [flavor, network] = await Promise.all([this.flavor(image), this.network()]);
    const name = nameOfOurs();
    const keys = utils.generateKeyPairSync('ed25519', { comment: name });
    const keypair = { keypair: { name, public_key: keys.public } };
    await cloud.session.ask({ service: 'compute', method: 'POST', path: '/os-keypairs', body: keypair, signal });
    this.made.push(async () => {
      await cloud.session.find({ service: 'compute', method: 'DELETE', path: `/os-keypairs/${name}` });
    });
    const group = await networking.securityGroups.create({ name }, signal);
    this.made.push(() => networking.securityGroups.remove(group.id));
    const inwards = { security_group_id: group.id, direction: 'ingress', ethertype: 'IPv4' };
    for (const rule of [{ protocol: 'icmp' }, { protocol: 'tcp', port_range_min: 22, port_range_max: 22 }]) {
      await networking.securityGroupRules.create({ ...inwards, ...rule });
    }
    say(`booting ${image.name ?? image.id} as ${flavor.name}`);
    const { id } = await compute.servers.create(
      {
        name,
        imageRef: image.id,
        flavorRef: flavor.id,
        key_name: name,
        networks: [{ uuid: network.id }],
        security_groups: [{ name }],
      },
      signal,
    );
    this.made.push(() => this.removeServer(id));
    const server = await until(
      async () => active(await compute.servers.look(id, signal)),
      BOOT_S,
      () => `The instance is not ACTIVE after ${BOOT_S} seconds.`,
      signal,
    );
    const address = server.addresses[network.name ?? '']?.[0]?.addr;
    if (address === undefined) throw new OpenStackError(`The instance has no address in ${network.name}.`);
    return { server, image, network, address, privateKey: keys.private };
  }

  private async removeServer(id: string): Promise<void> {
    const { servers } = this.cloud.compute;
    await servers.remove(id);
    await until(
      async () => ((await servers.look(id)) === undefined ? true : undefined),
      GONE_S,
      () => `The instance ${id} is there ${GONE_S} seconds after it was to be removed.`,
      // What is to be taken away is, also when the rest is given up.
      new AbortController().signal,
    );
  }

  private async image(): Promise<Image> {
    const { image: wanted } = this.options;
    const bootable = await this.cloud.images.where(
      ({ status, container_format, disk_format, name, id }) =>
        status === 'active' &&
        container_format === 'bare' &&
        disk_format !== 'iso' &&
        (wanted === undefined || name === wanted || id === wanted),
    );
    return smallest(bootable, ({ size }) => size ?? 0, `image to boot${called(wanted)}`);
  }

  private async flavor({ min_ram, min_disk, name }: Image): Promise<Flavor> {
    const { flavor: wanted } = this.options;
    const fitting = await this.cloud.compute.flavors.where(
      (flavor) => (wanted === undefined || flavor.name === wanted) && flavor.ram >= min_ram && flavor.disk >= min_disk,
    );
    return smallest(fitting, ({ ram, disk }) => ram + disk, `flavor${called(wanted)} that is large enough for ${name}`);
  }

  private async network(): Promise<Network> {
    const { network: wanted } = this.options;
    const project = await this.cloud.session.projectId();
    const usable = await this.cloud.network.networks.where(
      ({ name, shared, subnets, project_id, ...network }) =>
        subnets.length > 0 &&
        (wanted === undefined
          ? (shared || project_id === project) && network['router:external'] !== true
          : name === wanted),
    );
    return smallest(usable, ({ shared }) => (shared ? 0 : 1), `network with a subnet${called(wanted)}`);
  }
}

function active(server: Server | undefined): Server | undefined {
  if (server?.status === 'ERROR') throw new OpenStackError(`The instance failed: ${server.fault?.message}`);
  return server?.status === 'ACTIVE' ? server : undefined;
}

function smallest<T>(all: readonly T[], size: (one: T) => number, what: string): T {
  const [first] = [...all].sort((one, other) => size(one) - size(other));
  if (first === undefined) throw new OpenStackError(`The cloud has no ${what}.`);
  return first;
}

function called(name: string | undefined): string {
  return name === undefined ? '' : ` that is called "${name}"`;
}
