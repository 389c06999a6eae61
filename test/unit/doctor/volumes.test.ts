import { volumes } from '../../../lib/doctor/diagnoses/volumes';
import type { Examination } from '../../../lib/doctor/examination';
import { IniDocument } from '../../../lib/ini';
import { VolumeServices } from '../../../lib/openstack/block-storage/services';
import { Session } from '../../../lib/openstack/session';
import { answer, dial, LocalApi } from '../openstack/local-api';

let api: LocalApi;
let session: Session;
let told: Record<string, object>;

const service = (binary: string, host: string, change: object = {}) => ({
  binary,
  host,
  status: 'enabled',
  state: 'up',
  ...change,
});
const pool = (free: number | string) => ({ name: 'node3@lvm#lvm', capabilities: { free_capacity_gb: free } });
const volume = (name: string, status: string, minutes: number) => {
  const updated_at = new Date(Date.now() - minutes * 60_000).toISOString().replace('Z', '000');
  return { id: `id-${name}`, name, status, updated_at, created_at: updated_at };
};

/** A Cinder that has this to tell, beside a Keystone that lets anybody in. */
beforeEach(async () => {
  told = {
    'GET /v3/os-services': {
      services: [service('cinder-scheduler', 'node1'), service('cinder-volume', 'node3@lvm')],
    },
    'GET /v3/scheduler-stats/get_pools?detail=true': { pools: [pool(10.5)] },
    'GET /v3/volumes/detail?all_tenants=1': { volumes: [] },
  };
  api = await LocalApi.start(({ line }, response) => {
    if (line !== 'POST /v3/auth/tokens') return answer(response, 200, told[line] ?? {});
    const catalog = [
      { type: 'volumev3', endpoints: [{ interface: 'internal', region_id: 'one', url: `${api.url}/v3/p` }] },
    ];
    const token = { expires_at: new Date(Date.now() + 3600_000).toISOString(), user: { id: 'u' }, catalog };
    return answer(response, 201, { token }, { 'x-subject-token': 't' });
  });
  const credentials = { authUrl: api.url, user: 'a', userDomain: 'd', password: '', scope: 'system' } as const;
  session = new Session({ credentials, dial, interface: 'internal', region: null });
});

afterEach(async () => {
  session.close();
  await api.close();
});

async function causes(hosts: object[] = []): Promise<string[]> {
  const token = await session.authenticate(session.credentials);
  const examination = {
    hosts,
    clouds: [{ name: 'main', cloud: { session, volumeServices: new VolumeServices(session) }, token }],
  } as unknown as Examination;
  return (await volumes.look(examination)).map(({ severity, cause }) => `${severity}: ${cause}`);
}

test('volumes that are fine, or on their way, are not told of', async () => {
  told['GET /v3/volumes/detail?all_tenants=1'] = {
    volumes: [volume('a', 'available', 999), volume('b', 'in-use', 999), volume('c', 'creating', 1)],
  };
  expect(await causes()).toEqual([]);
});

test('volumes in error, and those that are stuck, are told of', async () => {
  told['GET /v3/volumes/detail?all_tenants=1'] = {
    volumes: [volume('a', 'error_deleting', 1), volume('b', 'creating', 30)],
  };
  expect(await causes()).toEqual([
    'problem: The volume a is in the state "error_deleting".',
    'problem: The volume b has been "creating" for 30 minutes.',
  ]);
});

test('services that are down or disabled are told of, and that a volume waits for them', async () => {
  told['GET /v3/os-services'] = {
    services: [
      service('cinder-volume', 'node3@lvm', { state: 'down' }),
      service('cinder-scheduler', 'node1', { status: 'disabled' }),
    ],
  };
  told['GET /v3/volumes/detail?all_tenants=1'] = { volumes: [volume('b', 'deleting', 6)] };
  expect(await causes()).toEqual([
    "problem: Cinder's cinder-volume for the backend lvm on node3 has not reported for a minute, so it counts as down.",
    'note: cinder-scheduler on node1 is disabled: no new volume is made there.',
    'problem: The volume b has been "deleting" for 6 minutes: no cinder-volume is up.',
  ]);
});

test('backends that tell of no room, or have none, are told of', async () => {
  told['GET /v3/scheduler-stats/get_pools?detail=true'] = { pools: [] };
  expect(await causes()).toEqual([expect.stringContaining('No backend of Cinder has told its scheduler')]);
  told['GET /v3/scheduler-stats/get_pools?detail=true'] = { pools: [pool(0)] };
  expect(await causes()).toEqual(['problem: The pool node3@lvm#lvm has no room left for volumes.']);
  told['GET /v3/scheduler-stats/get_pools?detail=true'] = { pools: [pool('infinite')] };
  expect(await causes()).toEqual([]);
});

test('a volume group that is missing on its host is told of', async () => {
  const config = IniDocument.parse(
    '[DEFAULT]\nenabled_backends = lvm, nfs\n[lvm]\nvolume_driver = cinder.volume.drivers.lvm.LVMVolumeDriver\n' +
      'volume_group = vg1\n[nfs]\nvolume_driver = cinder.volume.drivers.nfs.NfsDriver\n',
  );
  const host = (groups: readonly string[] | null) => ({
    name: 'node3',
    facts: { configs: new Map([['/etc/cinder/cinder.conf', config]]), volumeGroups: groups && new Set(groups) },
  });
  expect(await causes([host(['other'])])).toEqual([expect.stringContaining('node3 has no volume group "vg1"')]);
  expect(await causes([host(['vg1'])])).toEqual([]);
});
