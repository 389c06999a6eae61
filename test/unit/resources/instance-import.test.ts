import { computeInstance } from '../../../lib/resources/compute/instance';
import { LocalCloud } from './local-cloud';

test('an instance that boots from a volume is not imported', async () => {
  const server = { id: 'i', name: 'it', status: 'ACTIVE', image: '', addresses: {}, tags: [], metadata: {} };
  const local = await LocalCloud.start(({ pathname }) =>
    pathname === '/v2.1/servers/detail' ? { servers: [server] } : undefined,
  );
  try {
    const signal = new AbortController().signal;
    const context = { runtime: { cloud: () => local.cloud }, signal, importing: true };
    await expect(computeInstance.read(context as never, { cloud: 'main', id: 'it' } as never)).rejects.toThrow(
      'Boots from a volume: it (i) has its disk on a volume and not from an image',
    );
  } finally {
    await local.close();
  }
});
