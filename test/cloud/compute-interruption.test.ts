import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, killedApply, leftoversEnd, randomMoments, VICTIMS } from '../host/killed-apply';
import { Workspace } from '../host/workspace';
import { type ComputeCloud, computeCloud } from './compute-cloud';

/** One of each kind: many more are for whoever has changed how objects are made. */
const KILLS = Number(process.env.STACKWRIGHT_KILLS ?? VICTIMS.length);
const NAME = 'interrupted';

describe(`an apply of an image, a server and what it needs, killed at ${KILLS} random moments`, () => {
  let cloud: ComputeCloud;
  let workspace: Workspace;
  /** How many there are of each, by the word of OpenStack's own client. */
  const counts = async () => {
    const named = async (...words: string[]) =>
      (await cloud.admin.json<{ Name: string }[]>(...words)).filter(({ Name }) => Name === NAME).length;
    const servers = await cloud.admin.json<{ ID: string; Name: string }[]>('server', 'list', '--all-projects');
    const ports = await cloud.admin.json<{ device_owner?: string }[]>('port', 'list', '--long');
    return {
      image: await named('image', 'list'),
      flavor: await named('flavor', 'list', '--all'),
      keypair: await named('keypair', 'list'),
      group: await named('security', 'group', 'list'),
      subnet: await named('subnet', 'list'),
      port: await named('port', 'list'),
      server: servers.filter(({ Name }) => Name === NAME).length,
      // One of the example's instance, one of the DHCP server, and ours.
      ports: ports.length,
    };
  };

  beforeAll(async () => {
    cloud = await computeCloud();
    workspace = await Workspace.openWithProcess();
    const file = join(workspace.directory, 'image.raw');
    await writeFile(file, Buffer.alloc(20_000_000, 'image'));
    const network_id = (await cloud.admin.json<{ id: string }>('network', 'show', 'private')).id;
    const image = (await cloud.admin.json<{ id: string }>('image', 'show', 'cirros')).id;
    const on = { cloud: 'main', name: NAME };
    const subnet = '${stackwright_subnet.it.id}';
    const groups = ['${stackwright_security_group.it.id}'];
    await workspace.configure({
      provider: await cloud.provider(),
      resource: {
        stackwright_image: { it: { ...on, local_file_path: file, disk_format: 'raw' } },
        stackwright_compute_flavor: { it: { ...on, ram_mb: 192, vcpus: 1, disk_gb: 0 } },
        stackwright_compute_keypair: {
          it: { ...on, public_key: 'ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIDFKj4KCqUlampctcZwMsVjt/C04Oq0Us8kRbNwnhyU5' },
        },
        stackwright_security_group: { it: on },
        stackwright_subnet: { it: { ...on, network_id, cidr: '10.101.0.0/24', enable_dhcp: false } },
        stackwright_port: { it: { ...on, network_id, fixed_ips: [{ subnet_id: subnet }], security_groups: groups } },
        stackwright_compute_instance: {
          it: {
            ...on,
            image_id: image,
            flavor_id: '${stackwright_compute_flavor.it.id}',
            key_name: '${stackwright_compute_keypair.it.name}',
            networks: [{ port_id: '${stackwright_port.it.id}' }],
          },
        },
      },
    });
  });
  afterAll(async () => {
    await workspace?.destroy();
    await workspace?.close();
    await cloud?.close();
  });

  test('goes on with the next one, each time: nothing is there twice, and nothing is lost', async () => {
    const next = randomMoments(800, 14_000);
    const none = await counts();
    for (let kills = 0; kills < KILLS; ) {
      const interrupted = await killedApply(workspace, () => after(next()), VICTIMS[kills % VICTIMS.length] as RegExp);
      if (interrupted) kills++;
      // OpenStack's client runs on the first.
      await leftoversEnd(cloud.node1, 1);
      await leftoversEnd(cloud.node2);
      await workspace.apply();
      expect(await workspace.plan()).toEqual([]);
      expect(await counts()).toEqual({
        ...none,
        image: 1,
        flavor: 1,
        keypair: 1,
        group: 1,
        subnet: 1,
        port: 1,
        server: 1,
        ports: none.ports + 1,
      });
      await workspace.destroy();
      expect(await counts()).toEqual(none);
    }
  }, 3_600_000);
});
