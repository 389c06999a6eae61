import { Aspects, Lazy } from 'cdktf';
import type { Construct, IConstruct } from 'constructs';
import type { IVolume } from '../block-storage/volume';
import type { IVolumeType } from '../block-storage/volume-type';
import { CloudResource, type CloudResourceProps } from '../core/cloud-resource';
import { objectName } from '../core/object-names';
import { integer, type Rule, validate } from '../core/validation';
import type { IImage } from '../image/image';
import * as l1 from '../l1';
import { followSubnets } from '../network/follow-subnets';
import type { INetwork } from '../network/network';
import type { IPort } from '../network/port';
import type { ISecurityGroup } from '../network/security-group';
import { boots, bootsFromOne, bootVolumeOf } from './boots';
import type { IFlavor } from './flavor';
import type { IKeyPair } from './key-pair';

/** An instance, in whichever way it is known. */
export interface IInstance extends IConstruct {
  /** Nova's id of it. */
  readonly instanceId: string;
}

export interface InstanceProps extends CloudResourceProps {
  /**
   * Its name, for one instance of the project; the guest's host name follows from it.
   *
   * @default - the construct's id
   */
  readonly name?: string;

  /** How much memory, how many processors, how large a disk. Another one resizes the instance, which stops it for a while. */
  readonly flavor: IFlavor;

  /**
   * What it boots from, or what a new boot volume is made from.
   *
   * @default - it boots from `bootVolume`
   */
  readonly image?: IImage;

  /**
   * A volume that it boots from, in place of an image. It stays when the instance goes. Another one makes another instance.
   *
   * @default - it boots from its image
   */
  readonly bootVolume?: IVolume;

  /**
   * Size of a volume that is made from the image and is its root disk in place of one on the host, in GiB. It goes when the instance
   * goes, with its data, unless `keepBootVolume`. Another size makes another instance; a `Volume` of its own grows in place.
   *
   * @default - its root disk is on its host, as large as its flavor says
   */
  readonly bootVolumeGib?: number;

  /**
   * The type of a volume that is made from the image.
   *
   * @default - the default type
   */
  readonly bootVolumeType?: IVolumeType;

  /**
   * Whether a volume that is made from the image stays when the instance goes.
   *
   * @default false
   */
  readonly keepBootVolume?: boolean;

  /**
   * Whether another image rebuilds this instance, which keeps its id and addresses and loses all that is on its disk, in place
   * of making another one.
   *
   * @default false
   */
  readonly rebuildOnImageChange?: boolean;

  /**
   * Where it is connected, in the order of its interfaces. It comes after their subnets. With an empty list, and without
   * `ports`, nothing can reach it.
   *
   * @default - by its ports alone
   */
  readonly networks?: INetwork[];

  /**
   * Ports that it takes, as its first interfaces. They are there before it and stay when it goes, with their addresses and
   * security groups.
   *
   * @default - none
   */
  readonly ports?: IPort[];

  /**
   * The key that its guest accepts.
   *
   * @default - none
   */
  readonly keyPair?: IKeyPair;

  /**
   * What may reach it; see `addSecurityGroup`.
   *
   * @default - the group `default` of the project
   */
  readonly securityGroups?: ISecurityGroup[];

  /**
   * What the guest is given to read when it starts. It may hold references to secrets; everybody in the guest can read it.
   * Another one makes another instance.
   *
   * @default - nothing
   */
  readonly userData?: string;

  /**
   * Whether the guest finds its metadata on a disk as well, and needs no network for it.
   *
   * @default false
   */
  readonly configDrive?: boolean;

  /**
   * Keys and values that the guest can read.
   *
   * @default - none
   */
  readonly metadata?: { [key: string]: string };

  /**
   * Words to find it by.
   *
   * @default - none
   */
  readonly tags?: string[];

  /**
   * Where it runs: a zone, or `ZONE:HOST` for one host.
   *
   * @default - where there is room
   */
  readonly availabilityZone?: string;

  /**
   * Whether it is there, but does not run.
   *
   * @default false
   */
  readonly stopped?: boolean;

