import { TerraformStack, Testing } from 'cdktf';
import { File, Host, RabbitMq, type RabbitMqUser, type RabbitMqVirtualHost, Secret } from '../../../constructs';
import { synthOnHost } from './synth';

test('RabbitMQ listens for clients on its host’s address, and for its own kind on the host alone', () => {
  const { one, all } = synthOnHost((host) => {
    new RabbitMq(host, 'Messages', { host });
  });
  expect(one('package')).toEqual({ host: 'node1', packages: ['rabbitmq-server'] });
  expect(one('config_file')).toMatchObject({
    path: '/etc/rabbitmq/rabbitmq.conf',
    create: true,
    owner: 'root',
    group: 'rabbitmq',
    mode: '0640',
    settings: { '': { 'listeners.tcp.1': '192.0.2.1:5672' } },
  });
  expect(one('file')).toMatchObject({
    path: '/etc/rabbitmq/rabbitmq-env.conf',
    content: 'NODENAME=rabbit@localhost\nSERVER_ADDITIONAL_ERL_ARGS="-kernel inet_dist_use_interface {127,0,0,1}"\n',
  });
  expect(all('service').map(({ name }) => name)).toEqual(['epmd.socket', 'rabbitmq-server.service']);
  expect(all('service')[0]?.overrides).toEqual({ Socket: { ListenStream: ['', '127.0.0.1:4369'] } });
});

test('every prop ends up in the configuration', () => {
  const { one, all } = synthOnHost((host) => {
    new RabbitMq(host, 'Messages', {
      host,
      bindAddress: '2001:db8::1',
      port: 5673,
      nodeName: 'rabbit@node1.example.org',
      keepGuest: true,
      extraSettings: { 'vm_memory_high_watermark.relative': '0.4' },
    });
  });
  expect(one('config_file').settings).toEqual({
    '': { 'listeners.tcp.1': '[2001:db8::1]:5673', 'vm_memory_high_watermark.relative': '0.4' },
  });
  expect(one('file').content).toBe('NODENAME=rabbit@node1.example.org\nUSE_LONGNAME=true\n');
  expect(one('service').name).toBe('rabbitmq-server.service');
  expect(all('rabbitmq_default_user')).toEqual([]);
});

test('it is ready when it speaks AMQP at its address, and restarts when its configuration was written', () => {
  const { all } = synthOnHost((host) => {
    new RabbitMq(host, 'Messages', { host, bindAddress: '0.0.0.0' });
  });
  const service = all('service')[1];
  expect(service?.readiness).toEqual({
    command: expect.stringContaining('exec 3<>/dev/tcp/192.0.2.1/5672 || exit; printf "AMQP'),
    timeout_seconds: 120,
  });
  expect(Object.keys(service?.restart_on as object).sort()).toEqual([
    '/etc/rabbitmq/rabbitmq-env.conf',
    '/etc/rabbitmq/rabbitmq.conf',
  ]);
  expect(service?.depends_on).toEqual([expect.stringMatching(/NameServer/)]);
});

test('guest is removed once the server runs', () => {
  const { one } = synthOnHost((host) => {
    new RabbitMq(host, 'Messages', { host });
  });
  expect(one('rabbitmq_default_user')).toEqual({
    host: 'node1',
    depends_on: [expect.stringMatching(/^stackwright_service\.node1_Messages_Service/)],
  });
});

test('a user may do everything in the virtual host that every server has, and has a password of its own', () => {
  const { one } = synthOnHost((host) => {
    new RabbitMq(host, 'Messages', { host }).addUser('nova');
  });
  expect(one('rabbitmq_user')).toMatchObject({
    host: 'node1',
    name: 'nova',
    password: '{{secret:node1/rabbitmq/nova}}',
    permissions: { '/': {} },
    depends_on: [expect.stringMatching(/^stackwright_service\./)],
  });
});

test('permissions are what is given and granted', () => {
  const { one } = synthOnHost((host) => {
    const server = new RabbitMq(host, 'Messages', { host });
    const user = server.addUser('nova', {
      password: Secret.named('messages').version(2),
      tags: ['monitoring'],
      permissions: { other: { configure: '' } },
    });
    user.grant(server.addVirtualHost('compute', { description: 'Compute' }), { write: '^nova' });
  });
  expect(one('rabbitmq_vhost')).toMatchObject({ name: 'compute', description: 'Compute' });
  expect(one('rabbitmq_user')).toMatchObject({
    password: '{{secret:messages@2}}',
    tags: ['monitoring'],
  });
  expect(Object.entries(one('rabbitmq_user').permissions as object).sort()).toEqual([
    [expect.stringMatching(/^\$\{stackwright_rabbitmq_vhost\.\w+\.name\}$/), { write: '^nova' }],
    ['other', { configure: '' }],
  ]);
});

