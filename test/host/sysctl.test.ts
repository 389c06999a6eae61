import { labHost, type TestHost } from './lab-host';
import { Workspace } from './workspace';

const KEY = 'net.ipv4.tcp_rmem';
const PROC = '/proc/sys/net/ipv4/tcp_rmem';
const FILE = `/etc/sysctl.d/60-stackwright-${KEY}.conf`;
const FOUND = '4096\t131072\t6291456\n';

describe('a kernel parameter', () => {
  let host: TestHost;
  let workspace: Workspace;

  const configure = (attributes: object, key = KEY) =>
    workspace.configure({
      provider: host.provider,
      resource: { stackwright_sysctl: { it: { host: host.name, key, ...attributes } } },
    });

  beforeAll(async () => {
    host = await labHost('node1');
  });

  beforeEach(async () => {
    workspace = await Workspace.open();
    await host.shell(`printf '4096 131072 6291456' > ${PROC}; rm -rf /etc/sysctl.d/60-* /var/lib/stackwright/found`);
  });

  afterEach(() => workspace.close());

  test('is set now and for the next boot, and the next plan is empty', async () => {
    await configure({ value: '4096 87380 16777216' });
    await workspace.apply();
    expect(await host.shell(`cat ${PROC}`)).toBe('4096\t87380\t16777216\n');
    expect(await workspace.plan()).toEqual([]);
    await host.shell(`printf '4096 131072 6291456' > ${PROC}; /lib/systemd/systemd-sysctl ${FILE}`);
    expect(await host.shell(`cat ${PROC}`)).toBe('4096\t87380\t16777216\n');
  });

  test('keeps its spelling when only the spaces differ', async () => {
    await configure({ value: '4096 87380  16777216' });
    await workspace.apply();
    await configure({ value: '4096\t87380\t16777216' });
    expect(await workspace.plan()).toEqual([]);
    await configure({ value: '4096 87380 16777217' });
    expect(Object.keys((await workspace.plan())[0]?.changes ?? {})).toEqual(['value']);
  });

  test.each([
    ['value', `printf '4096 99999 6291456' > ${PROC}`],
    ['persistent', `rm ${FILE}`],
    ['persistent', `sed -i s/87380/99999/ ${FILE}`],
  ])('a %s changed by hand shows as just that, and apply puts it back', async (attribute, byHand) => {
    await configure({ value: '4096 87380 16777216' });
    await workspace.apply();
    const before = await host.shell(`cat ${PROC} ${FILE}`);
    await host.shell(byHand);
    const [change] = await workspace.plan();
    expect([change?.actions, Object.keys(change?.changes ?? {})]).toEqual([['update'], [attribute]]);
    await workspace.apply();
    expect(await host.shell(`cat ${PROC} ${FILE}`)).toBe(before);
    expect(await workspace.plan()).toEqual([]);
  });

  test('holds until the next boot only when it is not persistent', async () => {
    await configure({ value: '4096 87380 16777216' });
    await workspace.apply();
    await configure({ value: '4096 87380 16777216', persistent: false });
    await workspace.apply();
    expect(await host.shell(`cat ${PROC}; ls ${FILE} 2>/dev/null || true`)).toBe('4096\t87380\t16777216\n');
    await host.shell(`echo '${KEY} = 1 2 3' > ${FILE}`);
    expect(Object.keys((await workspace.plan())[0]?.changes ?? {})).toEqual(['persistent']);
  });

  test('has the value it was found with when destroyed, however often it was changed', async () => {
    const etc = await host.shell('ls -l --full-time /etc/sysctl.d');
    for (const value of ['4096 87380 16777216', '4096 87380 8388608']) {
      await configure({ value });
      await workspace.apply();
    }
    await workspace.destroy();
    expect(await host.shell(`cat ${PROC}`)).toBe(FOUND);
    expect(await host.shell('ls -d /var/lib/stackwright/found 2>/dev/null || true')).toBe('');
    expect((await host.shell('ls -l --full-time /etc/sysctl.d')).split('\n').slice(3)).toEqual(
      etc.split('\n').slice(3),
    );
  });

  test('has the value it was found with also when the first apply was killed after setting it', async () => {
    await configure({ value: '4096 87380 16777216' });
    await workspace.apply();
    await workspace.succeed('state', 'rm', 'stackwright_sysctl.it');
    await workspace.apply();
    await workspace.destroy();
    expect(await host.shell(`cat ${PROC}`)).toBe(FOUND);
  });

  test('can be imported, and then nothing is planned', async () => {
    await host.shell(`echo '${KEY} = 4096 131072 6291456' > ${FILE}`);
    await configure({ value: '4096 131072 6291456' });
    await workspace.succeed('import', '-no-color', 'stackwright_sysctl.it', `${host.name}:${KEY}`);
    expect(await workspace.plan()).toEqual([]);
  });

  test('of an interface that is gone is gone too, and its destruction succeeds', async () => {
    const key = 'net.ipv4.conf.br/1.forwarding';
    await host.shell('ip link add br.1 type bridge');
    await configure({ value: '1' }, key);
    await workspace.apply();
    expect(await host.shell('cat /proc/sys/net/ipv4/conf/br.1/forwarding')).toBe('1\n');
    expect(await workspace.plan()).toEqual([]);
    await host.shell('ip link del br.1');
    expect((await workspace.plan()).map(({ actions }) => actions)).toEqual([['create']]);
    await workspace.succeed('destroy', '-auto-approve', '-refresh=false', '-no-color');
    expect(await host.shell('ls /etc/sysctl.d | grep ^60- || true')).toBe('');
  });

  test.each([
    ['a name that is none', { value: '1' }, 'net', 'key is "net". Give the name of a kernel parameter'],
    ['a path out of the kernel', { value: '1' }, 'net/../../etc', 'key is "net/../../etc". Give the name'],
    ['several lines', { value: '1\n2' }, KEY, 'value is "1\\n2". Give one line'],
    ['no value', { value: ' ' }, KEY, 'value is " ". Give one line that is not empty'],
  ])('%s is refused when planning, with value and fix', async (_, attributes, key, message) => {
    await configure(attributes, key);
    const { ok, text } = await workspace.terraform('plan', '-no-color');
    expect(ok).toBe(false);
    expect(text.replace(/\s+/g, ' ')).toContain(message);
  });

  test.each([
    ['a parameter that the kernel has not', { value: '1' }, 'net.ipv4.nonesuch', 'has no net.ipv4.nonesuch'],
    [
      'a value that the kernel does not take',
      { value: '$(reboot)\'"' },
      'net.ipv4.ip_forward',
      'does not take "$(reboot)\'"" for net.ipv4.ip_forward: Invalid argument. On node1 it is "',
    ],
    [
      'a value of which the kernel makes another',
      { value: '4096 87380' },
      KEY,
      'was set to "4096 87380" and reads "4096 87380 6291456" now',
    ],
    [
      'a parameter that cannot be written here',
      { value: '10' },
      'vm.swappiness',
      'vm.swappiness: Read-only file system',
    ],
  ])('%s is an error that names it', async (_, attributes, key, message) => {
    await configure(attributes, key);
    const { ok, text } = await workspace.terraform('apply', '-auto-approve', '-no-color');
    expect(ok).toBe(false);
    expect(text.replace(/\s+/g, ' ')).toContain(message);
    await workspace.destroy();
    expect(await host.shell(`cat ${PROC}; ls /etc/sysctl.d | grep ^60- || true`)).toBe(FOUND);
  });
});
