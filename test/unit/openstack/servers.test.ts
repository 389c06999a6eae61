import { Servers } from '../../../lib/openstack/compute/servers';
import { ApiUnavailable } from '../../../lib/openstack/errors';
import { Session } from '../../../lib/openstack/session';
import { answer, dial, LocalApi } from './local-api';

const seen = { id: 'seen', name: 'one', status: 'ACTIVE', image: { id: 'i' }, addresses: {} };
/** As Nova lists a server of a cell that does not answer, and as it tells of it alone. */
const listed = { id: 'unseen', status: 'UNKNOWN', tenant_id: 'p', created: '2026-01-01T00:00:00Z', links: [] };
const alone = { ...listed, image: '', flavor: {}, user_id: 'u', 'OS-EXT-AZ:availability_zone': 'nova' };

describe('servers of which one is in a cell that does not answer', () => {
  let api: LocalApi;
  let session: Session;
  let servers: Servers;

  beforeAll(async () => {
    api = await LocalApi.start(({ line }, response) => {
      if (line.startsWith('POST')) {
        const endpoint = { interface: 'internal', region: 'r', region_id: 'r', url: `${api.url}/v2.1` };
        const catalog = [{ type: 'compute', name: 'nova', endpoints: [endpoint] }];
        const token = {
          expires_at: '2999-01-01T00:00:00Z',
          issued_at: '2026-01-01T00:00:00Z',
          user: { id: 'u' },
          catalog,
        };
        answer(response, 201, { token }, { 'x-subject-token': 'token' });
      } else if (line === 'GET /v2.1/servers/detail') answer(response, 200, { servers: [listed, seen] });
      else if (line === 'GET /v2.1/servers/unseen') answer(response, 200, { server: alone });
      else answer(response, 404, { itemNotFound: { message: 'Not found.' } });
    });
    const credentials = { authUrl: api.url, user: 'a', userDomain: 'Default', password: '', scope: 'system' } as const;
    session = new Session({ credentials, dial, interface: 'internal', region: null });
    servers = new Servers(session, 'compute 2.93');
  });
  afterAll(async () => {
    session.close();
    await api.close();
  });

  test('are told of where their cells answer', async () => {
    expect(await servers.get('seen')).toEqual(seen);
    expect(await servers.where(({ name }) => name === 'one', { name: 'one' })).toEqual([seen]);
    expect(await servers.get('gone')).toBeUndefined();
  });

  test('are not known to be there or not where it does not', async () => {
    await expect(servers.get('unseen')).rejects.toThrow(ApiUnavailable);
    await expect(servers.look('unseen')).rejects.toThrow('Nova tells nothing of the server unseen');
    await expect(servers.where(({ name }) => name === 'two', { name: 'two' })).rejects.toThrow(ApiUnavailable);
  });
});
