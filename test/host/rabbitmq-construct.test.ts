import { TerraformStack, TerraformVariable, Testing } from 'cdktf';
import { File, Host, RabbitMq, Secret, StackwrightProvider } from '../../constructs';
import { bareHost, type TestHost } from './lab-host';
import { Workspace } from './workspace';

/** What tells whether the host is as bare as before: packages, files, units, and who listens where. */
const LOOK = `
  dpkg-query -W -f '\${Package}\\n'
  ls -d /etc/rabbitmq /var/lib/rabbitmq /etc/systemd/system/epmd* /var/lib/stackwright/found /var/lib/stackwright/originals 2>/dev/null
  ss -Hltn | awk '{ print $4 }' | sort`;

const PASSWORD = 'se/s@me: é%';

describe('the construct RabbitMq', () => {
  let host: TestHost;
  let workspace: Workspace;

  const configure = (define: (host: Host) => void) => {
    const stack = new TerraformStack(Testing.app(), 'test');
    const { details, name } = host;
    const { address, user, privateKey: privateKeyPath, fingerprint } = details;
    const password = new TerraformVariable(stack, 'password', { sensitive: true, type: 'string' });
    new StackwrightProvider(stack, 'Provider', { secrets: { messages: password.stringValue } });
    define(new Host(stack, name, { address, user, privateKeyPath, hostKeyFingerprints: [fingerprint] }));
    const { terraform, ...rest } = JSON.parse(Testing.synth(stack, true)) as Record<string, unknown>;
    return workspace.configure(rest);
  };

  beforeAll(async () => {
    host = await bareHost('node2');
    workspace = await Workspace.open({ TF_VAR_password: PASSWORD });
    await host.shell(`
      (apt-get update -q; DEBIAN_FRONTEND=noninteractive apt-get install -yq --no-install-recommends iproute2) >&2`);
  });

  afterAll(() => workspace.close());

  test('stands up a server that only clients can reach, and takes it away again', async () => {
    const before = await host.shell(LOOK);
    await configure((on) => {
      const server = new RabbitMq(on, 'Messages', { host: on });
      const [user, area] = [
        server.addUser('nova', { password: Secret.named('messages') }),
        server.addVirtualHost('area'),
      ];
      user.grant(area, { write: '^nova' });
      new File(on, 'Client', {
        host: on,
        path: '/root/client',
        content: server.transportUrl(user, area),
        mode: '0600',
      });
    });
    await workspace.apply();
    expect(await workspace.plan()).toEqual([]);
    const { address } = host.details;
    expect((await host.shell(`ss -Hltn | awk '{ print $4 }' | grep -v :22 | sort`)).trim().split('\n')).toEqual([
      '127.0.0.1:25672',
      '127.0.0.1:4369',
      `${address}:5672`,
    ]);
    const [, name = '', password = '', at, vhost] =
      /^rabbit:\/\/(.*):(.*)@(.*)\/(.*)$/.exec(await host.shell('cat /root/client')) ?? [];
    expect([name, decodeURIComponent(password), at, vhost]).toEqual(['nova', PASSWORD, `${address}:5672`, 'area']);
    expect(await workspace.stateFile()).not.toContain('se/s@me');
    expect(await host.shell(`rabbitmqctl -q authenticate_user nova '${PASSWORD}' </dev/null`)).toContain('Success');
    const permissions = await host.shell('rabbitmqctl -q list_user_permissions nova --formatter csv </dev/null');
    expect(permissions).toContain('"area",".*","^nova",".*"');
    expect(await host.shell('rabbitmqctl -q list_users --formatter csv </dev/null')).not.toContain('guest');

    await host.shell('systemctl stop rabbitmq-server');
    const text = await workspace.succeed('plan', '-no-color');
    expect(text.match(/Warning: RabbitMQ on node2 could not be looked at/g)).toHaveLength(1);
    expect(text).toContain('Plan: 0 to add, 1 to change, 0 to destroy.');
    await workspace.apply();
    expect(await workspace.plan()).toEqual([]);

    await workspace.destroy();
    expect(await host.shell(LOOK)).toBe(before);
  });

  test('is not ready before something speaks AMQP', async () => {
    await host.shell(`printf '[Unit]\\n[Service]\\nExecStart=/usr/bin/python3 -m http.server 5672\\n' > /etc/systemd/system/other.service
      systemctl daemon-reload; systemctl start other; sleep 1`);
    try {
      const stack = new TerraformStack(Testing.app(), 'test');
      const on = new Host(stack, 'node2', { address: host.details.address });
      new RabbitMq(on, 'Messages', { host: on });
      const command = /"command": (".*")/.exec(Testing.synth(stack))?.[1];
      if (!command) throw new Error('there is no probe');
      const address = host.details.address;
      expect(command).toContain(`/dev/tcp/${address}/5672`);
      await host.shell(`cat > /tmp/probe <<'END'\n${JSON.parse(command)}\nEND`);
      expect(await host.shell('sh /tmp/probe 2>&1 && echo ready || true')).toBe('it does not speak AMQP\n');
      await host.shell('systemctl stop other');
      expect(await host.shell('sh /tmp/probe 2>&1 && echo ready || true')).toContain('Connection refused');
    } finally {
      await host.shell(
        'systemctl stop other; rm -f /etc/systemd/system/other.service /tmp/probe; systemctl daemon-reload',
      );
    }
  });
});
