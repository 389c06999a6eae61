import { computeInstance } from '../../../lib/resources/compute/instance';
import { LocalCloud } from './local-cloud';

test('an instance that boots from a volume is imported with all that is known of that', async () => {
  const server = {
    ...{ id: 'i', name: 'it', status: 'ACTIVE', image: '', addresses: {}, tags: [], metadata: {} },
    flavor: { original_name: 'tiny', ram: 64, vcpus: 1, disk: 1, ephemeral: 0, swap: 0 },
    'OS-EXT-SRV-ATTR:root_device_name': '/dev/sda',
    'os-extended-volumes:volumes_attached': [
      { id: 'data', delete_on_termination: false },
      { id: 'root', delete_on_termination: true },
    ],
  };
  const attached = (volumeId: string, device: string) => ({ volumeId, device, tag: null, delete_on_termination: true });
  const tells: Readonly<Record<string, object>> = {
    '/v2.1/servers/detail': { servers: [server] },
    '/v2.1/servers/i/os-volume_attachments': {
      volumeAttachments: [attached('data', '/dev/vda'), attached('root', '/dev/sda')],
    },
    '/v2.1/flavors/detail': { flavors: [] },
    '/v2.0/ports': { ports: [] },
    '/v2.0/security-groups': { security_groups: [] },
    '/v3/volumes/detail': { volumes: [{ id: 'root', size: 2, volume_type_id: 'nfs' }] },
  };
  const local = await LocalCloud.start(({ pathname }) => tells[pathname]);
  try {
    const signal = new AbortController().signal;
    const context = { runtime: { cloud: () => local.cloud }, signal, importing: true };
    expect(await computeInstance.read(context as never, { cloud: 'main', id: 'it' } as never)).toMatchObject({
      id: 'i',
      image_id: null,
      boot_volume: { volume_id: 'root', size_gb: 2, volume_type_id: 'nfs', delete_on_termination: true },
      boot_volume_id: 'root',
    });
  } finally {
    await local.close();
  }
});