  /**
   * For people.
   *
   * @default - none
   */
  readonly description?: string;
}

const RULES: readonly Rule<InstanceProps>[] = [
  objectName('name'),
  boots,
  bootsFromOne,
  integer('bootVolumeGib', 1, 2 ** 31 - 1),
  ({ networks, ports = [] }) =>
    networks === undefined && ports.length === 0
      ? 'neither networks nor ports are given: give one of them, or an empty list of networks for none.'
      : undefined,
  ({ ports = [], securityGroups = [] }) =>
    ports.length > 0 && securityGroups.length > 0
      ? 'securityGroups are given with ports, which have their own: give them to the ports.'
      : undefined,
  ({ networks, ports = [], securityGroups = [] }) =>
    networks?.length === 0 && ports.length === 0 && securityGroups.length > 0
      ? 'securityGroups are given without a network, where nothing could have them: leave them out, or give networks.'
      : undefined,
];

/** An instance: a virtual machine. It waits for a host that can run it where the same stack makes that. */
export class Instance extends CloudResource implements IInstance {
  public readonly fqn: string;
  private readonly resource: l1.ComputeInstance;
  private readonly securityGroups: ISecurityGroup[];
  private readonly hasPorts: boolean;
  private readonly hasNetwork: boolean;

  public constructor(scope: Construct, id: string, props: InstanceProps) {
    super(scope, id, props);
    const { name = id, flavor, image, networks = [], ports = [], keyPair } = props;
    validate(this, { ...props, name }, RULES);
    this._claim('instance', name);
    this.securityGroups = [...(props.securityGroups ?? [])];
    const attachments = [
      ...ports.map(({ portId }) => ({ portId })),
      ...networks.map(({ networkId }) => ({ networkId })),
    ];
    this.hasPorts = ports.length > 0;
    this.hasNetwork = attachments.length > 0;
    const bootVolume = bootVolumeOf(props);
    this.resource = this._define(
      l1.ComputeInstance,
      {
        name,
        flavorId: flavor.flavorId,
        imageId: image?.imageId,
        bootVolume,
        onImageChange: props.rebuildOnImageChange ? 'rebuild' : undefined,
        ...(this.hasNetwork ? { networks: attachments } : { withoutNetwork: true }),
        securityGroups: Lazy.listValue(
          { produce: () => this.securityGroups.map(({ securityGroupId }) => securityGroupId) },
          { omitEmpty: true },
        ),
        keyName: keyPair?.keyPairName,
        userData: props.userData,
        configDrive: props.configDrive,
        metadata: props.metadata,
        tags: props.tags,
        availabilityZone: props.availabilityZone,
        powerState: props.stopped ? 'stopped' : undefined,
        description: props.description,
      },
      'instances',
      ...(bootVolume ? (['volumes'] as const) : []),
    );
    this.fqn = this.resource.fqn;
    Aspects.of(this).add({ visit: (node) => node === this && followSubnets(this.resource, networks) });
  }

  public get instanceId(): string {
    return this.resource.id;
  }

  /** Its name; whoever uses it comes after the instance. */
  public get name(): string {
    return this.resource.name;
  }

  /** Id of the volume it boots from; null where its root disk is on its host. */
  public get bootVolumeId(): string {
    return this.resource.bootVolumeId;
  }

  /** Its first fixed IPv4 address. */
  public get address(): string {
    return this.resource.address;
  }

  /**
   * Lets in what a group lets in. The first one given takes the place of the project's `default`. To give it twice is to give it
   * once. One with ports of its own has no groups but theirs, and one without a network none.
   *
   * @param group what may reach the instance
   */
  public addSecurityGroup(group: ISecurityGroup): void {
    if (this.hasPorts) {
      throw new Error(
        `Instance "${this.node.path}" has ports, which have security groups of their own: give them to the ports.`,
      );
    }
    if (!this.hasNetwork) {
      throw new Error(
        `Instance "${this.node.path}" has no network, where nothing could have the group: give it networks.`,
      );
    }
    if (!this.securityGroups.includes(group)) this.securityGroups.push(group);
  }
}
