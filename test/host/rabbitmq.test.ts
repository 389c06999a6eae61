import type { TestHost } from './lab-host';
import { lets, rabbitHost, rabbitmqctl, rabbitState, resetRabbit } from './rabbitmq-server';
import { Workspace } from './workspace';

const ALL = { configure: '.*', write: '.*', read: '.*' };
const SECRETS = { app: 'first-"\\\'$(reboot)é', 'app@2': 'second:/@ password' };

describe('what RabbitMQ keeps', () => {
  let host: TestHost;
  let workspace: Workspace;

  const user = (attributes: object = {}) => ({
    stackwright_rabbitmq_user: {
      it: { host: host.name, name: 'app', password: '{{secret:app}}', permissions: { '/': {} }, ...attributes },
    },
  });
  const vhost = (attributes: object = {}) => ({
    stackwright_rabbitmq_vhost: { it: { host: host.name, name: 'area', description: 'Ärea', ...attributes } },
  });
  const guest = (attributes: object = {}) => ({
    stackwright_rabbitmq_default_user: { it: { host: host.name, ...attributes } },
  });
  const configure = (...resources: object[]) =>
    workspace.configure({
      provider: { stackwright: { ...host.provider.stackwright, secrets: SECRETS } },
      resource: Object.assign({}, ...resources),
    });
  const changed = async () => (await workspace.plan()).map(({ address, changes }) => [address, Object.keys(changes)]);
  const fails = async (command: 'plan' | 'apply') => {
    const { ok, text } = await workspace.terraform(
      command,
      '-no-color',
      ...(command === 'apply' ? ['-auto-approve'] : []),
    );
    expect(ok).toBe(false);
    expect(text).not.toContain(SECRETS.app);
    return text.replace(/\s+/g, ' ');
  };
  const logsIn = (password: string) => lets(host, 'app', password);

  beforeAll(async () => {
    host = await rabbitHost();
  });

  beforeEach(async () => {
    workspace = await Workspace.open();
    await resetRabbit(host);
  });

  afterEach(() => workspace.close());

  test('is made in order, is read back as it is, and goes again', async () => {
    const before = await rabbitState(host);
    await configure(
      vhost(),
      guest(),
      user({ permissions: { '/': {}, '${stackwright_rabbitmq_vhost.it.name}': { write: '' } }, tags: ['monitoring'] }),
    );
    await workspace.apply();
    expect(await workspace.plan()).toEqual([]);
    expect(await rabbitState(host)).toEqual({
      users: [{ user: 'app', tags: ['monitoring'] }],
      permissions: expect.arrayContaining([
        { user: 'app', vhost: '/', ...ALL },
        { user: 'app', vhost: 'area', configure: '.*', write: '', read: '.*' },
      ]),
      vhosts: expect.arrayContaining([{ name: 'area', description: 'Ärea' }]),
    });
    expect(await logsIn(SECRETS.app)).toBe(true);
    expect(await workspace.stateFile()).not.toContain(SECRETS.app.slice(0, 5));
    await workspace.destroy();
    expect(await rabbitState(host)).toEqual(before);
    expect(await logsIn(SECRETS.app)).toBe(false);
    expect(await lets(host, 'guest', 'guest')).toBe(true);
    expect(await host.shell("find /var/lib -path '*/stackwright/found/rabbitmq*'")).toBe('');
  });

  test('shows each change by hand as just that, and apply repairs it', async () => {
    await configure(vhost(), guest(), user());
    await workspace.apply();
    const before = await rabbitState(host);
    const changes: [string, string, string[]][] = [
      ['change_password app other', 'stackwright_rabbitmq_user.it', ['password']],
      ['set_user_tags app administrator', 'stackwright_rabbitmq_user.it', ['tags']],
      [`set_permissions app '^x' '.*' '.*'`, 'stackwright_rabbitmq_user.it', ['permissions']],
      [`set_permissions -p area app '.*' '.*' '.*'`, 'stackwright_rabbitmq_user.it', ['permissions']],
      ['clear_permissions app', 'stackwright_rabbitmq_user.it', ['permissions']],
      [
        `eval 'rabbit_vhost:put_vhost(<<"area">>,<<"x">>,[],undefined,undefined,<<"me">>).'`,
        'stackwright_rabbitmq_vhost.it',
        ['description'],
      ],
      ['add_user guest guest', 'stackwright_rabbitmq_default_user.it', ['present']],
    ];
    for (const [command, address, attributes] of changes) {
      await rabbitmqctl(host, command);
      expect([command, await changed()]).toEqual([command, [[address, attributes]]]);
      await workspace.apply();
      expect(await rabbitState(host)).toEqual(before);
      expect(await logsIn(SECRETS.app)).toBe(true);
    }
    for (const [command, address] of [
      ['delete_user app', 'stackwright_rabbitmq_user.it'],
      ['delete_vhost area', 'stackwright_rabbitmq_vhost.it'],
    ] as const) {
      await rabbitmqctl(host, command);
      expect((await workspace.plan()).map(({ address: of, actions }) => [of, actions])).toEqual([
        [address, ['create']],
      ]);
      await workspace.apply();
      expect(await rabbitState(host)).toEqual(before);
    }
    expect(await workspace.plan()).toEqual([]);
  });

  test('a rotated password is set, and the old one works no longer', async () => {
    await configure(user());
    await workspace.apply();
    await configure(user({ password: '{{secret:app@2}}' }));
    expect(await changed()).toEqual([['stackwright_rabbitmq_user.it', ['password']]]);
    await workspace.apply();
    expect([await logsIn(SECRETS.app), await logsIn(SECRETS['app@2'])]).toEqual([false, true]);
    expect(await workspace.plan()).toEqual([]);
  });

  test('is imported by name; only the password, which nobody can read, is to be set once', async () => {
    await rabbitmqctl(host, 'add_user app other');
    await rabbitmqctl(host, `set_permissions app '.*' '.*' '.*'`);
    await rabbitmqctl(host, 'add_vhost area --description Ärea');
    await configure(vhost(), guest(), user());
    await workspace.succeed('import', '-no-color', 'stackwright_rabbitmq_user.it', `${host.name}:app`);
    await workspace.succeed('import', '-no-color', 'stackwright_rabbitmq_vhost.it', `${host.name}:area`);
    await workspace.succeed('import', '-no-color', 'stackwright_rabbitmq_default_user.it', `${host.name}:guest`);
    expect(await changed()).toEqual([
      ['stackwright_rabbitmq_default_user.it', ['present']],
      ['stackwright_rabbitmq_user.it', ['password']],
    ]);
    await workspace.apply();
    expect(await logsIn(SECRETS.app)).toBe(true);
    expect(await workspace.plan()).toEqual([]);
    await workspace.succeed('state', 'rm', 'stackwright_rabbitmq_user.it');
    const none = await workspace.terraform('import', '-no-color', 'stackwright_rabbitmq_user.it', `${host.name}:none`);
    expect([none.ok, none.text]).toEqual([false, expect.stringContaining('Nothing to import')]);
  });

  test('what a killed apply has made is taken over, finished, and removed by a destroy', async () => {
    const before = await rabbitState(host);
    await configure(vhost(), guest(), user());
    await workspace.apply();
    const made = await rabbitState(host);
    for (const kind of ['user', 'vhost', 'default_user'])
      await workspace.succeed('state', 'rm', `stackwright_rabbitmq_${kind}.it`);
    // As if it had got no further than to make them.
    await rabbitmqctl(host, 'clear_permissions app');
    await rabbitmqctl(host, 'change_password app unfinished');
    await workspace.apply();
    expect(await rabbitState(host)).toEqual(made);
    expect(await logsIn(SECRETS.app)).toBe(true);
    await workspace.destroy();
    expect(await rabbitState(host)).toEqual(before);
  });

  test('what is there as configured is taken over and stays when destroyed, what differs is refused with the differences', async () => {
    await host.shell(`rabbitmqctl -q add_user app >/dev/null <<'END'\n${SECRETS.app}\nEND`);
    await rabbitmqctl(host, `set_permissions app '.*' '.*' '.*'`);
    await rabbitmqctl(host, 'add_vhost area --description other');
    const before = await rabbitState(host);
    await configure(user({ tags: ['management'], permissions: { '/': { read: '' } } }));
    expect(await fails('apply')).toContain(
      `has a user "app" that differs in tags (none), permissions on "/". Import it (terraform import ADDRESS '${host.name}:app')`,
    );
    await configure(user({ password: '{{secret:app@2}}' }));
    expect(await fails('apply')).toContain('differs in the password. Import it');
    await configure(vhost());
    expect(await fails('apply')).toContain(
      `whose description is "other" and not "Ärea". Import it (terraform import ADDRESS '${host.name}:area')`,
    );
    expect(await rabbitState(host)).toEqual(before);

    await configure(user(), vhost({ description: 'other' }));
    await workspace.apply();
    expect(await workspace.plan()).toEqual([]);
    await configure(user({ password: '{{secret:app@2}}', tags: ['monitoring'] }), vhost());
    await workspace.apply();
    await workspace.destroy();
    expect(await rabbitState(host)).toEqual(before);
    expect(await logsIn(SECRETS.app)).toBe(true);
  });

  test('what was imported, or is not known to have been made here, stays when destroyed, as it was and with all that is in it', async () => {
    await rabbitmqctl(host, 'add_user app other');
    await rabbitmqctl(host, 'set_user_tags app management');
    const root = { name: '/', description: 'Default virtual host' };
    const stays = async () =>
      (await workspace.succeed('plan', '-destroy', '-no-color'))
        .replace(/\s+/g, ' ')
        .match(/(?<=on node2 )[^.]*, so destroying leaves it/g);
    const before = await rabbitState(host);
    const queues = () => rabbitmqctl(host, `eval 'length(rabbit_amqqueue:list(<<"/">>)).'`);
    await rabbitmqctl(
      host,
      `eval '{new, _} = rabbit_amqqueue:declare(rabbit_misc:r(<<"/">>, queue, <<"q">>), true, false, [], none, <<"me">>).'`,
    );
    try {
      for (const description of [root.description, 'of the cloud']) {
        await configure(vhost({ name: '/', description }), user());
        await workspace.succeed('import', '-no-color', 'stackwright_rabbitmq_vhost.it', `${host.name}:/`);
        await workspace.succeed('import', '-no-color', 'stackwright_rabbitmq_user.it', `${host.name}:app`);
        expect(await stays()).toEqual(
          Array(2).fill(
            'is not known to have been made here (nothing is remembered of it on the host), so destroying leaves it',
          ),
        );
        if (description !== root.description) {
          await workspace.apply();
          expect(await rabbitState(host)).not.toEqual(before);
          expect(await stays()).toEqual(Array(2).fill('was there before it was managed, so destroying leaves it'));
        }
        await workspace.destroy();
        expect([await rabbitState(host), await queues()]).toEqual([before, '1']);
        expect(await lets(host, 'app', 'other')).toBe(true);
      }
      await rabbitmqctl(host, 'delete_user app');
      await configure(vhost(), user());
      await workspace.apply();
      const made = await rabbitState(host);
      await host.shell('rm -r /var/lib/stackwright');
      await workspace.destroy();
      expect(await rabbitState(host)).toEqual(made);
    } finally {
      await rabbitmqctl(
        host,
        `eval '[rabbit_amqqueue:delete(Q, false, false, <<"me">>) || Q <- rabbit_amqqueue:list(<<"/">>)].'`,
      );
    }
  });

  test('what is gone between plan and apply of a change is made, and goes when destroyed', async () => {
    await rabbitmqctl(host, 'add_user app other');
    await rabbitmqctl(host, 'add_vhost area --description other');
    await configure(vhost(), user());
    await workspace.succeed('import', '-no-color', 'stackwright_rabbitmq_vhost.it', `${host.name}:area`);
    await workspace.succeed('import', '-no-color', 'stackwright_rabbitmq_user.it', `${host.name}:app`);
    await workspace.plan();
    await resetRabbit(host);
    const before = await rabbitState(host);
    await workspace.succeed('apply', '-no-color', 'plan');
    expect(await workspace.plan()).toEqual([]);
    expect(await logsIn(SECRETS.app)).toBe(true);
    await workspace.destroy();
    expect(await rabbitState(host)).toEqual(before);
  });

  test('of the server’s environment no other process shows anything while it is asked, and its name in it is found', async () => {
    const directory = '/etc/systemd/system/rabbitmq-server.service.d';
    const programs = 'xargs env sh sed tr grep';
    // Whoever looks for the word must not show it either. However short a program may run: here each takes its time.
    await host.shell(`
      systemctl stop rabbitmq-server
      mkdir -p ${directory}
      { echo '[Service]'; printf 'Environment="RABBITMQ_DEFAULT_PASS=recogni%sable" RABBITMQ_NODENAME=other@localhost\\n' s; } > ${directory}/test.conf
      systemctl daemon-reload && systemctl start rabbitmq-server
      mkdir /root/slow
      for program in ${programs}; do
        printf '#!/bin/dash\\nsleep 0.2\\nexec %s "$@"\\n' "$(command -v $program)" > /root/slow/$program
      done
      chmod 0755 /root/slow/*
      mv /root/slow/* /usr/local/bin`);
    try {
      await configure(vhost());
      const seen = host.shell(`
        touch /run/looking
        while [ -e /run/looking ]; do
          /bin/cat /proc/[0-9]*/cmdline 2>/dev/null | /bin/tr '\\0\\n' '\\n '
        done | /bin/grep -aoE 'recogni[s]able|local/bin/gre[p]' | sort -u`);
      await host.shell('until [ -e /run/looking ]; do sleep 0.1; done');
      await workspace.apply();
      await host.shell('rm /run/looking');
      expect(await seen).toBe('local/bin/grep\n');
      expect(await rabbitmqctl(host, '-n other@localhost list_vhosts')).toContain('area');
    } finally {
      await host.shell(`
        cd /usr/local/bin && /bin/rm -f ${programs}
        systemctl stop rabbitmq-server
        rm -rf /run/looking /root/slow ${directory} /var/lib/rabbitmq/mnesia/other@localhost*
        systemctl daemon-reload && systemctl start rabbitmq-server`);
    }
  });

  test('a default account that was changed comes back as it was, and one that was not there stays away', async () => {
    await rabbitmqctl(host, 'change_password guest strong');
    await rabbitmqctl(host, 'set_user_tags guest management');
    const before = await rabbitState(host);
    await configure(guest());
    await workspace.apply();
    await workspace.destroy();
    expect(await rabbitState(host)).toEqual(before);
    expect(await lets(host, 'guest', 'strong')).toBe(true);
    await rabbitmqctl(host, 'delete_user guest');
    await workspace.apply();
    await configure(guest({ present: true }));
    await workspace.apply();
    expect(await lets(host, 'guest', 'guest')).toBe(true);
    expect(await workspace.plan()).toEqual([]);
    await workspace.destroy();
    expect((await rabbitState(host)).users).toEqual([]);
  });

  test('plans go on with one warning while the server is stopped, and what is wanted of it fails with its name', async () => {
    await configure(vhost(), guest(), user());
    await workspace.apply();
    await host.shell('systemctl stop rabbitmq-server');
    const text = await workspace.succeed('plan', '-no-color');
    expect(text.match(/Warning: RabbitMQ on node2 could not be looked at/g)).toHaveLength(1);
    expect(text).toContain('No changes.');
    await configure(vhost(), guest(), user({ tags: ['monitoring'] }));
    expect(await fails('apply')).toContain(
      'RabbitMQ on node2 does not answer. No RabbitMQ runs on node2. Start its service',
    );
    await host.shell('systemctl start rabbitmq-server && rabbitmqctl -q stop_app </dev/null');
    expect(await workspace.succeed('plan', '-no-color')).toContain('Warning: RabbitMQ on node2 could not be looked at');
    await host.shell('rabbitmqctl -q start_app </dev/null');
    await workspace.apply();
    expect(await workspace.plan()).toEqual([]);
  });

  test('destroying a virtual host warns of its queues and messages, and succeeds when it is gone already', async () => {
    await configure(vhost());
    await workspace.apply();
    await rabbitmqctl(
      host,
      `eval '{new, _} = rabbit_amqqueue:declare(rabbit_misc:r(<<"area">>, queue, <<"q">>), true, false, [], none, <<"me">>).'`,
    );
    expect(await workspace.succeed('plan', '-destroy', '-no-color')).toContain(
      'has 1 queue with 0 messages. All of that is removed',
    );
    await rabbitmqctl(host, 'delete_vhost area');
    await workspace.succeed('destroy', '-auto-approve', '-refresh=false', '-no-color');
    expect(await host.shell("find /var/lib -path '*/stackwright/found/rabbitmq*'")).toBe('');
  });

  test('finds the node by the name that its settings give it', async () => {
    await host.shell(`systemctl stop rabbitmq-server
      cp -a /etc/rabbitmq/rabbitmq-env.conf /tmp/rabbitmq-env.conf
      echo 'NODENAME=other@localhost' >> /etc/rabbitmq/rabbitmq-env.conf
      systemctl start rabbitmq-server`);
    try {
      await configure(user());
      await workspace.apply();
      expect(await rabbitmqctl(host, 'eval "node()."')).toBe('other@localhost');
      expect(await rabbitmqctl(host, 'list_users')).toContain('app');
    } finally {
      await host.shell(`systemctl stop rabbitmq-server
        cp -a /tmp/rabbitmq-env.conf /etc/rabbitmq/rabbitmq-env.conf
        rm -rf /var/lib/rabbitmq/mnesia/other@localhost*
        systemctl start rabbitmq-server`);
    }
  });

  test('bad input is refused with what to do', async () => {
    await configure(user({ name: '' }));
    expect(await fails('plan')).toContain('Give a name of 1 to 255 bytes');
    await configure(user({ tags: ['a b'] }));
    expect(await fails('plan')).toContain(
      '"a b" does not fit. Give a tag of 1 to 255 characters without spaces and commas.',
    );
    await configure(user({ password: 'open' }));
    expect(await fails('plan')).toContain('It would stand in state and plan.');
    await workspace.configure({
      provider: { stackwright: { ...host.provider.stackwright, secrets: SECRETS } },
      resource: {
        stackwright_rabbitmq_user: {
          one: user().stackwright_rabbitmq_user.it,
          two: user().stackwright_rabbitmq_user.it,
        },
      },
    });
    expect(await fails('plan')).toContain('stand for the same object: host "node2", name "app"');
    await configure(user({ permissions: { nowhere: {} } }));
    expect(await fails('apply')).toContain('permissions has "nowhere", which is no virtual host of RabbitMQ on node2.');
    await configure(user({ permissions: { '/': { read: '*' } } }));
    expect(await fails('apply')).toContain(
      'permissions has "*", which RabbitMQ on node2 does not take for a regular expression',
    );
    await workspace.destroy();
    expect((await rabbitState(host)).users).toHaveLength(1);
  });
});
