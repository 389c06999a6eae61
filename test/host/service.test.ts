import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { labHost, type TestHost } from './lab-host';
import { Workspace } from './workspace';

const UNIT = 'stackwright-test.service';
const DROP_IN = `/etc/systemd/system/${UNIT}.d/50-stackwright.conf`;
const ADDRESS = 'stackwright_service.it';

const unitOf = (name: string) => `stackwright-test-${name}.service`;
const dropInOf = (name: string) => `/etc/systemd/system/${unitOf(name)}.d/50-stackwright.conf`;

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

  /** Services of units of their own, so that one run shows them all. */
  const configureAll = (services: Record<string, object>) =>
    workspace.configure({
      provider: host.provider,
      resource: {
        stackwright_service: Object.fromEntries(
          Object.entries(services).map(([name, attributes]) => [
            name,
            { host: host.name, name: unitOf(name), ...attributes },
          ]),
        ),
      },
    });

  const installAll = (units: Record<string, readonly [script: string, more?: string]>) => {
    const files = Object.entries(units).map(
      ([unit, [script, more]]) => `cat > /etc/systemd/system/${unit} <<'END'\n${unitFile(script, more)}END\n`,
    );
    return host.shell(`${files.join('')}systemctl daemon-reload`);
  };
  const install = (script: string, more?: string) => installAll({ [UNIT]: [script, more] });

  const factsOf = (unit: string, dropIn: string) =>
    `systemctl is-enabled ${unit}; systemctl is-active ${unit}; cat ${dropIn} 2>/dev/null; true`;
  const facts = () => host.shell(factsOf(UNIT, DROP_IN));

  const allFacts = (names: readonly string[]) =>
    host.shell(names.map((name) => `echo ${name}; ${factsOf(unitOf(name), dropInOf(name))}`).join('\n'));

  const mainPid = () => host.shell(`systemctl show --property=MainPID --value ${UNIT}`);

  const failure = async (attributes: object) => {
    await configure(attributes);
    const { ok, text } = await workspace.terraform('apply', '-auto-approve', '-no-color');
    expect(ok).toBe(false);
    return text.replace(/\s+/g, ' ');
  };

  /** The errors of an apply, each by the service that it is of. */
  const failures = async (services: Record<string, object>) => {
    await configureAll(services);
    const { ok, text } = await workspace.terraform('apply', '-auto-approve', '-no-color');
    expect(ok).toBe(false);
    const errors = text.replace(/\s+/g, ' ').split('Error: ').slice(1);
    expect(errors).toHaveLength(Object.keys(services).length);
    return (name: string) => errors.filter((error) => error.includes(`with stackwright_service.${name},`)).join();
  };

  beforeAll(async () => {
    host = await labHost('node1');
    workspace = await Workspace.open();
  });

  beforeEach(async () => {
    await rm(join(workspace.directory, 'terraform.tfstate'), { force: true });
    await host.shell(`
      cd /etc/systemd/system
      units=$(ls -d stackwright-test*.service 2>/dev/null || echo ${UNIT})
      systemctl disable --now $units 2>/dev/null
      rm -rf stackwright-test* /var/lib/stackwright /tmp/stackwright-test
      cat > ${UNIT} <<'END'\n${unitFile('exec sleep infinity')}END
      systemctl daemon-reload; systemctl reset-failed`);
  });

  afterAll(() => workspace?.close());

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
    const changes: Record<string, [attribute: string, byHand: (unit: string, dropIn: string) => string]> = {
      disabled: ['enabled', (unit) => `systemctl disable ${unit}`],
      stopped: ['active', (unit) => `systemctl stop ${unit}`],
      killed: [
        'active',
        (unit) => `systemctl kill --signal=KILL ${unit}; while systemctl is-active ${unit}; do sleep 0.1; done`,
      ],
      removed: ['overrides', (unit, dropIn) => `rm ${dropIn}; systemctl daemon-reload; systemctl restart ${unit}`],
      // The last one, for the others have systemd read its files anew.
      edited: ['overrides', (_, dropIn) => `sed -i s/2048/4096/ ${dropIn}`],
    };
    const names = Object.keys(changes);
    await installAll(Object.fromEntries(names.map((name) => [unitOf(name), ['exec sleep infinity']])));
    await configureAll(Object.fromEntries(names.map((name) => [name, { overrides }])));
    await workspace.apply();
    const before = await allFacts(names);
    expect(before.match(/^enabled\nactive\n/gm)).toHaveLength(names.length);
    expect(before.match(/^LimitNOFILE=.*2048/gm)).toHaveLength(names.length);
    for (const [name, [, byHand]] of Object.entries(changes)) await host.shell(byHand(unitOf(name), dropInOf(name)));
    const plan = await workspace.plan();
    expect(plan.map(({ address, actions, changes }) => [address, ...actions, ...Object.keys(changes)]).sort()).toEqual(
      names.map((name) => [`stackwright_service.${name}`, 'update', changes[name]?.[0]]).sort(),
    );
    await workspace.apply();
    expect(await allFacts(names)).toBe(before);
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

  test('found disabled and stopped, enabled and running, or enabled and stopped is so again when destroyed, even if its state was lost', async () => {
    const found: Record<string, [before: string, facts: string]> = {
      away: ['disable --now', 'disabled\ninactive\n'],
      running: ['enable --now', 'enabled\nactive\n'],
      stopped: ['enable', 'enabled\ninactive\n'],
    };
    const names = Object.keys(found);
    await installAll(Object.fromEntries(names.map((name) => [unitOf(name), ['exec sleep infinity']])));
    for (const [name, [before]] of Object.entries(found)) {
      await host.shell(`systemctl ${before} ${unitOf(name)} 2>/dev/null`);
    }
    const expected = Object.entries(found).map(([name, [, facts]]) => `${name}\n${facts}`);
    expect(await allFacts(names)).toBe(expected.join(''));
    await configureAll({
      away: { enabled: true, active: true, overrides },
      running: { enabled: false, active: false, overrides },
      stopped: { enabled: false, active: true, overrides },
    });
    await workspace.apply();
    await workspace.succeed('state', 'rm', ...names.map((name) => `stackwright_service.${name}`));
    await workspace.apply();
    await workspace.destroy();
    expect(await allFacts(names)).toBe(expected.join(''));
    expect(
      await host.shell('ls -d /etc/systemd/system/stackwright-test*.d /var/lib/stackwright/found 2>/dev/null || true'),
    ).toBe('');
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

  const server = (port: number) => `sleep 0.5; cd /tmp; exec python3 -m http.server --bind 127.0.0.1 ${port}`;
  const connected = (port: number) => `python3 -c "import socket; socket.create_connection(('127.0.0.1', ${port}))"`;

  test('is waited for until a port accepts connections, a URL answers with a status, or a command succeeds', async () => {
    const readiness = {
      port: { tcp: '127.0.0.1:8123' },
      url: { http: 'http://127.0.0.1:8124/nothing-here?x=1', status: 404 },
      command: { command: `test "$(printf %s 'a  b')" = "a  b" && ${connected(8125)}` },
    };
    const [port, url, command] = ['port', 'url', 'command'].map(unitOf) as [string, string, string];
    await installAll({ [port]: [server(8123)], [url]: [server(8124)], [command]: [server(8125)] });
    await configureAll({
      port: { readiness: readiness.port },
      url: { readiness: readiness.url },
      command: { readiness: readiness.command },
    });
    await workspace.apply();
    for (const port of [8123, 8124, 8125]) expect([port, await host.shell(connected(port))]).toEqual([port, '']);
    expect(await workspace.plan()).toEqual([]);
  });

  test('is not ready when a port stays closed, a URL answers with another status, or a command fails or hangs, and the error says so', async () => {
    const never: Record<string, [readiness: { timeout_seconds: number; [kind: string]: unknown }, said: string]> = {
      closed: [{ tcp: '127.0.0.1:8129', timeout_seconds: 1 }, 'Connection refused'],
      other: [
        { http: 'http://127.0.0.1:8124/', status: 204, timeout_seconds: 3 },
        'it answers with status 200, not 204',
      ],
      fails: [{ command: 'echo not yet; false', timeout_seconds: 1 }, 'not yet'],
      hangs: [{ command: 'sleep 1000', timeout_seconds: 1 }, 'Active: active (running)'],
    };
    const names = Object.keys(never);
    await installAll(
      Object.fromEntries(
        names.map((name) => [unitOf(name), [name === 'other' ? server(8124) : 'exec sleep infinity']]),
      ),
    );
    const errorOf = await failures(
      Object.fromEntries(Object.entries(never).map(([name, [readiness]]) => [name, { readiness }])),
    );
    for (const [name, [{ timeout_seconds }, said]] of Object.entries(never)) {
      expect(errorOf(name)).toContain(`${unitOf(name)} on node1 was not ready within ${timeout_seconds} seconds.`);
      expect(errorOf(name)).toContain(said);
      expect(errorOf(name)).toContain('Its last words in the journal: 20');
    }
    await workspace.destroy();
    expect(await allFacts(names)).toBe(names.map((name) => `${name}\ndisabled\ninactive\n`).join(''));
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

  const probe = { tcp: '127.0.0.1:8129', timeout_seconds: 50 };

  test('that ends with an error as soon as it is started, crashes again and again, fails while starting or while it is waited for, or is made to end by itself, is an error with the last lines of its journal, or of its log; so is one whose condition is not met, which names it, and one with settings that make no unit, which says why', async () => {
    const log = '/var/log/stackwright-test-logs.log';
    const complaint = '1 ERROR the database is away';
    // systemd has a meaning of its own for one % or $.
    const lines = `"2020-01-02 03:04:05.678 1 ERROR long ago" "$$(date "+%%F %%T").123 ${complaint}"`;
    const broken: Record<string, [unit: [script: string, more?: string], attributes: object, said: string[]]> = {
      ends: [['echo my last words; exit 3'], {}, ['did not go on running.', 'my last words']],
      crashes: [
        ['echo my last words; sleep 0.05; exit 3', 'Restart=always\nRestartSec=100ms'],
        {},
        ['did not go on running.', 'my last words'],
      ],
      starting: [['echo my last words; exit 3', 'Type=oneshot'], {}, ['did not start.', 'my last words']],
      waited: [
        ['echo my last words; sleep 0.5; exit 3'],
        { readiness: probe },
        ['did not go on running.', 'my last words'],
      ],
      oneshot: [['echo my last words; exit 0', 'Type=oneshot'], {}, ['does its work and ends.', 'my last words']],
      logs: [
        [`printf "%%s\\\\n" ${lines} > ${log}; exit 3`, 'Type=notify'],
        {},
        // What it told of long ago would be before it.
        ['did not start.', `What it complained of last: ${new Date().getUTCFullYear()}-`, complaint],
      ],
      condition: [
        ['exec sleep infinity', '[Unit]\nConditionPathExists=/nonexistent'],
        {},
        // By the unit's status, or by its journal alone: systemd forgets which condition it was when its units are reloaded.
        ['', 'ConditionPathExists=/nonexistent'],
      ],
      settings: [
        ['exec sleep infinity'],
        { overrides: { Service: { ExecStart: ['/bin/true'] } } },
        ['did not start', 'Service has more than one ExecStart= setting'],
      ],
    };
    await installAll(Object.fromEntries(Object.entries(broken).map(([name, [unit]]) => [unitOf(name), unit])));
    const errorOf = await failures(
      Object.fromEntries(Object.entries(broken).map(([name, [, attributes]]) => [name, attributes])),
    );
    for (const [name, [, , [message, ...said]]] of Object.entries(broken)) {
      expect(errorOf(name)).toContain(`${unitOf(name)} on node1 ${message}`);
      for (const text of said) expect([name, errorOf(name)]).toEqual([name, expect.stringContaining(text)]);
    }
    await host.shell(`rm ${log}`);
  });

  test('that failed too often is started by the next apply once its cause is mended', async () => {
    await install('exit 3', 'Restart=always\nRestartSec=10ms');
    await host.shell(`systemctl start ${UNIT}; until systemctl is-failed ${UNIT}; do sleep 0.1; done`);
    await install('exec sleep infinity');
    await configure({});
    await workspace.apply();
    expect(await facts()).toBe('enabled\nactive\n');
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
