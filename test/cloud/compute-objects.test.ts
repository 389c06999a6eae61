import { Beside, type Resources } from './beside';
import { type ComputeCloud, computeCloud } from './compute-cloud';

const KEY = 'ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIDFKj4KCqUlampctcZwMsVjt/C04Oq0Us8kRbNwnhyU5';
const OTHER_KEY = 'ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIG+v1Ye2D5IHTGatqWz2O2/Jb4/+7zrNAMCUbVmZh9zR';
const PROJECT = '${stackwright_identity_project.it.id}';

const FLAVOR = { ram_mb: 128, vcpus: 1, disk_gb: 1 };
const WORLD = {
  identity_project: { it: { name: 'it' } },
  compute_flavor: {
    it: {
      ...FLAVOR,
      name: 'it',
      description: 'For trying',
      extra_specs: { 'hw:cpu_policy': 'shared', colour: 'blue' },
    },
    own: { ...FLAVOR, name: 'own', flavor_id: 'own-1', is_public: false, project_ids: [PROJECT] },
  },
  compute_keypair: { it: { name: 'it', public_key: `${KEY} joe@example.org\n` } },
  compute_aggregate: {
    it: { name: 'it', hosts: ['node2'], metadata: { colour: 'blue', disk: 'ssd' } },
    zone: { name: 'zone', availability_zone: 'zone' },
  },
  compute_quota: { it: { project_id: PROJECT, instances: 5, ram_mb: 4096 } },
  compute_service: { it: { host: 'node2' } },
} satisfies Resources;
const OBJECTS = Object.entries(WORLD).flatMap(([type, all]) => Object.keys(all).map((name) => `${type}.${name}`));
/** The others are known by what they are of. */
const WITH_ID = OBJECTS.filter((address) => !/quota|service/.test(address));

/** Import ids with names. */
const NAMES = {
  'identity_project.it': 'main:it',
  'compute_flavor.it': 'main:it',
  'compute_flavor.own': 'main:own',
  'compute_keypair.it': 'main:it',
  'compute_aggregate.it': 'main:it',
  'compute_aggregate.zone': 'main:zone',
  'compute_quota.it': 'main:it',
  'compute_service.it': 'main:nova-compute/node2',
};

/** What is done by hand at a time, with what then shows. */
const BY_HAND: readonly (readonly (readonly [command: string, change: string])[])[] = [
  [
    ['flavor set it --property colour=red', 'compute_flavor.it update extra_specs'],
    ['flavor set own --project admin', 'compute_flavor.own update project_ids'],
    ['keypair delete it', 'compute_keypair.it create'],
    ['aggregate remove host it node2', 'compute_aggregate.it update hosts'],
    ['aggregate set zone --zone other', 'compute_aggregate.zone update availability_zone'],
    ['quota set it --instances 7', 'compute_quota.it update instances'],
    ['compute service set node2 nova-compute --disable', 'compute_service.it update enabled'],
  ],
  [
    ['flavor unset it --property hw:cpu_policy', 'compute_flavor.it update extra_specs'],
    ['flavor unset own --project it', 'compute_flavor.own update project_ids'],
    ['aggregate set it --property disk=hdd', 'compute_aggregate.it update metadata'],
    ['aggregate set zone --name other', 'compute_aggregate.zone update name'],
    ['quota set it --ram 1024', 'compute_quota.it update ram_mb'],
    [
      'compute service set node2 nova-compute --disable --disable-reason broken',
      'compute_service.it update disabled_reason enabled',
    ],
  ],
  [
    ['flavor set it --description other --os-compute-api-version 2.55', 'compute_flavor.it update description'],
    ['flavor delete own', 'compute_flavor.own create'],
    ['aggregate unset it --property disk', 'compute_aggregate.it update metadata'],
    ['aggregate delete zone', 'compute_aggregate.zone create'],
  ],
  [
    ['flavor delete it', 'compute_flavor.it create'],
    ['aggregate set it --property weight=3', 'compute_aggregate.it update metadata'],
  ],
];

