import { VolumeServices } from '../../../lib/openstack/block-storage/services';
import { volumesOn } from '../../../lib/openstack/block-storage/stored-volumes';
import { Session } from '../../../lib/openstack/session';
import { answer, dial, LocalApi } from './local-api';

const SCHEDULER = { binary: 'cinder-scheduler', host: 'node1', status: 'enabled', state: 'up', disabled_reason: null };
const NFS = { ...SCHEDULER, binary: 'cinder-volume', host: 'node3@nfs' };
const at = (id: string, host: string | null) => ({ id, name: id, 'os-vol-host-attr:host': host });

describe("Cinder's daemons", () => {
  let api: LocalApi;
  let session: Session;
  let services: VolumeServices;
  /** What the scheduler knows of the backend; null: nothing. */
  let backend: string | null;

  beforeEach(async () => {
    backend = 'up';
    api = await LocalApi.start(({ line, headers }, response) => {
      const [method = '', path = ''] = line.split(' ');
      const { pathname, searchParams } = new URL(path, api.url);
      if (method === 'POST') {
        const endpoints = [{ interface: 'internal', region_id: null, url: `${api.url}/v3` }];
        const catalog = [{ type: 'volumev3', endpoints }];
        const token = { expires_at: '2999-01-01T00:00:00Z', user: { id: 'u' }, catalog };
        answer(response, 201, { token }, { 'x-subject-token': 'token' });
      } else if (method === 'PUT') answer(response, 200, {});
      else if (pathname === '/v3/volumes/detail') {
        const next = `${api.url}/v3/volumes/detail?marker=b&all_tenants=1`;
        const isFirst = searchParams.get('marker') === null;
        answer(response, 200, {
          volumes: isFirst
            ? [at('a', 'node3@nfs#nfs'), at('b', null)]
            : [at('c', 'node3@nfs2#nfs'), at('d', 'node3@nfs')],
          ...(isFirst && { volumes_links: [{ rel: 'next', href: next }] }),
        });
      } else if (headers['openstack-api-version'] === 'volume 3.49') {
        answer(response, 200, { services: [{ ...NFS, backend_state: backend }] });
      } else answer(response, 200, { services: [SCHEDULER, NFS] });
    });
    const credentials = { authUrl: api.url, user: 'a', userDomain: 'd', password: '', scope: 'system' } as const;
    session = new Session({ credentials, dial, interface: 'internal', region: null });
    services = new VolumeServices(session);
  });

  afterEach(async () => {
    session.close();
    await api.close();
  });

  test('are known by binary and host, as Cinder gives them no id', async () => {
    expect(await services.find('cinder-volume', 'node3@nfs')).toEqual({ ...NFS, id: 'cinder-volume/node3@nfs' });
    expect(await services.find('cinder-volume', 'node1')).toBeUndefined();
  });

  test('a backend is offered when the scheduler knows it, and not because its process runs', async () => {
    expect(await services.isOffered('node3@nfs')).toBe(true);
    expect(api.lines.at(-1)).toBe('GET /v3/os-services?binary=cinder-volume&host=node3%40nfs');
    backend = null;
    expect(await services.isOffered('node3@nfs')).toBe(false);
  });

  test('are disabled with a reason, and seen again afterwards', async () => {
    const service = await services.find('cinder-volume', 'node3@nfs');
    if (!service) throw new Error('there is none');
    expect(await services.disable(service, 'broken')).toMatchObject({ host: 'node3@nfs' });
    expect(api.lines.slice(-2)).toEqual(['PUT /v3/os-services/disable-log-reason', 'GET /v3/os-services']);
    expect(JSON.parse(api.asked.at(-2)?.body ?? '')).toEqual({
      binary: 'cinder-volume',
      host: 'node3@nfs',
      disabled_reason: 'broken',
    });
    await services.enable(service);
    expect(api.lines.at(-2)).toBe('PUT /v3/os-services/enable');
  });

  test('volumes on a backend are those of its pools, on whatever page', async () => {
    expect((await volumesOn(session, 'node3@nfs')).map(({ id }) => id)).toEqual(['a', 'd']);
    expect(api.lines[1]).toBe('GET /v3/volumes/detail?all_tenants=1');
  });
});
