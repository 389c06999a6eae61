import { Networking } from '../../../lib/openstack/network/network';
import { ExtensionMissing } from '../../../lib/openstack/network/network-collection';
import { Session } from '../../../lib/openstack/session';
import { answer, dial, LocalApi } from './local-api';

describe('rules of security groups that are asked for together', () => {
  let api: LocalApi;
  let session: Session;

  beforeEach(async () => {
    api = await LocalApi.start(({ line, body }, response) => {
      if (line === 'POST /v3/auth/tokens') {
        const endpoints = [{ interface: 'internal', region_id: null, url: api.url }];
        const token = {
          expires_at: '2999-01-01T00:00:00Z',
          user: { id: 'u' },
          catalog: [{ type: 'network', endpoints }],
        };
        answer(response, 201, { token }, { 'x-subject-token': 'token' });
      } else if (line === 'GET /v2.0/security-groups') {
        answer(response, 200, { security_groups: [{ id: 'g', project_id: 'p' }] });
      } else if (line === 'POST /v2.0/security-group-rules') {
        const { security_group_rules: rules } = JSON.parse(body) as { security_group_rules: { protocol: string }[] };
        if (rules.some(({ protocol }) => protocol === 'udp')) {
          answer(response, 409, { NeutronError: { message: 'Security group rule already exists.' } });
        } else {
          answer(response, 201, { security_group_rules: rules.map((rule) => ({ ...rule, id: rule.protocol })) });
        }
      } else answer(response, 404, { message: 'The resource could not be found.' });
    });
    const credentials = { authUrl: api.url, user: 'a', userDomain: 'd', password: '', scope: 'system' } as const;
    session = new Session({ credentials, dial, interface: 'internal', region: null });
  });

  afterEach(async () => {
    session.close();
    await api.close();
  });

  const create = (...protocols: string[]) => {
    const { securityGroupRules } = new Networking(session);
    const all = protocols.map((protocol) => securityGroupRules.create({ security_group_id: 'g', protocol }));
    return Promise.all(
      all.map((one) =>
        one.then(
          ({ id }) => id,
          (error: Error) => error.message,
        ),
      ),
    );
  };
  const posts = () => api.lines.filter((line) => line === 'POST /v2.0/security-group-rules').length;

  test('are made by one request, each for the project of its group', async () => {
    expect(await create('tcp', 'icmp', 'gre')).toEqual(['tcp', 'icmp', 'gre']);
    expect(posts()).toBe(1);
    expect(api.asked.at(-1)?.body).toContain('"project_id":"p"');
  });

  test('one that is refused fails alone', async () => {
    const [tcp, udp] = await create('tcp', 'udp');
    expect([tcp, posts()]).toEqual(['tcp', 3]);
    expect(udp).toContain('Security group rule already exists.');
  });

  test('a kind that Neutron does not have is not taken for gone', async () => {
    await expect(new Networking(session).networks.get('n')).rejects.toThrow(ExtensionMissing);
  });
});
