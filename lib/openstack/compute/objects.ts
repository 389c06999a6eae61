/** What Nova's API tells of its objects, as of the microversion in `compute.ts` (docs.openstack.org/api-ref/compute). */

export interface Flavor {
  readonly id: string;
  readonly name: string;
  /** MiB. */
  readonly ram: number;
  readonly vcpus: number;
  /** GiB. */
  readonly disk: number;
  /** MiB. */
  readonly swap: number;
  /** GiB. */
  readonly 'OS-FLV-EXT-DATA:ephemeral': number;
  readonly 'os-flavor-access:is_public': boolean;
  readonly description: string | null;
  readonly extra_specs: Readonly<Record<string, string>>;
}

export interface Keypair {
  /** Its name. */
  readonly id: string;
  readonly name: string;
  readonly type: string;
  readonly public_key: string;
  readonly fingerprint: string;
}

export interface Aggregate {
  readonly id: string;
  readonly name: string;
  readonly availability_zone: string | null;
  /** As Nova calls them. */
  readonly hosts: readonly string[];
  /** Without the availability zone, which Nova keeps there, too. */
  readonly metadata: Readonly<Record<string, string>>;
}

/** An address that a server has. */
export interface ServerAddress {
  readonly addr: string;
  readonly version: 4 | 6;
  readonly 'OS-EXT-IPS:type': 'fixed' | 'floating';
}

/** A server's own copy of its flavor, which stays when the flavor is removed or made anew. It has no id. */
export interface ServerFlavor {
  readonly original_name: string;
  readonly ram: number;
  readonly vcpus: number;
  readonly disk: number;
  readonly ephemeral: number;
  readonly swap: number;
}

/** Why something became of a server that nobody wanted. */
export interface Fault {
  readonly code: number;
  readonly message: string;
  /** Told to administrators alone. */
  readonly details?: string;
}

export interface Server {
  readonly id: string;
  readonly name: string;
  /** `ACTIVE`, `SHUTOFF`, `BUILD`, `ERROR`, ... */
  readonly status: string;
  readonly tenant_id: string;
  readonly description: string | null;
  /** '' where it boots from a volume. */
  readonly image: { readonly id: string } | '';
  readonly flavor: ServerFlavor;
  readonly key_name: string | null;
  readonly metadata: Readonly<Record<string, string>>;
  readonly tags: readonly string[];
  /** 'True' or ''. */
  readonly config_drive: string;
  /** By the network's name. */
  readonly addresses: Readonly<Record<string, readonly ServerAddress[]>>;
  /** The volumes that it has. */
  readonly 'os-extended-volumes:volumes_attached'?: readonly {
    readonly id: string;
    /** Whether the volume goes when the server goes. */
    readonly delete_on_termination: boolean;
  }[];
  /** Only while its status is `ERROR`. */
  readonly fault?: Fault;
  /** What is being done with it; null when nothing is. */
  readonly 'OS-EXT-STS:task_state': string | null;
  /** '' until it has a host. */
  readonly 'OS-EXT-AZ:availability_zone': string;
  /** These are told to administrators alone. */
  readonly 'OS-EXT-SRV-ATTR:host'?: string | null;
  /** As in `/dev/vda`. */
  readonly 'OS-EXT-SRV-ATTR:root_device_name'?: string | null;
  /** In base64. */
  readonly 'OS-EXT-SRV-ATTR:user_data'?: string | null;
}
