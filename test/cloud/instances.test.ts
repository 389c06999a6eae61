import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { Beside, type Resources } from './beside';
import { type ComputeCloud, computeCloud } from './compute-cloud';

const CONFIG = '/etc/nova/nova.conf';
/** The example has one host for guests, on which an instance is resized only with this. It is put back in the end. */
const ON_ITS_HOST = `cp -a ${CONFIG} /root/nova.conf
  sed -i 's/^\\[DEFAULT\\]/&\\nallow_resize_to_same_host = true/' ${CONFIG}`;
const PUT_BACK = `mv /root/nova.conf ${CONFIG}`;

const FIXED = '10.100.0.200';
const USER_DATA = '#!/bin/sh\necho "für alle"\n';
const id = (address: string) => `\${stackwright_${address}.id}`;

/** What is done by hand at a time, with what then shows. */
const BY_HAND: readonly (readonly (readonly [command: string, change: string])[])[] = [
  [
    ['server remove security group it-full it', 'compute_instance.full update security_groups'],
    ['server set it-bare --property colour=red', 'compute_instance.bare update metadata'],
  ],
  [
    ['server stop it-full', 'compute_instance.full update power_state'],
    ['server set it-bare --name it-other', 'compute_instance.bare update name'],
  ],
  [
    ['server unset it-full --property colour', 'compute_instance.full update metadata'],
    ['server start it-bare', 'compute_instance.bare update power_state'],
  ],
  [
    ['server set it-full --tag two --os-compute-api-version 2.26', 'compute_instance.full update tags'],
    ['server delete it-bare', 'compute_instance.bare create'],
  ],
  [['server pause it-full', 'compute_instance.full update power_state']],
];

