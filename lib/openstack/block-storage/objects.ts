/** What Cinder's API tells of its objects, as of the microversion in `block-storage.ts` (docs.openstack.org/api-ref/block-storage/v3). */

export interface VolumeType {
  readonly id: string;
  readonly name: string;
  readonly description: string | null;
  readonly is_public: boolean;
  /** Told to administrators; to others only what they need to choose by. */
  readonly extra_specs: Readonly<Record<string, string>>;
}

/** That a server has a volume, as Cinder knows it. */
export interface AttachedTo {
  readonly server_id: string | null;
  /** As in `/dev/vdb`. */
  readonly device: string | null;
}

export interface Volume {
  readonly id: string;
  readonly name: string | null;
  readonly description: string | null;
  /** `available`, `in-use`, `creating`, `error`, ... */
  readonly status: string;
  /** GiB. */
  readonly size: number;
  readonly volume_type_id: string;
  readonly availability_zone: string | null;
  readonly snapshot_id: string | null;
  readonly source_volid: string | null;
  /** Without what Cinder keeps there itself. */
  readonly metadata: Readonly<Record<string, string>>;
  readonly bootable: boolean;
  readonly multiattach: boolean;
  readonly attachments: readonly AttachedTo[];
  /** What it has from the image it was made from, directly or by way of a snapshot or another volume. */
  readonly volume_image_metadata?: Readonly<Record<string, string>>;
  /** `HOST@BACKEND#POOL`; null before it was placed. Told to administrators alone. */
  readonly 'os-vol-host-attr:host'?: string | null;
}

export interface Snapshot {
  readonly id: string;
  readonly name: string | null;
  readonly description: string | null;
  /** `available`, `creating`, `deleting`, `error`, ... */
  readonly status: string;
  readonly volume_id: string;
  /** GiB: what its volume had then. */
  readonly size: number;
  readonly metadata: Readonly<Record<string, string>>;
}