test('a transport URL holds no password, and comes after the user and the virtual host', () => {
  const { all } = synthOnHost((host) => {
    const server = new RabbitMq(host, 'Messages', { host });
    const area = server.addVirtualHost('area');
    const [one, other] = [server.addUser('one'), server.addUser('other')];
    other.grant(area);
    new File(host, 'One', { host, path: '/one', content: server.transportUrl(one) });
    new File(host, 'Other', { host, path: '/other', content: server.transportUrl(other, area) });
  });
  const content = (path: string) => all('file').find((file) => file.path === path)?.content;
  expect(content('/one')).toMatch(
    /^rabbit:\/\/\$\{stackwright_rabbitmq_user\.\w+\.name\}:\{\{secret:node1\/rabbitmq\/one\|url\}\}@192\.0\.2\.1:5672\/$/,
  );
  expect(content('/other')).toMatch(/@192\.0\.2\.1:5672\/\$\{stackwright_rabbitmq_vhost\.\w+\.name\}$/);
});

test.each<[string, (server: RabbitMq, area: RabbitMqVirtualHost) => RabbitMqUser]>([
  ['its name', (server) => server.addUser('nova', { permissions: { compute: {} } })],
  ['a reference to it', (server, area) => server.addUser('nova', { permissions: { [area.name]: {} } })],
])('a user may connect to a virtual host that its permissions have by %s', (_, define) => {
  const url = () =>
    synthOnHost((host) => {
      const server = new RabbitMq(host, 'Messages', { host });
      const area = server.addVirtualHost('compute');
      server.transportUrl(define(server, area), area);
    });
  expect(url).not.toThrow();
});

test.each<[string, (user: RabbitMqUser, area: RabbitMqVirtualHost) => void]>([
  ['other permissions', () => {}],
  ['something granted elsewhere', (user, area) => user.grant(area)],
])('fails when somebody with %s is to connect to the virtual host that every server has', (what, grant) => {
  const define = () =>
    synthOnHost((host) => {
      const server = new RabbitMq(host, 'Messages', { host });
      const permissions = what === 'other permissions' ? { other: {} } : undefined;
      const user = server.addUser('nova', { permissions });
      grant(user, server.addVirtualHost('area'));
      server.transportUrl(user);
    });
  expect(define).toThrow('A transportUrl lets this user connect to "/", which it may not use: grant it.');
});

test('fails when somebody is to connect where it may not', () => {
  const define = () =>
    synthOnHost((host) => {
      const server = new RabbitMq(host, 'Messages', { host });
      server.transportUrl(server.addUser('nova'), server.addVirtualHost('area'));
    });
  expect(define).toThrow(
    'A transportUrl lets this user connect to "test/node1/Messages/VirtualHost area", which it may not use: grant it.',
  );
});

test('fails with what is on another server', () => {
  const stack = new TerraformStack(Testing.app(), 'test');
  const [one, other] = ['one', 'other'].map((name) => {
    const host = new Host(stack, name, { address: '192.0.2.1' });
    return new RabbitMq(host, 'Messages', { host });
  }) as [RabbitMq, RabbitMq];
  expect(() => one.transportUrl(other.addUser('nova'))).toThrow('has no "test/other/Messages/User nova"');
  expect(() => one.addUser('nova').grant(other.addVirtualHost('area'))).toThrow('which is on another server');
});

test('fails with all that is wrong at once', () => {
  const define = () =>
    synthOnHost((host) => {
      new RabbitMq(host, 'Messages', {
        host,
        port: 0,
        nodeName: 'rabbit',
        extraSettings: { 'listeners.tcp.default': '5672' },
      });
    });
  expect(define).toThrow('RabbitMq "test/node1/Messages" cannot be defined:');
  expect(define).toThrow('port is 0: give a whole number from 1 to 65535.');
  expect(define).toThrow('nodeName is "rabbit": give NAME@HOST such as "rabbit@node1".');
  expect(define).toThrow('extraSettings has "listeners.tcp.default": use the props bindAddress and port.');
  expect(() => synthOnHost((host) => new RabbitMq(host, 'Messages', { host }).addUser('a b'))).toThrow(
    'name is "a b": give a letter or digit',
  );
  expect(() => synthOnHost((host) => new RabbitMq(host, 'Messages', { host }).addVirtualHost('/'))).toThrow(
    'name is "/": give letters',
  );
});
