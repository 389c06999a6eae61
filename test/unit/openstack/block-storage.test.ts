import { BlockStorage } from '../../../lib/openstack/block-storage/block-storage';
import { Session } from '../../../lib/openstack/session';
import { answer, dial, LocalApi } from './local-api';

/** What Cinder answers, by request. */
const ANSWERS: Readonly<Record<string, object>> = {
  'GET /v3/volumes/detail': {
    volumes: [{ id: 'v', metadata: { colour: 'red', readonly: 'False', attached_mode: 'rw' }, bootable: 'true' }],
  },
  'GET /v3/types?is_public=None': {
    volume_types: [{ id: 't', name: 'nfs', 'os-volume-type-access:is_public': false }],
  },
  'GET /v3/messages?resource_uuid=v': {
    messages: [
      { user_message: 'first', created_at: '2026-01-01T00:00:00' },
      { user_message: 'last', created_at: '2026-01-02T00:00:00' },
    ],
  },
  'POST /v3/types': { volume_type: { id: 'n', name: 'new', is_public: false } },
};

describe('what Cinder tells and is told', () => {
  let api: LocalApi;
  let session: Session;
  let cinder: BlockStorage;

  beforeAll(async () => {
    api = await LocalApi.start(({ line }, response) => {
      if (!line.includes('/auth/tokens')) return answer(response, 200, ANSWERS[line] ?? {});
      // As newer catalogs call it, and with a project in its URL, as older ones have it.
      const endpoint = { interface: 'internal', region_id: 'r', url: `${api.url}/v3/0f2c` };
      const catalog = [{ type: 'block-storage', name: 'cinder', endpoints: [endpoint] }];
      const token = {
        expires_at: '2999-01-01T00:00:00Z',
        issued_at: '2026-01-01T00:00:00Z',
        user: { id: 'u' },
        catalog,
      };
      return answer(response, 201, { token }, { 'x-subject-token': 'token' });
    });
    const credentials = { authUrl: api.url, user: 'a', userDomain: 'Default', password: '', scope: 'system' } as const;
    session = new Session({ credentials, dial, interface: 'internal', region: null });
    cinder = new BlockStorage(session);
  });
  afterAll(async () => {
    session.close();
    await api.close();
  });

  test('metadata of a volume are those of users alone, and whether it is bootable is no text', async () => {
    expect(await cinder.volumes.get('v')).toMatchObject({
      metadata: { colour: 'red' },
      bootable: true,
      attachments: [],
    });
  });

  test('a volume type is public by whichever name that is told', async () => {
    expect(await cinder.volumeTypes.get('t')).toMatchObject({ is_public: false, extra_specs: {} });
    await cinder.volumeTypes.create({ name: 'new', is_public: false });
    expect(JSON.parse(api.asked.at(-1)?.body ?? '')).toEqual({
      volume_type: { name: 'new', 'os-volume-type-access:is_public': false },
    });
  });

  test('the latest message comes first', async () => {
    expect(await cinder.messagesOf('v')).toEqual(['last', 'first']);
  });

  test('Cinder alone gets its microversion', () => {
    const told = api.asked
      .filter(({ line }) => !line.includes('/auth/'))
      .map(({ headers }) => headers['openstack-api-version']);
    expect(new Set(told)).toEqual(new Set(['volume 3.70']));
  });
});
