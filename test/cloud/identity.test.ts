import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, killedApply, leftoversEnd, randomMoments, VICTIMS } from '../host/killed-apply';
import { reboot } from '../host/nftables';
import type { OpenStackClient } from '../host/openstack-client';
import { type IdentityWorld, identityWorld } from './identity-world';
import { TRACES } from './traces';

/** Some get it well on its way: many more are for whoever has changed how things are made. */
const KILLS = Number(process.env.STACKWRIGHT_KILLS ?? 4);

interface Named {
  readonly Name: string;
}

const names = (objects: readonly Named[]) => objects.map(({ Name }) => Name).sort();

describe('the example "identity", on a bare host', () => {
  let world: IdentityWorld;
  let found: string;
  let admin: OpenStackClient;
  const shell = (script: string) => world.host.shell(script);
  const plan = () => world.stack.plan();
  /** What a plan says, of which nothing is asked but the text. */
  const planned = () => world.stack.terraform('plan', '-input=false', '-no-color');

  const listensAtItsOwnAddress = async () => {
    const listening = await shell("ss -ltnH | awk '{ print $4 }' | grep -E ':(3306|5000|5672|11211)$' | sort");
    const { address } = world.host.details;
    expect(listening).toBe([11211, 3306, 5000, 5672].map((port) => `${address}:${port}\n`).join(''));
  };

  beforeAll(async () => {
    world = await identityWorld();
    found = await shell(TRACES);
  });
  afterAll(() => world.close());

  test(`is deployed whole after its first applies were killed at ${KILLS} random moments, and the next plan is empty`, async () => {
    await world.stack.succeed('init', '-input=false', '-no-color');
    const next = randomMoments(1_000, 25_000);
    for (let kills = 0; kills < KILLS; ) {
      if (await killedApply(world.stack, () => after(next()), VICTIMS[kills % VICTIMS.length] as RegExp)) {
        kills++;
        continue;
      }
      // It came to its end before its time: the rest is for another first apply.
      await world.stack.destroy();
      expect(await shell(TRACES)).toBe(found);
    }
    await leftoversEnd(world.host);
    const said = await world.example.cdktf('deploy', '--auto-approve');
    expect(said).toContain(`auth_url = http://${world.host.details.address}:5000/v3`);
    expect(await plan()).toEqual([]);
    admin = await world.client('/root/openrc');
  }, 1_800_000);

  test("is what OpenStack's own client sees, with nothing twice", async () => {
    expect(await admin.json<{ id: string }>('token', 'issue')).toHaveProperty('id');
    expect(names(await admin.json('user', 'list'))).toEqual(['admin', 'glance', 'joe', 'nova', 'swift']);
    expect(names(await admin.json('project', 'list'))).toEqual(['admin', 'service', 'trial']);
    expect(names(await admin.json('role', 'list'))).toEqual(['admin', 'member', 'reader', 'user']);
    expect(names(await admin.json('service', 'list'))).toEqual(['keystone', 'swift']);
    const regions = await admin.json<{ Region: string }[]>('region', 'list');
    expect(regions.map(({ Region }) => Region).sort()).toEqual(['regionOne', 'regionTwo']);
    const endpoints = await admin.json<Record<'Region' | 'Service Name' | 'Interface' | 'URL', string>[]>(
      'endpoint',
      'list',
    );
    const url = `http://${world.host.details.address}`;
    expect(endpoints.map((one) => `${one['Service Name']} ${one.Region} ${one.Interface} ${one.URL}`).sort()).toEqual([
      ...['admin', 'internal', 'public'].map((side) => `keystone regionOne ${side} ${url}:5000/v3`),
      ...['admin', 'internal', 'public'].map((side) => `swift regionOne ${side} ${url}:8080/v1/AUTH_%(project_id)s`),
      ...['admin', 'internal', 'public'].map(
        (side) => `swift regionTwo ${side} http://192.0.2.8:8080/v1/AUTH_%(project_id)s`,
      ),
    ]);
    const assignments = await admin.json<Record<'Role' | 'User' | 'Project' | 'System', string>[]>(
      'role',
      'assignment',
      'list',
      '--names',
    );
    expect(assignments.map((one) => `${one.User} ${one.Role} ${one.Project}${one.System}`).sort()).toEqual([
      'admin@Default admin admin@Default',
      'admin@Default admin all',
      'glance@Default admin service@Default',
      'joe@Default member trial@Default',
      'joe@Default user trial@Default',
      'nova@Default admin service@Default',
      'swift@Default admin service@Default',
    ]);
  });

  test('lets joe have a token, and no list of users', async () => {
    const joe = await world.client('/root/openrc-joe');
    expect(await joe.json('token', 'issue')).toHaveProperty('project_id');
    await expect(joe.run('user', 'list')).rejects.toThrow('HTTP 403');
  });

  test('has no guest in RabbitMQ, listens on its own address alone, and keeps files to those who need them', async () => {
    expect(await shell('rabbitmqctl -q list_users </dev/null | cut -f 1')).toBe('user\nopenstack\n');
    await listensAtItsOwnAddress();
    expect(
      await shell(
        "stat -c '%U:%G %a %n' /root/openrc /root/.config/openstack/clouds.yaml /etc/keystone/keystone.conf /etc/keystone/fernet-keys /etc/keystone/fernet-keys/0",
      ),
    ).toBe(
      [
        'root:root 600 /root/openrc',
        'root:root 600 /root/.config/openstack/clouds.yaml',
        'root:keystone 640 /etc/keystone/keystone.conf',
        'keystone:keystone 700 /etc/keystone/fernet-keys',
        'keystone:keystone 600 /etc/keystone/fernet-keys/0',
        '',
      ].join('\n'),
    );
  });

  test('has no secret in state, plan or what was synthesized', async () => {
    const files = await shell('cat /root/openrc /root/openrc-joe /etc/keystone/keystone.conf');
    const keys = (await shell('for key in /etc/keystone/*-keys/*; do cat "$key"; echo; done')).trim().split('\n');
    expect(keys.filter((key) => /^[\w-]{43}=$/.test(key))).toHaveLength(4);
    const passwords = [
      ...[...files.matchAll(/^export OS_PASSWORD='(\w+)'$/gm)].map(([, value]) => value),
      /^connection = mysql\+pymysql:\/\/keystone:(\w+)@/m.exec(files)?.[1],
    ];
    expect(passwords.filter((password) => password?.length === 32)).toHaveLength(3);
    await world.stack.succeed('plan', '-input=false', '-out=plan');
    const texts = [
      await readFile(join(world.example.directory, 'terraform.identity.tfstate'), 'utf8'),
      await readFile(join(world.stack.directory, 'cdk.tf.json'), 'utf8'),
      await world.stack.succeed('show', '-json', 'plan'),
    ];
    for (const text of texts) {
      expect(text).toContain('{{secret:keystone/database|url}}');
      for (const secret of [...keys, ...passwords]) expect(text).not.toContain(secret);
    }
  });

  test.each([
    ['keystone', 'The cloud main could not be looked at', /stackwright_service\.\S*Keystone/],
    ['mariadb', 'MariaDB on node1 could not be looked at', /stackwright_service\.\S*Database/],
    ['rabbitmq-server', 'RabbitMQ on node1 could not be looked at', /stackwright_service\.\S*Queue/],
  ])('with %s stopped by hand, plans to start it and nothing else, and warns once', async (unit, warning, address) => {
    await shell(`systemctl stop ${unit}`);
    const { ok, text } = await planned();
    expect(ok).toBe(true);
    expect(text.split(warning)).toHaveLength(2);
    const changes = await plan();
    expect(changes).toMatchObject([{ actions: ['update'], changes: { active: { before: false, after: true } } }]);
    expect(changes[0]?.address).toMatch(address);
    await world.stack.apply();
    expect(await plan()).toEqual([]);
  });

  test("with the administrator's password changed by hand, plans to set it again, and does", async () => {
    await admin.run('user', 'set', '--password', 'changed by hand', 'admin');
    const { ok, text } = await planned();
    expect(ok).toBe(true);
    expect(text).toContain('does not let user "admin" of domain "Default", for project "admin" in (401)');
    expect(text).not.toContain('changed by hand');
    const changes = await plan();
    expect(changes).toMatchObject([
      { actions: ['update'], changes: { password: { after: '{{secret:keystone/admin}}' } } },
    ]);
    expect(changes[0]?.address).toContain('keystone_bootstrap');
    await world.stack.apply();
    expect(await plan()).toEqual([]);
    expect(await admin.json('token', 'issue')).toHaveProperty('id');
  });

  test('changes passwords in one apply when their secrets are rotated, and Keystone answers afterwards', async () => {
    const before = await shell('grep ^connection /etc/keystone/keystone.conf; grep PASSWORD /root/openrc');
    await world.rotate('keystone/database', 'keystone/admin', 'node1/rabbitmq/openstack', 'main/users/nova');
    const changes = await plan();
    expect(changes.filter(({ actions }) => actions.join() !== 'update')).toEqual([]);
    await world.stack.apply();
    expect(await plan()).toEqual([]);
    expect(await shell('grep ^connection /etc/keystone/keystone.conf; grep PASSWORD /root/openrc')).not.toBe(before);
    expect(await (await world.client('/root/openrc')).json('token', 'issue')).toHaveProperty('id');
    await expect(admin.run('token', 'issue')).rejects.toThrow('HTTP 401');
    admin = await world.client('/root/openrc');
  });

  test('survives a reboot of the host, with the firewall open for Keystone', async () => {
    await reboot(world.host);
    expect(await plan()).toEqual([]);
    expect(await shell('nft list ruleset')).toMatch(/tcp dport 5000 .*accept comment "stackwright:keystone"/);
    expect(await admin.json('token', 'issue')).toHaveProperty('id');
    await listensAtItsOwnAddress();
  });

  test('is destroyed without a trace on the host', async () => {
    await world.stack.destroy();
    expect(await shell(TRACES)).toBe(found);
  });
});
