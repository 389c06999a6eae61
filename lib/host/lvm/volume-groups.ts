import type { SshConnection } from '../../ssh/connection';
import { sh } from '../../ssh/quote';
import { Batch } from '../batch';
import { Found } from '../found';
import { ServerUnavailable } from '../server-unavailable';

/** A device of a volume group. */
export interface PhysicalVolume {
  /** As LVM calls it, which may be another name than the one by which it was taken into the group; `[unknown]` where it is missing. */
  readonly path: string;
  /** Major and minor number, as in `8:17`. */
  readonly number: string;
}

/** A volume group of LVM's. */
export interface VolumeGroup {
  readonly name: string;
  readonly uuid: string;
  readonly devices: readonly PhysicalVolume[];
  /** Names of what was made in it. */
  readonly logicalVolumes: readonly string[];
}

/** What LVM knows of a host's devices. */
export interface Lvm {
  readonly groups: readonly VolumeGroup[];
  /** Devices that are prepared for LVM and in no group. */
  readonly free: readonly PhysicalVolume[];
}

const SEPARATOR = '\0=\0';

/** LVM's volume groups on a host. */
export class VolumeGroups {
  /** Which groups were made here, and which were there before. */
  public readonly found: Found;
  private readonly looks: Batch<null, Lvm>;

  constructor(
    private readonly connection: SshConnection,
    private readonly host: string,
  ) {
    this.found = new Found(connection, 'volume-groups');
    this.looks = new Batch(async (questions) => {
      const lvm = await this.lookAtAll();
      return questions.map(() => lvm);
    });
  }

  /** All that there is. @throws {ServerUnavailable} when the host has no LVM to ask */
  public look(): Promise<Lvm> {
    return this.looks.ask(null);
  }

  public async create(name: string, devices: readonly string[], signal?: AbortSignal): Promise<void> {
    await this.connection.check(sh`vgcreate --quiet ${name} ${devices} </dev/null`, { signal });
  }

  public async extend(name: string, devices: readonly string[], signal?: AbortSignal): Promise<void> {
    await this.connection.check(sh`vgextend --quiet ${name} ${devices} </dev/null`, { signal });
  }

  /** Takes devices out of a group, and LVM's labels off them. LVM refuses those on which there is something. */
  public async reduce(name: string, devices: readonly string[], signal?: AbortSignal): Promise<void> {
    await this.connection.check(
      sh`vgreduce --quiet ${name} ${devices} </dev/null && pvremove --quiet ${devices} </dev/null`,
      { signal },
    );
  }

  /** Removes a group in which there is nothing, LVM's labels from its devices, and what LVM has kept of how the group was. */
  public async remove(name: string, devices: readonly string[], signal?: AbortSignal): Promise<void> {
    await this.connection.check(
      sh`set -e
      vgremove --quiet ${name} </dev/null
      pvremove --quiet ${devices} </dev/null
      rm -f -- /etc/lvm/backup/${name} /etc/lvm/archive/${name}_[0-9][0-9][0-9][0-9][0-9]-[0-9]*.vg`,
      { signal },
    );
  }

  private async lookAtAll(): Promise<Lvm> {
    const { stdout } = await this.connection.read(sh`
      command -v pvs >/dev/null || exit 0
      set -e
      pvs --reportformat json --options pv_name,pv_major,pv_minor,vg_name,vg_uuid
      printf '\0=\0'
      lvs --reportformat json --options lv_name,vg_name`);
    const text = stdout.toString('utf8');
    if (text === '') {
      throw new ServerUnavailable(`LVM on ${this.host}`, 'Its programs are not installed: install the package lvm2.');
    }
    return parseLvm(text);
  }
}

interface Report {
  readonly report: readonly { readonly pv?: readonly Row[]; readonly lv?: readonly Row[] }[];
}
type Row = Readonly<Record<string, string>>;

/** Reads what the command above wrote. */
export function parseLvm(text: string): Lvm {
  const [devices = [], volumes = []] = text.split(SEPARATOR).map((part) => {
    const { report } = JSON.parse(part) as Report;
    return report.flatMap(({ pv = [], lv = [] }) => [...pv, ...lv]);
  });
  const groups = new Map<string, VolumeGroup & { devices: PhysicalVolume[] }>();
  const free: PhysicalVolume[] = [];
  for (const { pv_name: path = '', pv_major, pv_minor, vg_name: name = '', vg_uuid: uuid = '' } of devices) {
    const device = { path, number: `${pv_major}:${pv_minor}` };
    if (name === '') {
      free.push(device);
      continue;
    }
    const logicalVolumes = volumes.filter(({ vg_name }) => vg_name === name).map(({ lv_name = '' }) => lv_name);
    const group = groups.get(uuid) ?? { name, uuid, devices: [], logicalVolumes };
    group.devices.push(device);
    groups.set(uuid, group);
  }
  return { groups: [...groups.values()], free };
}
