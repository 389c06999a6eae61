import { inUrl, isAddress } from '../core/addresses';
import type { CinderFacts } from '../core/platform/facts';
import type { BackendParts, BackendPlace } from './backend-parts';
import { VolumeBackend, type VolumeBackendProps } from './volume-backend';

/** How much room of a volume group a volume takes. */
export enum LvmProvisioning {
  /** As much as is written to it: all volumes share a thin pool, which Cinder makes of the whole group. */
  THIN = 'thin',
  /** All of it at once. */
  THICK = 'default',
}

export interface LvmBackendProps extends VolumeBackendProps {
  /**
   * The volume group, which has to be there before, and belong to Cinder alone.
   *
   * @default 'cinder-volumes'
   */
  readonly volumeGroup?: string;

  /**
   * How much room of it a volume takes.
   *
   * @default LvmProvisioning.THIN
   */
  readonly provisioning?: LvmProvisioning;

  /**
   * IP address of the host at which volumes are handed out. Hosts whose guests have volumes have to reach it.
   *
   * @default - the address of the volume service
   */
  readonly targetAddress?: string;

  /**
   * TCP port there, from 1 to 65535.
   *
   * @default 3260
   */
  readonly targetPort?: number;
}

const VOLUME_GROUP = /^[A-Za-z0-9_.+][A-Za-z0-9_.+-]*$/;

/** Volumes as logical volumes of a volume group of the host, handed out by iSCSI. */
export class LvmBackend extends VolumeBackend {
  /** The volume group. */
  public readonly volumeGroup: string;
  /** @internal */
  public readonly _protocol = 'iscsi';

  public constructor(private readonly props: LvmBackendProps) {
    super(props);
    const { volumeGroup = 'cinder-volumes', targetAddress, targetPort: port = 3260 } = props;
    this.volumeGroup = volumeGroup;
    if (!VOLUME_GROUP.test(volumeGroup)) {
      this._refuse('volumeGroup', volumeGroup, 'give letters, digits, "_", ".", "+" and "-", not beginning with "-"');
    }
    if (targetAddress !== undefined && !isAddress(targetAddress)) {
      this._refuse('targetAddress', targetAddress, 'give an IP address of the host, such as "192.0.2.13"');
    }
    if (!Number.isInteger(port) || port < 1 || port > 65535) {
      this._refuse('targetPort', port, 'give a whole number from 1 to 65535');
    }
  }

  /** @internal */
  public _packages({ target }: CinderFacts): readonly string[] {
    return [...target.packages, ...(this.props.provisioning === LvmProvisioning.THICK ? [] : target.thinPackages)];
  }

  /** @internal */
  public override _portal(address: string): string {
    return `${inUrl(this.props.targetAddress ?? address)}:${this.port}`;
  }

  /** @internal */
  public _define({ address, facts }: BackendPlace): BackendParts {
    const { provisioning = LvmProvisioning.THIN, targetAddress = address, extraSettings } = this.props;
    return {
      settings: {
        volume_driver: 'cinder.volume.drivers.lvm.LVMVolumeDriver',
        volume_backend_name: this.backendName,
        volume_group: this.volumeGroup,
        lvm_type: provisioning,
        target_protocol: 'iscsi',
        target_helper: facts.target.helper,
        target_ip_address: targetAddress,
        target_port: `${this.port}`,
        ...extraSettings,
      },
      absent: facts.formerLvmKeys,
    };
  }

  private get port(): number {
    return this.props.targetPort ?? 3260;
  }
}
