import type { CinderFacts } from '../core/platform/facts';
import { File } from '../infrastructure/file';
import type { BackendParts, BackendPlace } from './backend-parts';
import { VolumeBackend, type VolumeBackendProps } from './volume-backend';

export interface NfsBackendProps extends VolumeBackendProps {
  /**
   * The shares, as `SERVER:/PATH`; an IPv6 address stands in brackets. The volume service mounts them, and so does each host whose guests
   * have volumes on them. They have to be there before, and writable by whoever `secureFileOperations` says.
   */
  readonly shares: string[];

  /**
   * Options for mount, as in `vers=4.1,soft`.
   *
   * @default - those of the host
   */
  readonly mountOptions?: string;

  /**
   * Whether a volume takes up space only as it is written to.
   *
   * @default true
   */
  readonly sparse?: boolean;

  /**
   * Whether there are snapshots of its volumes. They need root's rights on the shares.
   *
   * @default - true, unless secureFileOperations is true
   */
  readonly snapshots?: boolean;

  /**
   * Whether Cinder handles files as its own user instead of root: for shares on which root has no rights (`root_squash`).
   *
   * @default false
   */
  readonly secureFileOperations?: boolean;

  /**
   * Whether files are for their owner and group alone. Hosts then need an emulator that may read them all the same.
   *
   * @default false - everybody on the hosts and the server may read and write them
   */
  readonly secureFilePermissions?: boolean;
}

const SHARE = /^([^\s:[\]#]+|\[[0-9A-Fa-f:.]+\]):\/\S*$/;
const OPTIONS = /^[^\s,]+(,[^\s,]+)*$/;

/** Volumes as files on NFS shares that are there already. */
export class NfsBackend extends VolumeBackend {
  /** The shares. */
  public readonly shares: string[];
  /** @internal */
  public readonly _protocol = 'nfs';

  public constructor(private readonly props: NfsBackendProps) {
    super(props);
    const { shares, mountOptions, snapshots, secureFileOperations } = props;
    this.shares = [...shares];
    if (shares.length === 0) this._refuse('shares', shares, 'give at least one, such as "192.0.2.20:/srv/volumes"');
    for (const share of shares) {
      if (!SHARE.test(share)) this._refuse('shares', share, 'give SERVER:/PATH such as "192.0.2.20:/srv/volumes"');
    }
    if (mountOptions !== undefined && !OPTIONS.test(mountOptions)) {
      this._refuse('mountOptions', mountOptions, 'give options with "," between them and no spaces');
    }
    if (snapshots === true && secureFileOperations === true) {
      this._refuse('snapshots', snapshots, 'they need root, so set secureFileOperations to false, or leave them out');
    }
  }

  /** @internal */
  public _packages({ nfs }: CinderFacts): readonly string[] {
    return nfs.packages;
  }

  /** @internal */
  public _define({ scope, host, facts, packages }: BackendPlace): BackendParts {
    const { mountOptions, sparse, secureFileOperations = false, secureFilePermissions, extraSettings } = this.props;
    const shares = new File(scope, `Shares ${this.name}`, {
      host,
      path: `${facts.sharesPath}.${this.name}`,
      content: this.shares.map((share) => `${share}\n`).join(''),
      group: facts.user,
      mode: '0640',
      dependsOn: [packages],
    });
    return {
      settings: {
        volume_driver: 'cinder.volume.drivers.nfs.NfsDriver',
        volume_backend_name: this.backendName,
        nfs_shares_config: shares.path,
        nfs_mount_point_base: facts.mountsPath,
        ...(mountOptions !== undefined && { nfs_mount_options: mountOptions }),
        nfs_sparsed_volumes: `${sparse ?? true}`,
        nfs_snapshot_support: `${this.props.snapshots ?? !secureFileOperations}`,
        // Left to itself, Cinder decides by what it finds on the share when it first starts.
        nas_secure_file_operations: `${secureFileOperations}`,
        nas_secure_file_permissions: `${secureFilePermissions ?? false}`,
        ...extraSettings,
      },
      reads: [shares],
    };
  }
}
