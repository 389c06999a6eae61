import { labHost, type TestHost } from './lab-host';
import { Workspace } from './workspace';

const UNIT = 'stackwright-test.service';
const DROP_IN = `/etc/systemd/system/${UNIT}.d/50-stackwright.conf`;
const ADDRESS = 'stackwright_service.it';

/** A unit that does what the script says. */
const unitFile = (script: string, more = '') => `[Unit]
Description=For a test
[Service]
ExecStart=/bin/sh -c '${script}'
${more}
[Install]
WantedBy=multi-user.target
`;

describe('a service', () => {
  let host: TestHost;
  let workspace: Workspace;

  const configure = (attributes: object) =>
    workspace.configure({
      provider: host.provider,
      resource: { stackwright_service: { it: { host: host.name, name: UNIT, ...attributes } } },
    });

  const install = async (script: string, more = '') => {
    await host.shell(
      `cat > /etc/systemd/system/${UNIT} <<'END'\n${unitFile(script, more)}END\nsystemctl daemon-reload`,
    );
  };

  const facts = () =>
    host.shell(`systemctl is-enabled ${UNIT}; systemctl is-active ${UNIT}; cat ${DROP_IN} 2>/dev/null; true`);

  const mainPid = () => host.shell(`systemctl show --property=MainPID --value ${UNIT}`);

  const failure = async (attributes: object) => {
    await configure(attributes);
    const { ok, text } = await workspace.terraform('apply', '-auto-approve', '-no-color');
    expect(ok).toBe(false);
    return text.replace(/\s+/g, ' ');
  };

  beforeAll(async () => {
    host = await labHost('node1');
  });

  beforeEach(async () => {
    workspace = await Workspace.open();
    await host.shell(`
      systemctl disable --now ${UNIT} 2>/dev/null
      rm -rf /etc/systemd/system/${UNIT}* /var/lib/stackwright/found /tmp/stackwright-test
      systemctl daemon-reload; systemctl reset-failed`);
    await install('exec sleep infinity');
  });

  afterEach(() => workspace.close());

  test('is enabled and started, and the next plan is empty', async () => {
    await configure({});
    await workspace.apply();
    expect(await facts()).toBe('enabled\nactive\n');
    expect(await workspace.plan()).toEqual([]);
    await configure({ name: 'stackwright-test' });
    expect(await workspace.plan()).toEqual([]);
  });

  test('is disabled and stopped when asked to be', async () => {
    await host.shell(`systemctl enable --now ${UNIT}`);
    await configure({ enabled: false, active: false });
    await workspace.apply();
    expect(await facts()).toBe('disabled\ninactive\n');
    expect(await workspace.plan()).toEqual([]);
  });

  const overrides = {
    Service: { Environment: ['A=$(x) "quoted"', 'B=ü'], LimitNOFILE: ['2048'] },
    Unit: { After: [''] },
  };

  test('changed by hand shows just the attribute that changed, and apply puts it back', async () => {
    await configure({ overrides });
    await workspace.apply();
    const before = await facts();
    const changes: [string, string][] = [
      ['enabled', `systemctl disable ${UNIT}`],
      ['active', `systemctl stop ${UNIT}`],
      ['active', `systemctl kill --signal=KILL ${UNIT}; while systemctl is-active ${UNIT}; do sleep 0.1; done`],
      ['overrides', `sed -i s/2048/4096/ ${DROP_IN}`],
      ['overrides', `rm ${DROP_IN}; systemctl daemon-reload; systemctl restart ${UNIT}`],
    ];
    for (const [attribute, byHand] of changes) {
      await host.shell(byHand);
      const [change] = await workspace.plan();
      expect([byHand, change?.actions, Object.keys(change?.changes ?? {})]).toEqual([byHand, ['update'], [attribute]]);
      await workspace.apply();
      expect([byHand, await facts()]).toEqual([byHand, before]);
    }
    expect(await workspace.plan()).toEqual([]);
  });

  test('runs with the settings that override its own', async () => {
    await install('echo "$A $B"; ulimit -n; exec sleep infinity');
    await configure({ overrides });
    await workspace.apply();
    const said = `journalctl --sync; journalctl -u ${UNIT} -o cat -n 2 _TRANSPORT=stdout`;
    expect(await host.shell(said)).toBe('$(x) ü\n2048\n');
    await configure({ overrides: { Service: { LimitNOFILE: ['512'] } } });
    await workspace.apply();
    expect(await host.shell(said)).toBe(' \n512\n');
    await configure({});
    await workspace.apply();
    expect(await host.shell(`${said} | tail -1`)).not.toBe('512\n');
    expect(await host.shell(`ls -d /etc/systemd/system/${UNIT}.d 2>/dev/null || true`)).toBe('');
    expect(await workspace.plan()).toEqual([]);
  });

  test('restarts when a value that it restarts on changes, and only then', async () => {
    await configure({ restart_on: { config: 'one' } });
    await workspace.apply();
    const first = await mainPid();
    await configure({ restart_on: { config: 'one' }, enabled: false });
    await workspace.apply();
    expect(await mainPid()).toBe(first);
    await configure({ restart_on: { config: 'two' }, enabled: false });
    await workspace.apply();
    expect(await mainPid()).not.toBe(first);
    expect(await workspace.plan()).toEqual([]);
  });

  test('that was not restarted after its settings were written is planned to be', async () => {
    await configure({ overrides });
    await workspace.apply();
    const first = await mainPid();
    await host.shell(`sleep 0.01; touch ${DROP_IN}`);
    expect(Object.keys((await workspace.plan())[0]?.changes ?? {})).toEqual(['overrides']);
    await workspace.apply();
    expect(await mainPid()).not.toBe(first);
    expect(await workspace.plan()).toEqual([]);
  });

  test.each([
    ['disabled and stopped', `systemctl disable --now ${UNIT}`, 'disabled\ninactive\n'],
    ['enabled and running', `systemctl enable --now ${UNIT}`, 'enabled\nactive\n'],
    ['enabled and stopped', `systemctl enable ${UNIT}`, 'enabled\ninactive\n'],
  ])('found %s is so again when destroyed, even if its state was lost', async (_, before, expected) => {
    await host.shell(`${before} 2>/dev/null`);
    await configure({ enabled: expected.startsWith('dis'), active: !expected.includes('\nactive'), overrides });
    await workspace.apply();
    await workspace.succeed('state', 'rm', ADDRESS);
    await workspace.apply();
    await workspace.destroy();
    expect(await facts()).toBe(expected);
    expect(await host.shell(`ls -d /etc/systemd/system/${UNIT}.d /var/lib/stackwright/found 2>/dev/null || true`)).toBe(
      '',
    );
  });

  test('whose unit is gone is planned anew, and its destruction succeeds', async () => {
    await configure({ overrides });
    await workspace.apply();
    await host.shell(`systemctl disable --now ${UNIT}; rm /etc/systemd/system/${UNIT}; systemctl daemon-reload`);
    expect((await workspace.plan()).map(({ actions }) => actions)).toEqual([['create']]);
    await workspace.succeed('destroy', '-auto-approve', '-refresh=false', '-no-color');
    expect(await host.shell(`ls -d /etc/systemd/system/${UNIT}* 2>/dev/null || true`)).toBe('');
  });

  test('comes and goes with its package in one run, whichever goes first', async () => {
    await host.shell('apt-get -qq purge -y --auto-remove memcached >/dev/null 2>&1; rm -rf /var/lib/stackwright');
    const together = (attributes: object) =>
      workspace.configure({
        provider: host.provider,
        resource: {
          stackwright_package: { it: { host: host.name, packages: ['memcached'] } },
          stackwright_service: {
            it: { host: host.name, name: 'memcached', readiness: { tcp: '127.0.0.1:11211' }, ...attributes },
          },
        },
      });
    await together({ depends_on: ['stackwright_package.it'] });
    await workspace.apply();
    expect(await host.shell('systemctl is-active memcached')).toBe('active\n');
    expect(await workspace.plan()).toEqual([]);
    await workspace.destroy();
    expect(
      await host.shell(
        'dpkg-query -W -f "\\${db:Status-Abbrev}" memcached 2>/dev/null | grep -v ^un; ls -d /var/lib/stackwright 2>/dev/null || true',
      ),
    ).toBe('');
    await workspace.apply();
    await together({});
    await workspace.succeed('apply', '-refresh-only', '-auto-approve', '-no-color');
    await workspace.destroy();
    expect(
      await host.shell(
        'dpkg-query -W -f "\\${db:Status-Abbrev}" memcached 2>/dev/null | grep -v ^un; ls -d /var/lib/stackwright 2>/dev/null || true',
      ),
    ).toBe('');
  });

  test('can be imported, and then nothing is planned', async () => {
    await host.shell(`systemctl enable --now ${UNIT}`);
    await configure({});
    await workspace.succeed('import', '-no-color', ADDRESS, `${host.name}:stackwright-test`);
    expect(await workspace.plan()).toEqual([]);
    await workspace.destroy();
    expect(await facts()).toBe('enabled\nactive\n');
  });

  const server = 'sleep 0.5; cd /tmp; exec python3 -m http.server --bind 127.0.0.1 8123';

  test.each([
    ['a port accepts connections', { tcp: '127.0.0.1:8123' }],
    ['a URL answers with a status', { http: 'http://127.0.0.1:8123/nothing-here?x=1', status: 404 }],
    [
      'a command succeeds',
      {
        command:
          'test "$(printf %s \'a  b\')" = "a  b" && python3 -c "import socket; socket.create_connection((\'127.0.0.1\', 8123))"',
      },
    ],
  ])('is waited for until %s', async (_, readiness) => {
    await install(server);
    await configure({ readiness });
    await workspace.apply();
    expect(await host.shell(`python3 -c "import socket; socket.create_connection(('127.0.0.1', 8123))"`)).toBe('');
    expect(await workspace.plan()).toEqual([]);
  });

  test.each([
    ['a port stays closed', { tcp: '127.0.0.1:8124', timeout_seconds: 1 }, 'Connection refused'],
    [
      'a URL answers with another status',
      { http: 'http://127.0.0.1:8123/', status: 204, timeout_seconds: 2 },
      'it answers with status 200, not 204',
    ],
    ['a command fails', { command: 'echo not yet; false', timeout_seconds: 1 }, 'not yet'],
    ['a command hangs', { command: 'sleep 1000', timeout_seconds: 1 }, 'Active: active (running)'],
  ])('is not ready when %s, and the error says so', async (_, readiness, said) => {
    await install(server);
    const text = await failure({ readiness });
    expect(text).toContain(`${UNIT} on node1 was not ready within ${readiness.timeout_seconds} seconds.`);
    expect(text).toContain(said);
    expect(text).toContain('Its last words in the journal: 20');
    await workspace.destroy();
    expect(await facts()).toBe('disabled\ninactive\n');
  });

  test.each([
    ['tells when it is ready', 'Type=notify\nNotifyAccess=all'],
    ['does not', 'Type=simple'],
  ])(
    'that %s is up where its first start failed and the next one, which systemd makes by itself, did not',
    async (_, type) => {
      const second = '/run/stackwright-test-second';
      const first = `ExecStartPre=/bin/sh -c "[ -e ${second} ] || { touch ${second}; exit 3; }"`;
      await install('systemd-notify --ready; exec sleep 1000', `${type}\nRestart=on-failure\n${first}`);
      await configure({});
      await workspace.apply();
      expect(await workspace.plan()).toEqual([]);
      await host.shell(`rm ${second}`);
    },
  );

  test('that does not start is an error with what it complained of in its log', async () => {
    const log = '/var/log/stackwright-test.log';
    // systemd has a meaning of its own for one % or $.
    const said = '"2020-01-02 03:04:05.678 1 ERROR long ago" "$$(date "+%%F %%T").123 1 ERROR the database is away"';
    await install(`printf "%%s\\\\n" ${said} > ${log}; exit 3`, 'Type=notify');
    // What it told of long ago would be before it.
    expect(await failure({})).toMatch(/What it complained of last: \S+ \S+ 1 ERROR the database is away/);
    await host.shell(`rm ${log}`);
  });

  const probe = { tcp: '127.0.0.1:8124', timeout_seconds: 50 };

  test.each([
    ['ends with an error as soon as it is started', 'exit 3', '', {}, 'did not go on running'],
    ['crashes again and again', 'sleep 0.05; exit 3', 'Restart=always\nRestartSec=100ms', {}, 'did not go on running'],
    ['fails while starting', 'exit 3', 'Type=oneshot', {}, 'did not start'],
    ['fails while it is waited for', 'sleep 0.5; exit 3', '', { readiness: probe }, 'did not go on running'],
    ['is made to end by itself', 'exit 0', 'Type=oneshot', {}, 'does its work and ends'],
  ])('that %s is an error with the last lines of its journal', async (_, script, more, attributes, message) => {
    await install(`echo my last words; ${script}`, more);
    const text = await failure(attributes);
    expect(text).toContain(`${UNIT} on node1 ${message}.`);
    expect(text).toContain('my last words');
  });

  test('that failed too often is started by the next apply once its cause is mended', async () => {
    await install('exit 3', 'Restart=always\nRestartSec=10ms');
    await host.shell(`systemctl start ${UNIT}; until systemctl is-failed ${UNIT}; do sleep 0.1; done`);
    await install('exec sleep infinity');
    await configure({});
    await workspace.apply();
    expect(await facts()).toBe('enabled\nactive\n');
  });

  test('whose condition is not met is an error that names it', async () => {
    await install('exec sleep infinity', '[Unit]\nConditionPathExists=/nonexistent');
    expect(await failure({})).toContain('ConditionPathExists=/nonexistent was not met');
  });

  test('with settings that make no unit is an error that says why', async () => {
    const text = await failure({ overrides: { Service: { ExecStart: ['/bin/true'] } } });
    expect(text).toContain('did not start');
    expect(text).toContain('Service has more than one ExecStart= setting');
  });

  test('that does not exist is an error that names similar ones', async () => {
    expect(await failure({ name: 'stackwright-tset' })).toContain(
      `node1 has no stackwright-tset.service. It has ${UNIT}`,
    );
  });

  test('that is masked is an error that tells how to unmask it', async () => {
    await host.shell(`rm /etc/systemd/system/${UNIT}; systemctl mask ${UNIT} 2>/dev/null`);
    expect(await failure({})).toContain(`Run "systemctl unmask ${UNIT}"`);
  });

  test('that nothing can start at boot cannot be enabled', async () => {
    expect(await failure({ name: 'systemd-journald' })).toContain('systemd-journald.service on node1 is static');
  });

  test('that is described wrongly is refused when planning, with value and fix', async () => {
    const wrong: [object, string][] = [
      [{ name: 'a b' }, 'name is "a b". Give the name of a unit'],
      [{ name: 'getty@' }, 'name is "getty@". Give the name of a unit'],
      [{ overrides: { Service: { A: ['1\n2'] } } }, 'A value of Service.A has a line break'],
      [{ overrides: { Service: { A: [] } } }, 'Service.A has no value'],
      [{ overrides: { 'Se]': { A: ['1'] } } }, '"Se]" is not the name of a section'],
      [{ readiness: { tcp: 'a:1', command: 'true' } }, 'Keep one of `tcp` and `command`'],
      [{ readiness: {} }, 'Give one of `tcp`, `http` and `command`'],
      [{ readiness: { tcp: 'localhost' } }, 'readiness.tcp is "localhost". Give ADDRESS:PORT'],
    ];
    const resources = wrong.map(([attributes], index) => [`r${index}`, { host: host.name, name: 'x', ...attributes }]);
    await workspace.configure({
      provider: host.provider,
      resource: { stackwright_service: Object.fromEntries(resources) },
    });
    const { ok, text } = await workspace.terraform('plan', '-no-color');
    expect(ok).toBe(false);
    for (const [, message] of wrong) expect(text.replace(/\s+/g, ' ')).toContain(message);
  });
});