describe('flavors, key pairs, aggregates, quotas and services of a real Nova', () => {
  let cloud: ComputeCloud;
  let beside: Beside;
  const openstack = (command: string) => cloud.admin.run(...command.split(' '));
  const show = (command: string) => cloud.admin.json<Record<string, unknown>>(...command.split(' '));

  beforeAll(async () => {
    cloud = await computeCloud();
    beside = await Beside.open(cloud, 'compute_service.it');
    await beside.configure(WORLD);
    await beside.workspace.apply();
  });
  afterAll(async () => {
    await beside?.close();
    await cloud?.close();
  });

  test('are made as they are configured, and the next plan is empty', async () => {
    expect(await beside.changes()).toEqual([]);
    expect(await show('flavor show it')).toMatchObject({
      ram: 128,
      disk: 1,
      vcpus: 1,
      properties: WORLD.compute_flavor.it.extra_specs,
    });
    expect(await show('flavor show own')).toMatchObject({
      id: 'own-1',
      'os-flavor-access:is_public': false,
      access_project_ids: [await beside.id('identity_project.it')],
    });
    expect(await show('aggregate show it')).toMatchObject({
      hosts: ['node2'],
      properties: WORLD.compute_aggregate.it.metadata,
    });
    expect(await show('aggregate show zone')).toMatchObject({ availability_zone: 'zone', properties: {} });
    expect(await openstack('keypair show it --public-key')).toContain(KEY);
  });

  test.each(BY_HAND.map((changes) => [changes.map(([command]) => command).join('; '), changes] as const))(
    'show what was done by hand as just that: %s',
    async (_, changes) => {
      for (const [command] of changes) await openstack(command);
      expect(await beside.changes()).toEqual(changes.map(([, change]) => change).sort());
      await beside.workspace.apply();
      expect(await beside.changes()).toEqual([]);
    },
  );

  test('a key pair with another key of the same name is replaced', async () => {
    await openstack('keypair delete it');
    await cloud.node1.shell(`echo '${OTHER_KEY}' > /tmp/key`);
    await openstack('keypair create it --public-key /tmp/key');
    expect(await beside.changes()).toEqual(['compute_keypair.it delete create']);
    await beside.workspace.apply();
    expect(await openstack('keypair show it --public-key')).toContain(KEY);
  });

  test('lose what is taken out of the configuration, and get it back', async () => {
    const flavor = await beside.id('compute_flavor.it');
    const bare = {
      ...WORLD,
      compute_flavor: { it: { ...FLAVOR, name: 'it' }, own: { ...WORLD.compute_flavor.own, project_ids: [] } },
      compute_aggregate: { it: { name: 'it' }, zone: { name: 'zone' } },
      compute_quota: { it: { project_id: PROJECT, instances: 6 } },
      compute_service: { it: { host: 'node2', enabled: false, disabled_reason: 'for a while' } },
    };
    await beside.configureData(bare, { compute_flavor: { it: { name: 'it' } } });
    expect(await beside.changes()).toEqual([
      'compute_aggregate.it update hosts metadata',
      'compute_aggregate.zone delete create',
      'compute_flavor.it update description extra_specs',
      'compute_flavor.own update project_ids',
      'compute_quota.it update instances ram_mb',
      'compute_service.it update disabled_reason enabled',
    ]);
    await beside.workspace.apply();
    expect(await beside.changes()).toEqual([]);
    expect(await show('flavor show it --os-compute-api-version 2.55')).toMatchObject({
      description: null,
      properties: {},
    });
    expect(await show('aggregate show it')).toMatchObject({ hosts: [], properties: {} });
    expect(await show('aggregate show zone')).toMatchObject({ availability_zone: null, properties: {} });
    expect(await show('quota show it')).toMatchObject({ instances: 6, ram: 51200 });
    await beside.configure(WORLD);
    await beside.workspace.apply();
    expect(await beside.changes()).toEqual([]);
    expect(await beside.id('compute_flavor.it')).toBe(flavor);
  });

  test.each(['name', 'id'])('are imported by their %s, and the plan is empty', async (by) => {
    await beside.forgetAndImport(WORLD, by === 'name' ? NAMES : { ...NAMES, ...(await beside.importIds(WITH_ID)) });
    expect(await beside.changes()).toEqual([]);
    await beside.workspace.apply();
    await beside.configure(WORLD);
    expect(await beside.changes()).toEqual([]);
  });

  test('are taken over by an apply that knows nothing of them', async () => {
    const ids = await beside.importIds(WITH_ID);
    await beside.workspace.succeed('state', 'rm', ...OBJECTS.map((address) => `stackwright_${address}`));
    await beside.workspace.apply();
    expect(await beside.importIds(WITH_ID)).toEqual(ids);
  });

  describe('are refused', () => {
    afterAll(() => beside.configure(WORLD));

    test('before anything is looked at, for what cannot be', async () => {
      const wrong = {
        compute_flavor: {
          shared: { ...FLAVOR, name: 'shared', project_ids: ['x'] },
          half: { ...FLAVOR, name: 'half', ram_mb: 0.5 },
          spaced: { ...FLAVOR, name: ' spaced' },
        },
        compute_keypair: { it: { name: 'it', public_key: 'ssh-ed25519 AAAA' } },
        compute_aggregate: { it: { name: 'a:b', metadata: { availability_zone: 'x' } } },
        compute_quota: { it: { project_id: 'x', cores: -2 } },
        compute_service: { it: { host: 'node2', disabled_reason: 'x' } },
      };
      await beside.configure(wrong);
      await beside.refuses('plan', {
        'compute_flavor.shared': 'Leave `project_ids` out, or set `is_public` to false.',
        'compute_flavor.half': '0.5',
        'compute_flavor.spaced': 'neither begins nor ends with a space',
        'compute_keypair.it': 'public_key',
        'compute_aggregate.it': 'the zone is set by `availability_zone`',
        'compute_quota.it': '-1',
        'compute_service.it': 'Leave it out, or set enabled = false.',
      });
    });

    test('by the plan, for what is not there', async () => {
      const wrong = {
        compute_flavor: { own: { ...FLAVOR, name: 'own', is_public: false, project_ids: ['nowhere'] } },
        compute_quota: { it: { project_id: 'nowhere', cores: 2 } },
      };
      const data = {
        compute_flavor: { it: { name: 'itt' } },
        compute_instance: { it: { name: 'cirros' } },
      };
      await beside.configureData({ ...WORLD, ...wrong }, data);
      await beside.refuses('plan', {
        'compute_flavor.own': 'The cloud main has no project "nowhere". It has:',
        'compute_quota.it': 'The cloud main has no project "nowhere". It has:',
        'compute_flavor.it': 'has no flavor "itt". Did you mean "it"?',
        'compute_instance.it': 'has no instance "cirros". Did you mean "cirros1"?',
      });
    });

    test('by Nova, for what it does not allow', async () => {
      const admin = await show('project show admin');
      const wrong = {
        compute_aggregate: {
          ...WORLD.compute_aggregate,
          it: { ...WORLD.compute_aggregate.it, availability_zone: 'moved' },
          lost: { name: 'lost', hosts: ['node9'] },
        },
        compute_quota: { ...WORLD.compute_quota, low: { project_id: admin.id, instances: 0 } },
      };
      await beside.configure({ ...WORLD, ...wrong });
      await beside.refuses('apply', {
        'compute_aggregate.lost': 'has no compute host "node9". Did you mean "node2"?',
        'compute_aggregate.it': 'instance',
        'compute_quota.low': 'instances',
      });
      await beside.configure(WORLD);
      await beside.workspace.apply();
      expect(await beside.changes()).toEqual([]);
    });
  });

  test('a cell of its own is made, shows what was done by hand as just that, is imported and goes', async () => {
    const cell = {
      cloud: undefined,
      host: 'node1',
      name: 'it',
      database_connection: '{scheme}://{username}:{password}@{hostname}/{path}?charset=utf8mb3',
      transport_url: '{scheme}://{username}:{password}@{hostname}:{port}/it',
    };
    const world = { ...WORLD, compute_cell: { it: cell } };
    const sql = (statement: string) => cloud.node1.shell(`mariadb -N nova_api -e "${statement}"`);
    const shows = async (...expected: string[]) => {
      expect(await beside.changes()).toEqual(expected);
      await beside.workspace.apply();
      expect(await beside.changes()).toEqual([]);
    };
    await beside.configure(world);
    await shows('compute_cell.it create');
    await sql("UPDATE cell_mappings SET name = 'other' WHERE name = 'it'");
    await shows('compute_cell.it update name');
    await sql("UPDATE cell_mappings SET transport_url = 'none:///' WHERE name = 'it'");
    await shows('compute_cell.it update transport_url');
    await sql("DELETE FROM cell_mappings WHERE name = 'it'");
    await shows('compute_cell.it create');
    await beside.forgetAndImport(world, { 'compute_cell.it': 'node1:it' });
    await shows();
    await beside.configure(WORLD);
    await shows('compute_cell.it delete');
    expect(await sql('SELECT name FROM cell_mappings ORDER BY name')).toBe('cell0\ncell1\n');
  });

  test('are destroyed, and nothing is left of them', async () => {
    await beside.destroy();
    const left = await Promise.all(
      ['flavor list --all', 'keypair list', 'aggregate list', 'project list'].map((list) =>
        openstack(`${list} -f value`),
      ),
    );
    expect(left.join('\n')).not.toMatch(/\b(it|own|zone|lost)\b/);
  });
});
