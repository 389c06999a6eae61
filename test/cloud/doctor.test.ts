import { breakAndFind, causes, type DoctoredCloud, doctor, doctoredCloud, edit, HOST, stop } from './breakage';

let cloud: DoctoredCloud;

beforeAll(async () => {
  cloud = await doctoredCloud();
});

test('a healthy cloud is told to be so, and nothing is told of what is in it', async () => {
  const { code, report } = await doctor(cloud);
  expect(causes(report.findings)).toBe('');
  expect(report).toMatchObject({ stack: 'single-node', healthy: true, hosts: [HOST], clouds: ['main'] });
  expect(code).toBe(0);
});

test('disks, owners, rings, the emulator, the clock and files are looked at', async () => {
  await breakAndFind(
    cloud,
    {
      breaks: 'umount -l /srv/node/sdb1',
      mends: 'mount /srv/node/sdb1',
      finds: [['/dev/sdb1 is not mounted at /srv/node/sdb1', { host: HOST, file: '/srv/node/sdb1' }]],
    },
    {
      breaks: `stat -c '%t %T' /dev/sdd1 > /root/sdd1
        umount -l /srv/node/sdd1
        if mountpoint -q /dev/sdd1; then umount /dev/sdd1; fi
        rm /dev/sdd1`,
      mends: `read major minor < /root/sdd1
        mknod /dev/sdd1 b "$((0x$major))" "$((0x$minor))"
        mount /srv/node/sdd1
        rm /root/sdd1`,
      finds: [[`${HOST} has no /dev/sdd1`, { host: HOST, file: '/srv/node/sdd1' }]],
    },
    {
      breaks: 'chown root:root /srv/node/sdc1',
      mends: 'chown swift:swift /srv/node/sdc1',
      finds: [[`/srv/node/sdc1 on ${HOST} belongs to root:root, so swift cannot write`, { file: '/srv/node/sdc1' }]],
    },
    {
      breaks: 'chown root:root /var/cache/swift',
      mends: 'chown swift:swift /var/cache/swift',
      finds: [[`/var/cache/swift on ${HOST} belongs to root:root`, { file: '/var/cache/swift' }]],
    },
    {
      breaks: 'mv /etc/swift/container.ring.gz /root/',
      mends: 'mv /root/container.ring.gz /etc/swift/',
      finds: [[`${HOST} has no /etc/swift/container.ring.gz`, { file: '/etc/swift/container.ring.gz' }]],
    },
    {
      breaks: 'mv /usr/bin/qemu-system-x86_64 /root/',
      mends: 'mv /root/qemu-system-x86_64 /usr/bin/',
      finds: [[`${HOST} has no qemu-system-x86_64`, { host: HOST, object: 'qemu-system-x86_64' }]],
    },
    {
      breaks: 'mv /etc/swift/object-expirer.conf /root/',
      mends: 'mv /root/object-expirer.conf /etc/swift/',
      finds: [[`/etc/swift/object-expirer.conf is missing on ${HOST}`, { file: '/etc/swift/object-expirer.conf' }]],
    },
    edit('/etc/swift/internal-client.conf', "'1i [DEFAULT'", [
      `/etc/swift/internal-client.conf on ${HOST} cannot be read: Line 1 begins a section`,
      { file: '/etc/swift/internal-client.conf' },
    ]),
  );
});

test('what services log in with is tried, from where they are', async () => {
  const text = await breakAndFind(
    cloud,
    edit(
      '/etc/glance/glance-api.conf',
      "'/^\\[keystone_authtoken\\]/,/^\\[/s/^password = .*/password = hush-glance/'",
      [
        'Keystone does not let user "glance" of domain "default", for the project ',
        { host: HOST, file: '/etc/glance/glance-api.conf', key: '[keystone_authtoken] password' },
      ],
    ),
    edit('/etc/placement/placement.conf', "'s|^auth_url = http:|auth_url = https:|'", [
      `auth_url in /etc/placement/placement.conf on ${HOST} is https, but what listens at`,
      { file: '/etc/placement/placement.conf', key: '[keystone_authtoken] auth_url' },
    ]),
    edit('/etc/swift/proxy-server.conf', "'s|^\\(auth_url = .*\\):5000|\\1:5999|'", [
      'Keystone does not answer at http',
      { file: '/etc/swift/proxy-server.conf', key: '[filter:authtoken] auth_url' },
    ]),
    edit('/etc/glance/glance-swift-images.conf', "'s/^key = .*/key = hush-swift/'", [
      'Keystone does not let user "glance" of domain "default", for project "service" in (401)',
      { host: HOST, file: '/etc/glance/glance-swift-images.conf', key: '[images] key' },
    ]),
    edit('/etc/nova/nova.conf', "'s|^\\(transport_url = .*:5672/\\).*|\\1nowhere|'", [
      'RabbitMQ at ',
      { file: '/etc/nova/nova.conf', key: '[DEFAULT] transport_url' },
    ]),
    edit(
      '/etc/neutron/neutron.conf',
      "'s|^\\(transport_url = rabbit://neutron:\\)[^@]*|\\1hush-queue|; s|^\\(connection = .*://neutron:\\)[^@]*|\\1hush-sql|'",
      ['RabbitMQ at ', { file: '/etc/neutron/neutron.conf', key: '[DEFAULT] transport_url' }],
      ['MariaDB at ', { file: '/etc/neutron/neutron.conf', key: '[database] connection' }],
    ),
    edit('/etc/keystone/keystone.conf', "'s|^\\(connection = .*/keystone\\)$|\\1_gone|'", [
      'MariaDB at ',
      { file: '/etc/keystone/keystone.conf', key: '[database] connection' },
    ]),
    edit('/root/openrc', '"s/OS_PASSWORD=.*/OS_PASSWORD=\'hush-admin\'/"', [
      'Keystone does not let user "admin" of domain "Default", for project "admin" in (401)',
      { file: '/root/openrc', key: 'OS_PASSWORD' },
    ]),
  );
  expect(text).not.toContain('hush');
  const secrets = await cloud.hosts[HOST].shell(
    "sed -n 's/^password = //p; s/^key = //p; s|.*://[^:]*:\\([^@]*\\)@.*|\\1|p' /etc/*/*.conf; sed -n \"s/.*OS_PASSWORD='\\(.*\\)'/\\1/p\" /root/openrc*",
  );
  // Samples of the distribution hold words such as "pass".
  const own = secrets.split('\n').filter((line) => line.length >= 16);
  expect(own.length).toBeGreaterThan(5);
  for (const secret of new Set(own)) expect(text).not.toContain(secret);
});

test('units that do not run are told of with why, and a port that is taken with who has it', async () => {
  await breakAndFind(
    cloud,
    {
      breaks: `systemctl stop glance-api
        systemd-run --quiet --unit=squatter python3 -m http.server 9292
        until ss -Hltn | grep -q :9292; do sleep 0.2; done
        systemctl start glance-api`,
      mends: `systemctl stop squatter
        systemctl restart glance-api
        until ss -Hltn | grep -q :9292; do sleep 0.5; done`,
      finds: [
        [`glance-api.service on ${HOST} cannot start: port 9292 is taken by python3`, { unit: 'glance-api.service' }],
      ],
    },
    stop('placement-api'),
    stop('neutron-metadata-agent'),
    stop('swift-object-replicator'),
  );
});