describe('instances of a real Nova', () => {
  let cloud: ComputeCloud;
  let beside: Beside;
  let parts: Resources;
  let full: object;
  let bare: object;
  const openstack = (command: string) => cloud.admin.run(...command.split(' '));
  const show = (command: string) => cloud.admin.json<Record<string, unknown>>(...command.split(' '));
  const configure = (instances: Readonly<Record<string, object>> = {}) =>
    beside.configure({ ...parts, compute_instance: { full, bare, ...instances } });
  const ids = () => beside.importIds(['compute_instance.full', 'compute_instance.bare']);
  /** Nova does most things only after it has said that it will. */
  const expectChanges = async (...expected: readonly string[]) => {
    let found = await beside.changes();
    for (const end = Date.now() + 90_000; found.length < expected.length && Date.now() < end; await wait(1_000))
      found = await beside.changes();
    expect(found).toEqual([...expected].sort());
  };
  const restart = async () => {
    await cloud.node1.shell('systemctl restart nova-api');
    await cloud.node2.shell('systemctl restart nova-compute');
  };

  beforeAll(async () => {
    cloud = await computeCloud();
    beside = await Beside.open(cloud);
    const [network, guests] = await Promise.all([show('network show private'), show('security group show guests')]);
    const flavor = (name: string, ram_mb: number, other: object = {}) => ({
      [name]: { name: `it-${name}`, ram_mb, vcpus: 1, disk_gb: 1, ...other },
    });
    const local_file_path = join(cloud.example.directory, 'image.qcow2');
    const image = { disk_format: 'qcow2', local_file_path, min_disk_gb: 1, min_ram_mb: 64 };
    parts = {
      image: { it: { ...image, name: 'it' }, other: { ...image, name: 'it-other', tags: ['other'] } },
      compute_flavor: {
        ...flavor('tiny', 32),
        ...flavor('small', 96),
        ...flavor('large', 112),
        ...flavor('huge', 96, { disk_gb: 100_000 }),
        ...flavor('many', 96, { vcpus: 64 }),
      },
      security_group: { it: { name: 'it' } },
    };
    full = {
      name: 'it-full',
      description: 'For trying',
      flavor_id: id('compute_flavor.small'),
      image_id: id('image.it'),
      networks: [{ network_id: network.id, fixed_ip: FIXED }],
      security_groups: [id('security_group.it'), guests.id],
      key_name: 'testkey',
      user_data: USER_DATA,
      config_drive: true,
      metadata: { colour: 'blue' },
      tags: ['one'],
      availability_zone: 'nova:node2',
    };
    bare = {
      name: 'it-bare',
      flavor_id: id('compute_flavor.small'),
      image_id: id('image.it'),
      without_network: true,
      power_state: 'stopped',
    };
    await configure();
    await beside.workspace.apply();
  });
  afterAll(async () => {
    await beside?.close();
    await cloud?.close();
  });

  test('are made as they are configured, and the next plan is empty', async () => {
    await expectChanges();
    const server = await show('server show it-full --os-compute-api-version 2.26');
    expect(server).toMatchObject({
      status: 'ACTIVE',
      addresses: { private: [FIXED] },
      description: 'For trying',
      config_drive: 'True',
      key_name: 'testkey',
      properties: { colour: 'blue' },
      tags: ['one'],
    });
    expect(await show('server show it-bare')).toMatchObject({ status: 'SHUTOFF', addresses: {} });
    await cloud.node2.shell(`ls /var/lib/nova/instances/${server.id}/disk.config`);
    expect(await cloud.inGuest(FIXED, 'wget -q -O - http://169.254.169.254/latest/user-data')).toBe(USER_DATA);
  });

  test.each(BY_HAND.map((all) => [all.map(([command]) => command).join('; '), all] as const))(
    'show what was done by hand as just that: %s',
    async (_, all) => {
      for (const [command] of all) await openstack(command);
      await expectChanges(...all.map(([, change]) => change));
      await beside.workspace.apply();
      await expectChanges();
    },
  );

  test('are not resized where they have to leave their host, and say why', async () => {
    await configure({ full: { ...full, flavor_id: id('compute_flavor.large') } });
    await beside.refuses('apply', { 'compute_instance.full': 'allow_resize_to_same_host is true in nova.conf' });
    await configure();
    await expectChanges();
  });

  describe('that may stay on their host', () => {
    beforeAll(async () => {
      await Promise.all([cloud.node1, cloud.node2].map((node) => node.shell(ON_ITS_HOST)));
      await restart();
    });
    afterAll(async () => {
      await Promise.all([cloud.node1, cloud.node2].map((node) => node.shell(PUT_BACK)));
      await restart();
    });

    test('are resized, rebuilt, started and changed by one apply, and stay the ones they are', async () => {
      const before = await ids();
      await configure({
        full: {
          ...full,
          description: '',
          flavor_id: id('compute_flavor.large'),
          security_groups: [id('security_group.it')],
          metadata: { shape: 'round' },
          tags: [],
        },
        bare: { ...bare, image_id: id('image.other'), on_image_change: 'rebuild', power_state: 'active' },
      });
      await expectChanges(
        'compute_instance.bare update image_id on_image_change power_state',
        'compute_instance.full update description flavor_id host metadata security_groups tags',
      );
      await beside.workspace.apply();
      await expectChanges();
      expect(await ids()).toEqual(before);
      expect(await show('server show it-full')).toMatchObject({
        status: 'ACTIVE',
        flavor: expect.stringContaining('it-large'),
        addresses: { private: [FIXED] },
        security_groups: [{ name: 'it' }],
        properties: { shape: 'round' },
      });
      expect(await show('server show it-bare')).toMatchObject({
        status: 'ACTIVE',
        image: expect.stringContaining('it-other'),
      });
    });

    test('show a resize by hand as just that, and are back by one apply', async () => {
      await openstack('server resize it-bare --flavor it-large --wait');
      await openstack('server resize confirm it-bare');
      const image = { image_id: id('image.other'), on_image_change: 'rebuild', power_state: 'active' };
      await configure({ bare: { ...bare, ...image } });
      await expectChanges(
        'compute_instance.bare update flavor_id host',
        'compute_instance.full update description flavor_id host metadata security_groups tags',
      );
      await beside.workspace.apply();
      await expectChanges();
      await configure({ bare: { ...bare, image_id: id('image.other') } });
      await beside.workspace.apply();
      await expectChanges();
    });
  });

  test.each(['name', 'id'])('are imported by their %s, and the plan is empty', async (by) => {
    const names = { 'compute_instance.full': 'main:it-full', 'compute_instance.bare': 'main:it-bare' };
    const world = { ...parts, compute_instance: { full, bare: { ...bare, image_id: id('image.other') } } };
    await beside.forgetAndImport(world, by === 'name' ? names : await ids());
    await expectChanges();
    await beside.workspace.apply();
    await beside.configure(world);
    await expectChanges();
  });

  test('are looked up by their names, and their consoles by their ids', async () => {
    const world = { ...parts, compute_instance: { full, bare: { ...bare, image_id: id('image.other') } } };
    await beside.configureData(world, {
      compute_instance: { full: { name: 'it-full' } },
      compute_console_log: { full: { instance_id: id('compute_instance.full'), lines: 5 } },
    });
    await beside.workspace.apply();
    expect(await beside.told('compute_instance.full')).toMatchObject({ address: FIXED, host: 'node2' });
    expect(await beside.told('compute_console_log.full')).toMatchObject({ lines: 5, text: expect.any(String) });
  });

  test('are refused before anything is looked at, for what cannot be', async () => {
    await configure({
      alone: { ...bare, name: 'alone', without_network: false },
      both: { ...full, name: 'both', without_network: true },
      port: { ...full, name: 'port', networks: [{ port_id: 'x' }] },
      groups: { ...bare, name: 'groups', security_groups: ['default'] },
      told: { ...full, name: 'told', user_data: 'x'.repeat(50_000) },
      paused: { ...bare, name: 'paused', power_state: 'paused' },
    });
    await beside.refuses('plan', {
      'compute_instance.alone': 'or without_network = true for an instance that nothing can reach.',
      'compute_instance.both': 'Leave out `networks`, or `without_network`.',
      'compute_instance.groups': 'Without a network there is no port that could have them',
      'compute_instance.port': 'networks[0] is a port, which has security groups of its own',
      'compute_instance.told': 'Give at most 49149 bytes',
      'compute_instance.paused': 'Use one of "active", "stopped"',
    });
  });

  test('are refused by the plan, for what is not there or does not fit', async () => {
    await configure({
      tiny: { ...bare, name: 'it-tiny', flavor_id: id('compute_flavor.tiny') },
      network: { ...full, name: 'it-network', networks: [{ network_id: 'nowhere' }] },
      image: { ...bare, name: 'it-image', image_id: 'nowhere' },
    });
    await beside.refuses('plan', {
      'compute_instance.tiny':
        'The image it needs 64 MiB of memory, and the flavor it-tiny has 32. Take a larger flavor.',
      'compute_instance.network': 'has no network "nowhere". It has:',
      'compute_instance.image': 'has no image "nowhere". It has:',
    });
  });

  test('are refused by the apply, for what Nova cannot do', async () => {
    await configure({
      bare: { ...bare, image_id: id('image.other') },
      huge: { ...bare, name: 'it-huge', flavor_id: id('compute_flavor.huge') },
      many: { ...bare, name: 'it-many', flavor_id: id('compute_flavor.many') },
      flavor: { ...bare, name: 'it-flavor', flavor_id: 'nowhere' },
      group: { ...full, name: 'it-group', security_groups: ['guest'] },
      key: { ...bare, name: 'it-key', key_name: 'testky' },
      zone: { ...bare, name: 'it-zone', availability_zone: 'nowhere' },
    });
    await beside.refuses('apply', {
      'compute_instance.huge': 'node2: too small: 100000 GiB of disk needed',
      'compute_instance.many': 'or raise the quota of the project.',
      'compute_instance.flavor': 'has no flavor "nowhere".',
      'compute_instance.group': 'has no security group "guest". Did you mean "guests"?',
      'compute_instance.key': 'has no key pair "testky". Did you mean "testkey"?',
      'compute_instance.zone': 'availability zone',
    });
    await configure({ bare: { ...bare, image_id: id('image.other') } });
    await beside.workspace.apply();
    await expectChanges();
  });

  test('are destroyed, and nothing is left of them', async () => {
    await beside.destroy();
    const left = await Promise.all(
      ['server list', 'flavor list --all', 'image list', 'port list'].map((list) => openstack(`${list} -f value`)),
    );
    expect(left.join('\n')).not.toMatch(new RegExp(`\\bit-|${FIXED}`));
  });
});
