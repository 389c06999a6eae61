import { environmentOf } from '../host/openrc';
import { OpenStackClient } from '../host/openstack-client';
import { breakAndFind, type Case, type DoctoredCloud, doctoredCloud, HOST, stop } from './breakage';

let cloud: DoctoredCloud;
let admin: OpenStackClient;
const shell = (script: string) => cloud.hosts[HOST].shell(script);

beforeAll(async () => {
  cloud = await doctoredCloud();
  admin = new OpenStackClient(cloud.hosts[HOST], async () => environmentOf(await shell('cat /root/openrc')));
});

afterAll(() => admin?.close());

/** Commands of OpenStack's client that break something, and that mend it. */
function command(breaks: readonly string[], mends: readonly string[], ...finds: Case['finds']): Case {
  return { breaks: () => admin.run(...breaks), mends: () => admin.run(...mends), finds };
}

async function endpointOf(service: string, side: string): Promise<{ ID: string; URL: string }> {
  const [endpoint] = await admin.json<{ ID: string; URL: string }[]>(
    'endpoint',
    'list',
    '--service',
    service,
    '--interface',
    side,
  );
  if (!endpoint) throw new Error(`${service} has no ${side} endpoint`);
  return endpoint;
}

test('the catalog, migrations, daemons and instances are looked at', async () => {
  const image = await endpointOf('image', 'admin');
  const placement = await endpointOf('placement', 'public');
  const elsewhere = new URL(image.URL);
  elsewhere.port = '9393';
  const { ID: dhcp } = (await admin.json<{ ID: string }[]>('network', 'agent', 'list', '--agent-type', 'dhcp'))[0] ?? {
    ID: '',
  };
  const version = (await shell("mariadb -N -e 'select version_num from glance.alembic_version'")).trim();
  const icmp = (
    await admin.run('security', 'group', 'rule', 'list', 'guests', '--protocol', 'icmp', '-f', 'value', '-c', 'ID')
  ).trim();
  await breakAndFind(
    cloud,
    {
      breaks: () => admin.run('security', 'group', 'rule', 'delete', icmp),
      // The last to be mended: the client would make another rule than the stack has.
      mends: () => cloud.stack.apply(),
      finds: [['cirros1 does not answer to ping', {}]],
    },
    command(
      ['endpoint', 'set', '--url', elsewhere.origin, image.ID],
      ['endpoint', 'set', '--url', image.URL, image.ID],
      [`The endpoint of image at ${elsewhere.origin} does not answer`, { host: HOST, url: elsewhere.origin }],
      ['The catalog of the cloud "main" has no admin endpoint of the service "image"', { url: image.URL }],
    ),
    command(
      ['endpoint', 'set', '--disable', placement.ID],
      ['endpoint', 'set', '--enable', placement.ID],
      ['The catalog of the cloud "main" has no public endpoint of the service "placement"', { url: placement.URL }],
    ),
    command(
      ['service', 'set', '--disable', 'swift'],
      ['service', 'set', '--enable', 'swift'],
      ['The catalog of the cloud "main" has no endpoint of the service "object-store"', {}],
    ),
    {
      breaks: `mariadb -e "update glance.alembic_version set version_num = 'xena_expand01'"`,
      mends: `mariadb -e "update glance.alembic_version set version_num = '${version}'"`,
      finds: [['Migrations are pending for glance', { host: HOST, object: 'database glance' }]],
    },
    command(
      ['compute', 'service', 'set', '--disable', HOST, 'nova-compute'],
      ['compute', 'service', 'set', '--enable', HOST, 'nova-compute'],
      [`nova-compute on ${HOST} is disabled`, {}],
    ),
    command(
      ['network', 'agent', 'remove', 'network', '--dhcp', dhcp, 'private'],
      ['network', 'agent', 'add', 'network', '--dhcp', dhcp, 'private'],
      ['Instances on the network private get no address', {}],
    ),
    {
      async breaks() {
        await admin.run('flavor', 'create', '--ram', '45000', '--vcpus', '1', '--disk', '1', 'huge');
        await admin.run('server', 'create', '--flavor', 'huge', '--image', 'cirros', '--network', 'private', 'giant');
        for (let status = ''; status !== 'ERROR'; )
          ({ status } = await admin.json<{ status: string }>('server', 'show', 'giant'));
      },
      async mends() {
        await admin.run('flavor', 'delete', 'huge');
        await admin.run('server', 'delete', '--wait', 'giant');
      },
      finds: [['giant is in error. Nova says of giant', {}]],
    },
  );
});

test('a server that is away is one cause, wherever it is missed', async () => {
  const keystone = (await endpointOf('identity', 'internal')).URL;
  const { origin } = new URL(keystone);
  await breakAndFind(
    cloud,
    {
      ...stop('keystone', [
        `Keystone does not answer at ${origin}.`,
        { host: HOST, file: '/etc/glance/glance-api.conf' },
      ]),
      mends: `systemctl start keystone; until curl -sf -o /dev/null ${keystone}; do sleep 1; done`,
    },
    stop('rabbitmq-server', [
      'RabbitMQ at ',
      { host: HOST, file: '/etc/nova/nova.conf', key: '[DEFAULT] transport_url' },
    ]),
  );
});

test('a password that somebody has changed in Keystone is found where it is used', async () => {
  const former = (await shell('. /root/openrc; printf %s "$OS_PASSWORD"')).trim();
  const set = (password: string) => `keystone-manage bootstrap --bootstrap-password ${password}`;
  await breakAndFind(cloud, {
    breaks: set('changed-by-somebody'),
    mends: set(former),
    finds: [
      ['Keystone does not let user "admin" of domain "Default", for project "admin" in (401), as whom the stack', {}],
      [
        'Keystone does not let user "admin" of domain "Default", for project "admin" in (401) with the password in /root/openrc',
        { file: '/root/openrc', key: 'OS_PASSWORD' },
      ],
    ],
  });
});
