import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { get } from 'node:http';
import { get as getEncrypted, type RequestOptions } from 'node:https';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { Browser } from './browser';
import { asPublished, type ComputeCloud, computeCloud } from './compute-cloud';
import { isOpened, openScreen } from './rfb';

const run = promisify(execFile);
const SETTINGS = '/etc/openstack-dashboard/local_settings.d/_99_stackwright.py';

/** What there is of it on a host. Its account and an empty directory go with the last of all packages: see the file that destroys the cloud. */
const LEFT = `
  dpkg-query -W -f '\${Package}\\n' | grep -E 'apache2|openstack-dashboard|django|xstatic'
  ls -d /etc/apache2 /etc/openstack-dashboard /usr/share/openstack-dashboard /var/lib/openstack-dashboard 2>/dev/null
  ss -Hltn 'sport = :80'`;

/** By what a server answers, to requests that `fetch` does not make. */
function statusOf(url: URL, options: RequestOptions): Promise<number | undefined> {
  return new Promise((resolve, reject) => {
    const ask = url.protocol === 'https:' ? getEncrypted : get;
    ask(url, options, (answer) => resolve(answer.resume().statusCode)).on('error', reject);
  });
}

/** A cloud's own pages, and guests' screens, as they are seen from outside of its hosts. */
describe('the example "compute", with a dashboard', () => {
  let cloud: ComputeCloud;
  const address = () => cloud.node1.details.address;
  const changed = async () =>
    (await cloud.stack.plan())
      .map(({ address, actions, changes }) =>
        [address.replace(/^stackwright_(\w+)\..*/, '$1'), ...actions, ...Object.keys(changes)].join(' '),
      )
      .sort();
  const page = async () => {
    const words = 'console url show --novnc cirros1'.split(' ');
    return new URL((await cloud.admin.json<{ url: string }>(...words)).url);
  };
  const password = async () => {
    const [, found = ''] = /OS_PASSWORD='(.*)'/.exec(await cloud.node1.shell('cat /root/openrc')) ?? [];
    return found;
  };
  const loggedIn = async () => {
    const browser = new Browser(`http://${address()}`);
    const { status, location } = await browser.submit('/horizon/auth/login/', {
      username: 'admin',
      password: await password(),
    });
    expect([status, location]).toEqual([302, '/horizon/']);
    return browser;
  };

  beforeAll(async () => {
    cloud = await computeCloud();
  });
  afterAll(async () => {
    // Whatever has happened, other files of tests stand on the cloud as it was.
    if (cloud) await asPublished(cloud.example);
    await cloud?.close();
  });

  test("shows a guest's screen to who has its address, to pages of its own host alone", async () => {
    const url = await page();
    expect(url.origin).toBe(`http://${address()}:6080`);
    const answer = await fetch(url);
    expect(answer.status).toBe(200);
    expect(await answer.text()).toContain('<title>noVNC</title>');
    expect((await fetch(new URL('/core/rfb.js', url))).status).toBe(200);
    expect(await openScreen(url)).toMatchObject({ width: expect.any(Number), name: expect.stringMatching(/^QEMU/) });
    expect(await isOpened(url, 'http://elsewhere.example')).toBe(false);
    url.searchParams.set('path', '?token=00000000-0000-0000-0000-000000000000');
    expect(await isOpened(url)).toBe(false);
  });

  test('is deployed in one run, with a certificate for screens, and the next plan is empty', async () => {
    const { directory } = cloud.example;
    const name = ['-subj', '/CN=node1', '-addext', `subjectAltName=IP:${address()}`];
    const files = ['-keyout', join(directory, 'console.key'), '-out', join(directory, 'console.crt')];
    await run('openssl', ['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-days', '2', ...name, ...files]);
    process.env.TF_VAR_console_key = await readFile(join(directory, 'console.key'), 'utf8');
    await cloud.example.edit('const DASHBOARD = false', 'const DASHBOARD = true');
    await cloud.example.edit('import { App, ', 'import { App, TerraformVariable, ');
    await cloud.example.edit(
      "{ masterKeyFile: 'master.key' }",
      "{ masterKeyFile: 'master.key', secrets: { 'console/key': new TerraformVariable(this, 'console_key', { sensitive: true }).stringValue } }",
    );
    await cloud.example.edit(
      'database, queue, placement });',
      "database, queue, placement, consoleTls: { certificate: readFileSync('console.crt', 'utf8'), key: Secret.named('console/key') } });",
    );
    await cloud.example.edit('  SecurityGroup,', '  Secret,\n  SecurityGroup,');
    await cloud.example.cdktf('deploy', '--auto-approve');
    expect(await changed()).toEqual([]);
  });

  test("shows the guest's screen encrypted, and takes nothing in the open any more", async () => {
    const url = await page();
    expect(url.origin).toBe(`https://${address()}:6080`);
    const certificate = await readFile(join(cloud.example.directory, 'console.crt'), 'utf8');
    expect(await statusOf(url, { ca: certificate })).toBe(200);
    expect(await openScreen(url, certificate)).toMatchObject({ name: expect.stringMatching(/^QEMU/) });
    await expect(fetch(`http://${address()}:6080/vnc_lite.html`)).rejects.toThrow();
  });

  test('lets nobody in with a wrong password, and asks nobody who calls it by another name', async () => {
    const browser = new Browser(`http://${address()}`);
    const refused = await browser.submit('/horizon/auth/login/', { username: 'admin', password: 'wrong' });
    expect(refused.status).toBe(200);
    expect(refused.text).toMatch(/alert-danger[\s\S]*Invalid credentials/);
    const session = await browser.get('/horizon/api/keystone/user-session/', { 'x-requested-with': 'XMLHttpRequest' });
    expect(session.status).toBe(401);
    const url = new URL(`http://${address()}/horizon/auth/login/`);
    expect(await statusOf(url, { headers: { host: 'elsewhere.example' } })).toBe(400);
  });

  test("shows who has logged in the project, its instance, and the instance's screen", async () => {
    const browser = await loggedIn();
    const overview = await browser.get('/horizon/project/');
    expect(overview.status).toBe(200);
    expect(overview.text).toContain('<title>Instance Overview - OpenStack Dashboard</title>');
    expect(overview.text).toMatch(/context-project">\s*admin/);
    expect((await browser.get('/horizon/project/instances/')).text).toMatch(/>\s*cirros1\s*<\/a>/);
    // No router is there, and so no page for them.
    expect(overview.text).toContain('/horizon/project/networks/');
    expect(overview.text).not.toContain('/horizon/project/routers/');
    const { id } = await cloud.admin.json<{ id: string }>('server', 'show', 'cirros1');
    const screen = await browser.get(`/horizon/project/instances/${id}/?tab=instance_details__console`);
    expect(screen.text).toContain(`https://${address()}:6080/vnc_lite.html?path=`);
    // The style of its pages is there, too.
    const [, style = 'none'] = /href="(\/horizon\/static\/[^"]+\.css)"/.exec(overview.text) ?? [];
    expect((await browser.get(style)).text.length).toBeGreaterThan(10_000);
  });

  test('keeps what it signs with out of everything but its settings, which others cannot read', async () => {
    const told = await cloud.node1.shell(`grep ^SECRET_KEY ${SETTINGS}; stat -c '%U %G %a' ${SETTINGS}`);
    const [, key = ''] = /^SECRET_KEY = "(\w{32})"\nroot www-data 640$/m.exec(told) ?? [];
    expect(key).toHaveLength(32);
    const state = await readFile(join(cloud.example.directory, 'terraform.compute.tfstate'), 'utf8');
    expect(state).toContain('{{secret:horizon/secret-key|json}}');
    for (const value of [key, await password(), process.env.TF_VAR_console_key?.split('\n')[1] ?? 'none'])
      expect(state).not.toContain(value);
  });

  test('two settings and a site changed by hand, and the web server stopped, show as just that, and apply puts them back', async () => {
    await cloud.node1.shell(`sed -i 's/^TIME_ZONE = .*/TIME_ZONE = "Europe\\/Paris"/; s/^ALLOWED_HOSTS = .*/ALLOWED_HOSTS = ["*"]/' ${SETTINGS}
      a2ensite -q default-ssl
      systemctl stop apache2`);
    expect(await changed()).toEqual([
      'command update output',
      'file update content revision sha256',
      'service update active restart_on',
    ]);
    const { text } = await cloud.stack.terraform('plan', '-input=false', '-no-color');
    expect(text).toMatch(/- TIME_ZONE = "Europe\/Paris"\n\s*\+ TIME_ZONE = "UTC"/);
    expect(text).toMatch(/- ALLOWED_HOSTS = \["\*"\]/);
    await cloud.stack.apply();
    expect(await changed()).toEqual([]);
    await loggedIn();
  });

  test('taken out, its packages, its files and the web server are gone', async () => {
    await asPublished(cloud.example);
    await cloud.example.cdktf('deploy', '--auto-approve');
    expect(await changed()).toEqual([]);
    expect(await cloud.node1.shell(LEFT)).toBe('');
    expect(await openScreen(await page())).toMatchObject({ name: expect.stringMatching(/^QEMU/) });
  });
});
