import { Networking } from '../../../lib/openstack/network/network';
import { Session } from '../../../lib/openstack/session';
import { answer, dial, LocalApi } from './local-api';

const GATEWAY = {
  network_id: 'public',
  external_fixed_ips: [{ subnet_id: 's', ip_address: '192.0.2.2' }],
  enable_snat: true,
};
const ROUTER = { id: 'r', name: 'out', external_gateway_info: GATEWAY };
const FLOATING = { id: 'f', floating_ip_address: '192.0.2.9', port_id: 'p' };

describe('what Neutron wants to be told as a whole', () => {
  let api: LocalApi;
  let session: Session;
  let network: Networking;

  beforeEach(async () => {
    api = await LocalApi.start(({ line }, response) => {
      if (line === 'POST /v3/auth/tokens') {
        const endpoints = [{ interface: 'internal', region_id: null, url: api.url }];
        const token = {
          expires_at: '2999-01-01T00:00:00Z',
          user: { id: 'u' },
          catalog: [{ type: 'network', endpoints }],
        };
        answer(response, 201, { token }, { 'x-subject-token': 'token' });
      } else if (line === 'GET /v2.0/routers') answer(response, 200, { routers: [ROUTER] });
      else if (line === 'GET /v2.0/floatingips') answer(response, 200, { floatingips: [FLOATING] });
      else if (line.endsWith('add_router_interface')) answer(response, 200, { id: 'r', port_id: 'p' });
      else if (line.endsWith('remove_router_interface')) answer(response, 404, { NeutronError: { message: 'gone' } });
      else if (line.includes('/routers')) answer(response, 200, { router: ROUTER });
      else answer(response, 200, { floatingip: FLOATING });
    });
    const credentials = { authUrl: api.url, user: 'a', userDomain: 'd', password: '', scope: 'system' } as const;
    session = new Session({ credentials, dial, interface: 'internal', region: null });
    network = new Networking(session);
  });

  afterEach(async () => {
    session.close();
    await api.close();
  });

  const sent = () => JSON.parse(api.asked.at(-1)?.body ?? '{}');

  test('a gateway is told in parts', async () => {
    expect(await network.routers.get('r')).toEqual({
      id: 'r',
      name: 'out',
      external_network_id: 'public',
      external_fixed_ips: GATEWAY.external_fixed_ips,
      enable_snat: true,
    });
  });

  test.each([
    ['its name alone', { name: 'in' }, { name: 'in' }],
    ['how it leads out', { enable_snat: false }, { external_gateway_info: { ...GATEWAY, enable_snat: false } }],
    ['another network', { external_network_id: 'other' }, { external_gateway_info: { network_id: 'other' } }],
    ['no network', { external_network_id: null }, { external_gateway_info: {} }],
    [
      'another address',
      { external_fixed_ips: [{ subnet_id: 's' }] },
      { external_gateway_info: { network_id: 'public', external_fixed_ips: [{ subnet_id: 's' }] } },
    ],
  ])('a router is given %s', async (_, change, told) => {
    await network.routers.update('r', change);
    expect(sent()).toEqual({ router: told });
  });

  test('a new router without a gateway is given none', async () => {
    await network.routers.create({ name: 'out' });
    expect(sent()).toEqual({ router: { name: 'out' } });
  });

  test('a router is connected by a subnet, and disconnected also when it is not any more', async () => {
    expect(await network.routers.connect('r', { subnet_id: 's' })).toBe('p');
    expect([api.lines.at(-1), sent()]).toEqual(['PUT /v2.0/routers/r/add_router_interface', { subnet_id: 's' }]);
    await network.routers.disconnect('r', { subnet_id: 's' });
    expect(api.lines.at(-1)).toBe('PUT /v2.0/routers/r/remove_router_interface');
  });

  test('the fixed address of a floating IP is told with its port', async () => {
    await network.floatingIps.update('f', { fixed_ip_address: '10.0.0.2' });
    expect(sent()).toEqual({ floatingip: { fixed_ip_address: '10.0.0.2', port_id: 'p' } });
    await network.floatingIps.update('f', { port_id: null });
    expect(sent()).toEqual({ floatingip: { port_id: null } });
  });
});
