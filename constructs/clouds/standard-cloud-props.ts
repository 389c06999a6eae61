import type { VolumeBackend } from '../block-storage/volume-backend';
import type { VirtType } from '../compute/nova-compute';
import type { Host } from '../core/host';
import { integer, type Rule } from '../core/validation';
import type { GlanceStore } from '../image/glance-store';
import type { ProviderNetwork } from '../network/provider-network';
import type { SwiftDisk } from '../object-store/swift-disk';
import { CloudPart } from './cloud-part';

/** What all layouts of a cloud have in common. */
export interface CloudLayoutProps {
  /**
   * By which interface of its hosts guests reach the network outside; a host may have another one.
   *
   * @default - none; it has to be given unless COMPUTE is left out
   */
  readonly providerNetwork?: ProviderNetwork;

  /**
   * Whether there are routers, floating IPs, and networks of projects' own.
   *
   * @default false
   */
  readonly layer3?: boolean;

  /**
   * What images are kept in.
   *
   * @default GlanceStore.directory()
   */
  readonly imageStore?: GlanceStore;

  /**
   * What to leave out. What takes its place, or comes on top, is given the cloud's own `keystone`, `database`, `queue` and `cache`.
   *
   * @default - nothing
   */
  readonly without?: CloudPart[];

  /**
   * Further settings, by service (`keystone`, `glance`, `placement`, `nova`, `neutron`, `cinder`, `swift` for its proxy), then section and key. Those
   * that the cloud decides are refused.
   *
   * @default - none
   */
  readonly extraSettings?: Record<string, Record<string, Record<string, string>>>;

  /**
   * Swift's rings have 2 to this power partitions, from 1 to 32. Choose once, for about a hundred partitions for each disk that there will
   * ever be: with another value nothing that is stored is found.
   *
   * @default 12
   */
  readonly objectPartPower?: number;

  /**
   * How often each object is stored, from 1.
   *
   * @default 3
   */
  readonly objectReplicas?: number;
}

/** What the clouds of both guides are given. */
export interface GuideCloudProps extends CloudLayoutProps {
  /** The disks for objects. */
  readonly disks: SwiftDisk[];

  /**
   * What volumes are kept on.
   *
   * @default - nothing: there is no Cinder
   */
  readonly volumeBackends?: VolumeBackend[];
}

export interface StandardCloudProps extends CloudLayoutProps {
  /** The host of databases, queue and all APIs. */
  readonly controller: Host;
}

/** How a host with guests differs from the others. */
export interface ComputeOptions {
  /**
   * By which of its interfaces guests reach the network outside.
   *
   * @default - as on the controller
   */
  readonly providerNetwork?: ProviderNetwork;

  /**
   * How it runs guests.
   *
   * @default - VirtType.KVM where the host has it; otherwise VirtType.QEMU
   */
  readonly virtType?: VirtType;
}

const SERVICES = ['keystone', 'glance', 'placement', 'nova', 'neutron', 'cinder', 'swift'];

export const STANDARD_CLOUD_RULES: readonly Rule<StandardCloudProps>[] = [
  integer('objectPartPower', 1, 32),
  ({ providerNetwork, without = [] }) =>
    providerNetwork === undefined && !without.includes(CloudPart.COMPUTE)
      ? 'providerNetwork is not given: name the interface by which guests reach the network outside, such as ProviderNetwork.onInterface("eth1"), or leave out CloudPart.COMPUTE.'
      : undefined,
  ({ extraSettings = {} }) =>
    Object.keys(extraSettings)
      .filter((service) => !SERVICES.includes(service))
      .map((service) => `extraSettings has ${JSON.stringify(service)}: give one of ${SERVICES.join(', ')}.`)[0],
];
