import { Cloud } from '../../../lib/openstack/cloud';
import { answer, dial, LocalApi } from '../openstack/local-api';

/** A cloud on loopback whose APIs tell what a test says, by path with the API's version; of all else that there is no such thing. */
export class LocalCloud {
  public static async start(tell: (url: URL) => object | undefined): Promise<LocalCloud> {
    const api: LocalApi = await LocalApi.start(({ line }, response) => {
      const [method, path = ''] = line.split(' ');
      const told = tell(new URL(path, api.url));
      if (method !== 'POST') return answer(response, told ? 200 : 404, told ?? { error: { message: 'Not found.' } });
      const catalog = ['compute', 'image', 'network', 'volumev3'].map((type) => ({
        type,
        endpoints: [{ interface: 'internal', region_id: 'r', url: api.url }],
      }));
      const token = { expires_at: '2999-01-01T00:00:00Z', user: { id: 'u' }, project: { id: 'p' }, catalog };
      return answer(response, 201, { token }, { 'x-subject-token': 'token' });
    });
    const credentials = { authUrl: api.url, user: 'a', userDomain: 'Default', password: '', scope: 'system' } as const;
    return new LocalCloud(api, new Cloud('main', { credentials, dial, interface: 'internal', region: null }));
  }

  private constructor(
    private readonly api: LocalApi,
    public readonly cloud: Cloud,
  ) {}

  public async close(): Promise<void> {
    this.cloud.session.close();
    await this.api.close();
  }
}
