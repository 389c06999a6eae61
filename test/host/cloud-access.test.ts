import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { world } from './identity-world';
import { type KeystoneServer, keystoneServer, SECRETS, withoutSource } from './keystone-server';
import { tlsProxy } from './tls-proxy';
import { Workspace } from './workspace';

describe('access to a cloud', () => {
  let keystone: KeystoneServer;
  let workspace: Workspace;

  const configure = (
    cloud: object = {},
    resource: object = world(),
    hosts: object = keystone.provider.stackwright.hosts,
  ) =>
    workspace.configure({
      provider: {
        stackwright: {
          ...keystone.provider.stackwright,
          hosts,
          clouds: { main: { ...keystone.provider.stackwright.clouds.main, ...cloud } },
        },
      },
      resource,
    });
  const fails = async (...words: string[]) => {
    const { ok, text } = await workspace.terraform(...(words.length > 0 ? words : ['plan']), '-no-color');
    expect(ok).toBe(false);
    for (const value of Object.values(SECRETS)) expect(withoutSource(text)).not.toContain(value);
    return text.replace(/\s+/g, ' ');
  };
  /** A plan that cannot look: no changes, and one warning, which is given back. */
  const plansUnseen = async () => {
    const { ok, text } = await workspace.terraform('plan', '-no-color');
    expect([ok, text]).toEqual([true, expect.stringContaining('No changes.')]);
    expect(text.match(/Warning: .*/g)).toEqual(['Warning: The cloud main could not be looked at']);
    return text.replace(/\s+/g, ' ');
  };

  beforeAll(async () => {
    keystone = await keystoneServer();
    workspace = await Workspace.open();
    await configure();
    await workspace.apply();
  });

  beforeEach(() => configure());

  afterAll(async () => {
    await workspace.close();
    await keystone.reset();
    keystone.close();
  });

  test('with a wrong password or for an unknown project is refused with who and where', async () => {
    await configure({ password: 'wrong' });
    expect(await fails()).toContain(
      `${keystone.url}/auth/tokens does not let user "admin" of domain "Default", for project "admin" in (401)`,
    );
    await configure({ project: 'nothing' });
    expect(await fails()).toContain('for project "nothing" in (401)');
  });

  test('as a user without rights is refused with what and who, and by which request', async () => {
    await configure({ username: 'joe', password: '{{secret:keystone/joe}}', project: 'trial' });
    const text = await fails();
    expect(text).toMatch(/GET \S+\/v3\/users was answered with 403 \(request req-[0-9a-f-]+\): You are not authorized/);
    expect(text).toContain('It was asked by user "joe" of domain "Default", for project "trial": give it a role');
  });

  test('in another scope and interface works as well, directly and through the host', async () => {
    await keystone.client.run('role', 'add', '--user', 'admin', '--domain', 'default', 'admin');
    for (const cloud of [
      { project: null },
      { project: null, domain: 'Default' },
      { host: null, interface: 'public', region: 'regionOne' },
    ]) {
      await configure(cloud);
      expect(await workspace.plan()).toEqual([]);
    }
  });

  test('that is not configured is an error of the plan', async () => {
    await configure({}, world({ project: { cloud: 'mian' } }));
    expect(await fails()).toContain('"mian" is not among the provider\'s clouds. It has main.');
  });

  test.each([
    ['directly', { host: null }],
    ['through the host', {}],
  ])('where nobody listens is no change, and no apply: %s', async (_, cloud) => {
    await configure({ ...cloud, auth_url: `http://${keystone.details.address}:1` });
    expect(await plansUnseen()).toContain(`http://${keystone.details.address}:1 does not answer`);
    await configure({ ...cloud, auth_url: `http://${keystone.details.address}:1` }, world({ role: { name: 'other' } }));
    expect(await fails('apply', '-auto-approve', '-refresh=false')).toContain('does not answer');
  });

  test('to a Keystone that is stopped is no change', async () => {
    await keystone.shell('systemctl stop keystone');
    try {
      expect(await plansUnseen()).toContain('does not answer');
    } finally {
      await keystone.restart();
    }
  });

  test('to a Keystone whose database is stopped is no change', async () => {
    await keystone.shell('systemctl stop mariadb');
    try {
      // Which of them depends on whether its worker has had a connection to the database before: if not, it tries on for
      // over a minute, and uWSGI's patience ends after as long as the provider's.
      expect(await plansUnseen()).toMatch(
        /was answered with 500 \(request req-|the connection ended without an answer|no answer within 60 s/,
      );
    } finally {
      await keystone.shell('systemctl start mariadb');
    }
    expect(await workspace.plan()).toEqual([]);
  });

  test('with TLS asks for a certificate of a trusted authority', async () => {
    const directory = await mkdtemp(join(tmpdir(), 'stackwright-ca-'));
    const proxy = await tlsProxy(keystone, 5000);
    try {
      await writeFile(join(directory, 'ca.pem'), proxy.certificate);
      const cloud = { auth_url: `${proxy.url}/v3`, ca_file: join(directory, 'ca.pem') };
      for (const way of [{}, { host: null }]) {
        await configure({ ...cloud, ...way });
        expect(await workspace.plan()).toEqual([]);
        await configure({ ...cloud, ...way, ca_file: null });
        const text = await fails();
        expect(text).toContain(`Error: Certificate refused`);
        expect(text).toContain(`${proxy.url} is not trusted: self-signed certificate`);
      }
      await configure({ ...cloud, ca_file: join(directory, 'missing.pem') });
      expect(await fails()).toContain('Error: Cannot read the certificates');
    } finally {
      await proxy.close();
      await rm(directory, { recursive: true });
    }
  });
});
