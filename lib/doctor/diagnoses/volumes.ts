import { IniDocument } from '../../ini';
import type { VolumeService } from '../../openstack/block-storage/services';
import { jsonOf } from '../../openstack/json';
import type { Diagnosis } from '../diagnosis';
import type { Examination, Examined, ExaminedCloud } from '../examination';
import { type Finding, keyIn, note, problem } from '../finding';
import { silentDaemon } from '../silent-daemon';

/** Volumes that are stuck or in error, and what keeps them from being made. */
export const volumes: Diagnosis = {
  subject: 'volumes',
  async look(examination) {
    const groups = examination.hosts.flatMap(missingGroups);
    const found = await Promise.all(examination.clouds.map((cloud) => lookIn(examination, cloud)));
    return [...groups, ...found.flat()];
  },
};

function missingGroups({ name, facts }: Examined): Finding[] {
  return [...facts.configs].flatMap(([file, config]) => {
    if (!(config instanceof IniDocument)) return [];
    const enabled =
      config
        .values({ section: 'DEFAULT', key: 'enabled_backends' })
        .at(-1)
        ?.split(/\s*,\s*/) ?? [];
    return enabled.flatMap((section) => {
      const driver =
        config.values({ section, key: 'volume_driver' }).at(-1) ?? 'cinder.volume.drivers.lvm.LVMVolumeDriver';
      const group = config.values({ section, key: 'volume_group' }).at(-1) ?? 'cinder-volumes';
      if (!/\blvm\b/.test(driver) || facts.volumeGroups === null || facts.volumeGroups.has(group)) return [];
      const cause = `${name} has no volume group "${group}", so the backend "${section}" makes no volumes: "No valid host was found", "Free capacity not set".`;
      const fix = `See with "pvs" and "losetup" whether its disks are there: a loop device is gone after a boot, and a "filter" in /etc/lvm/lvm.conf may hide one. Then "vgchange -ay ${group}", or make it anew ("vgcreate"), and restart cinder-volume.`;
      return problem(cause, { host: name, file, key: keyIn(section, 'volume_group') }, fix);
    });
  });
}

interface Pool {
  readonly name: string;
  readonly capabilities: { readonly free_capacity_gb?: number | string };
}

interface Volume {
  readonly id: string;
  readonly name: string;
  readonly status: string;
  readonly updated_at: string | null;
  readonly created_at: string;
}

const SERVICE = 'volumev3';

async function lookIn(examination: Examination, { cloud, token }: ExaminedCloud): Promise<Finding[]> {
  if (!token.catalog.some(({ type, endpoints }) => type === SERVICE && endpoints.length > 0)) return [];
  const get = async <T>(path: string) => jsonOf<T>(await cloud.session.ask({ service: SERVICE, method: 'GET', path }));
  const services = [...(await cloud.volumeServices.all()).values()];
  const { volumes: all } = await get<{ volumes: Volume[] }>('/volumes/detail?all_tenants=1');
  const down = await Promise.all(services.map((each) => silent(examination, each)));
  const trouble = [...down.flat(), ...all.flatMap((volume) => inTrouble(volume, services))];
  // Of a scheduler that is away the API waits for an answer, a minute long.
  if (!isUp(services, 'cinder-scheduler') || !isUp(services, 'cinder-volume')) return trouble;
  const { pools } = await get<{ pools: Pool[] }>('/scheduler-stats/get_pools?detail=true');
  return [...withoutCapacity(pools), ...trouble];
}

function isUp(services: readonly VolumeService[], program: string): boolean {
  return services.some(({ binary, state, status }) => binary === program && state === 'up' && status === 'enabled');
}

async function silent(examination: Examination, { binary, host, status, state }: VolumeService): Promise<Finding[]> {
  if (status === 'disabled') {
    const object = `volume service ${binary} on ${host}`;
    return [note(`${binary} on ${host} is disabled: no new volume is made there.`, { object }, 'Enable it.')];
  }
  if (state === 'up') return [];
  const [hostname = host, backend] = host.split('@');
  const who = `Cinder's ${binary}${backend === undefined ? '' : ` for the backend ${backend}`}`;
  return silentDaemon(examination, { who, hostname, what: 'has not reported for a minute', program: binary });
}

/** The scheduler places volumes by what backends have reported. */
function withoutCapacity(pools: readonly Pool[]): Finding[] {
  if (pools.length === 0) {
    const cause =
      'No backend of Cinder has told its scheduler how much room it has: "No valid host was found", "Free capacity not set".';
    const fix =
      'Restart cinder-scheduler and cinder-volume, each as a unit of its own; what keeps a backend from starting is in the log of cinder-volume.';
    return [problem(cause, { object: 'pools of the scheduler' }, fix)];
  }
  return pools.flatMap(({ name, capabilities: { free_capacity_gb: free } }) => {
    if (typeof free !== 'number' || free > 0) return [];
    return problem(
      `The pool ${name} has no room left for volumes.`,
      { object: `pool ${name}` },
      'Remove volumes, or extend its volume group.',
    );
  });
}

/** How long nothing takes that goes well; copies of images and large volumes are under way in other states. */
const PATIENCE_MS = 5 * 60_000;
const PASSING = new Set(['creating', 'deleting', 'attaching', 'detaching', 'extending', 'reserved']);

function inTrouble(
  { id, name, status, updated_at: updated, created_at: created }: Volume,
  services: readonly VolumeService[],
): Finding[] {
  const object = `volume ${name || id} (${id})`;
  if (status.startsWith('error')) {
    const cause = `The volume ${name || id} is in the state "${status}".`;
    const fix =
      'What else is found, or the logs of cinder-scheduler and cinder-volume, tell why. When that is mended, delete it ("openstack volume delete --force") and make it anew.';
    return [problem(cause, { object }, fix)];
  }
  // Times are in UTC, and told without saying so.
  const since = Date.now() - Date.parse(`${updated ?? created}Z`);
  if (!PASSING.has(status) || !(since > PATIENCE_MS)) return [];
  const why = isUp(services, 'cinder-volume') ? '' : ': no cinder-volume is up';
  const cause = `The volume ${name || id} has been "${status}" for ${Math.round(since / 60_000)} minutes${why}.`;
  const fix = `See that RabbitMQ, cinder-scheduler and cinder-volume run and that Cinder's migrations are done; then set its state ("openstack volume set --state error ${id}") and delete it.`;
  return [problem(cause, { object }, fix)];
}
