import { labHost, type TestHost } from './lab-host';
import { Workspace } from './workspace';

const ADDRESS = 'stackwright_package.it';
const INSTALLED = `dpkg-query -W -f '\${db:Status-Abbrev}\${Package} \${Version}\\n' | grep -v '^un' | sort`;
const OF_TESTS =
  'stackwright-test-package memcached hello hello-traditional sl rsync libevent-2.1-7 libsasl2-2 libpopt0 python3-retrying python3-six';

/** A script that makes an archive on the host with one package, whose script after installing and before removing it is given. */
const archiveWith = (name: string, script: string) => `
  mkdir -p /tmp/archive/root/DEBIAN && cd /tmp/archive
  printf 'Package: ${name}\nVersion: 1\nArchitecture: all\nMaintainer: Nobody <nobody@example.org>\nDescription: For a test\n' > root/DEBIAN/control
  printf '#!/bin/sh\n${script}\n' > root/DEBIAN/postinst
  cp root/DEBIAN/postinst root/DEBIAN/prerm
  chmod 0755 root/DEBIAN/p*
  dpkg-deb --build root package.deb >/dev/null
  { cat root/DEBIAN/control; printf 'Filename: ./package.deb\nSize: %s\nSHA256: %s\n' "$(stat -c %s package.deb)" "$(sha256sum package.deb | cut -d ' ' -f 1)"; } > Packages
  echo 'deb [trusted=yes] file:/tmp/archive ./' > /etc/apt/sources.list.d/test.list`;

describe('packages', () => {
  let host: TestHost;
  let workspace: Workspace;

  const configure = (attributes: object, more: Record<string, object> = {}) =>
    workspace.configure({
      provider: host.provider,
      resource: {
        stackwright_package: {
          it: { host: host.name, ...attributes },
          ...Object.fromEntries(Object.entries(more).map(([name, of]) => [name, { host: host.name, ...of }])),
        },
      },
    });

  /** `ii` and the like for each of some packages; `none` when none is there, whether dpkg has heard of them or not. */
  const is = async (names: string) => {
    const said = await host.shell(
      `for name in ${names}; do dpkg-query -W -f '\${db:Status-Abbrev} ' $name 2>/dev/null || printf 'un '; done`,
    );
    const states = said.trim().split(/\s+/);
    return states.every((state) => state === 'un') ? 'none' : states.join(' ').replaceAll('un', 'none');
  };

  const failure = async (attributes: object) => {
    await configure(attributes);
    const { ok, text } = await workspace.terraform('apply', '-auto-approve', '-no-color');
    expect(ok).toBe(false);
    return text.replace(/\s+/g, ' ');
  };

  const marks = 'apt-mark showauto | sort; echo; apt-mark showhold';

  beforeAll(async () => {
    host = await labHost('node1');
  });

  beforeEach(async () => {
    workspace = await Workspace.open();
    await host.shell(`
      export DEBIAN_FRONTEND=noninteractive
      touch /run/stackwright-test
      rm -rf /var/lib/stackwright /usr/sbin/policy-rc.d /etc/apt/apt.conf.d/99test /etc/apt/sources.list.d/test.list /tmp/archive /var/lib/dpkg/updates/0*
      apt-mark unhold ${OF_TESTS} >/dev/null 2>&1
      present=$(dpkg-query -W -f '\${db:Status-Status} \${Package}\\n' ${OF_TESTS} 2>/dev/null | sed -n '/^not-/!s/.* //p')
      if [ -n "$present" ]; then apt-get -qq purge -y --auto-remove $present >/dev/null 2>&1; fi`);
  });

  afterEach(() => workspace.close());

  test('are installed without starting what they bring, and the next plan is empty', async () => {
    await configure({ packages: ['memcached', 'hello'] });
    await workspace.apply();
    expect(await is('memcached hello')).toBe('ii ii');
    expect(await is('libsasl2-modules')).toBe('none');
    expect(await host.shell('systemctl is-active memcached; ls /usr/sbin/policy-rc.d 2>/dev/null || true')).toBe(
      'inactive\n',
    );
    expect(await workspace.plan()).toEqual([]);
    const { versions } = await workspace.state(ADDRESS);
    expect(versions).toEqual({ hello: expect.stringMatching(/^2\./), memcached: expect.stringMatching(/^1\.6/) });
  });

  test('may start what they bring and pull in what they recommend when they are told to', async () => {
    await configure({ packages: ['memcached'], start_services: true, recommends: true });
    await workspace.apply();
    expect(await host.shell('systemctl is-active memcached')).toBe('active\n');
    expect(await is('libsasl2-modules')).toBe('ii');
    await workspace.destroy();
    expect(await is('memcached libsasl2-modules')).toBe('none');
  });

  test('changed by hand show just the attribute that changed, and apply puts it back', async () => {
    await configure({ packages: ['hello', 'sl'] });
    await workspace.apply();
    const changes: [string[], string][] = [
      [['packages', 'versions'], 'dpkg --purge hello'],
      [['packages', 'versions'], 'dpkg --remove sl'],
      [['hold'], 'apt-mark hold sl'],
      [
        ['packages', 'versions'],
        'cd /tmp && apt-get -qq download hello 2>/dev/null && dpkg --purge hello && dpkg --unpack hello_*.deb; rm hello_*.deb',
      ],
    ];
    for (const [attributes, byHand] of changes) {
      await host.shell(`${byHand} >/dev/null`);
      const [change] = await workspace.plan();
      expect([byHand, change?.actions, Object.keys(change?.changes ?? {})]).toEqual([byHand, ['update'], attributes]);
      await workspace.apply();
      expect([await is('hello sl'), await host.shell('apt-mark showhold')]).toEqual(['ii ii', '']);
    }
    expect(await workspace.plan()).toEqual([]);
    await configure({ packages: ['hello', 'sl'], hold: true });
    await workspace.apply();
    expect(await host.shell('apt-mark showhold')).toBe('hello\nsl\n');
    await host.shell('apt-mark unhold sl');
    expect(Object.keys((await workspace.plan())[0]?.changes ?? {})).toEqual(['hold']);
    await workspace.destroy();
    expect(await is('hello sl')).toBe('none');
  });

  test('that are all gone are planned anew', async () => {
    await configure({ packages: ['hello'] });
    await workspace.apply();
    await host.shell('dpkg --purge hello');
    expect((await workspace.plan()).map(({ actions }) => actions)).toEqual([['create']]);
  });

  test('leave the host as it was found when destroyed: packages, marks, holds and all', async () => {
    await host.shell('apt-get -qq install -y sl >/dev/null 2>&1 && apt-mark auto sl && apt-mark hold sl');
    const before = [await host.shell(INSTALLED), await host.shell(marks)];
    await configure({ packages: ['memcached', 'sl', 'tzdata'] });
    await workspace.apply();
    expect(await host.shell('apt-mark showhold; apt-mark showmanual | grep -x sl')).toBe('sl\n');
    expect((await workspace.terraform('plan', '-destroy', '-no-color')).text).toContain(
      'memcached on node1 will be purged',
    );
    await workspace.destroy();
    expect([await host.shell(INSTALLED), await host.shell(marks)]).toEqual(before);
    expect(await host.shell('ls -d /var/lib/stackwright /usr/sbin/policy-rc.d 2>/dev/null || true')).toBe('');
  });

  test('leave the host as it was found even if the state was lost in between', async () => {
    const before = await host.shell(INSTALLED);
    await configure({ packages: ['memcached'] });
    await workspace.apply();
    await workspace.succeed('state', 'rm', ADDRESS);
    await workspace.apply();
    await workspace.destroy();
    expect(await host.shell(INSTALLED)).toBe(before);
  });

  test('that are no longer named are removed, and their configuration only where it may be', async () => {
    await configure({ packages: ['memcached', 'hello'], on_destroy: 'remove' });
    await workspace.apply();
    await configure({ packages: ['hello'], on_destroy: 'remove' });
    expect(Object.keys((await workspace.plan())[0]?.changes ?? {})).toEqual(['packages', 'versions']);
    await workspace.apply();
    expect(await is('memcached')).toBe('rc');
    expect(await is('libevent-2.1-7')).toBe('none');
    await configure({ packages: ['hello'], on_destroy: 'keep' });
    await workspace.apply();
    await workspace.destroy();
    expect(await is('hello')).toBe('ii');
    expect(await host.shell('ls -d /var/lib/stackwright 2>/dev/null || true')).toBe('');
  });

  test('that others need or ask for stay until those go', async () => {
    await configure(
      { packages: ['memcached'] },
      { library: { packages: ['libevent-2.1-7'] }, same: { packages: ['memcached', 'sl'] } },
    );
    await workspace.apply();
    await configure({ packages: ['memcached'] });
    const text = await workspace.apply();
    expect(text).toContain('libevent-2.1-7 on node1 are needed by other packages');
    expect([await is('memcached libevent-2.1-7'), await is('sl')]).toEqual(['ii ii', 'none']);
    await workspace.destroy();
    expect(await is('memcached libevent-2.1-7')).toBe('none');
  });

  test('of Python have their modules compiled when they are all there, also after a killed run, and leave nothing of them', async () => {
    const compiled = `find /usr/lib/python3/dist-packages -name '*.pyc' 2>/dev/null | sed 's,.*/,,' | sort`;
    const before = await host.shell(compiled);
    const names = ['python3-retrying', 'python3-six'];
    await configure({ packages: names });
    await workspace.apply();
    expect((await host.shell(compiled)).match(/^(retrying|six)[.]cpython-\d+[.]pyc$/gm)).toHaveLength(2);
    const record = '/var/lib/stackwright/packages';
    expect(await host.shell(`ls ${record}`)).not.toMatch(/instead|uncompiled|modules/);
    await host.shell(
      `mkdir ${record}/instead; echo python3-six > ${record}/uncompiled; rm /usr/lib/python3/dist-packages/__pycache__/six.*`,
    );
    await configure({ packages: ['hello', ...names] });
    await workspace.apply();
    expect((await host.shell(compiled)).match(/^(retrying|six)[.]cpython-\d+[.]pyc$/gm)).toHaveLength(2);
    await workspace.destroy();
    expect(await host.shell(compiled)).toBe(before);
    await host.shell('! [ -e /var/lib/stackwright ]');
  });

  test('of several resources are installed in as few runs of apt as possible', async () => {
    await host.shell(': > /var/log/apt/history.log');
    await configure(
      { packages: ['hello'] },
      { b: { packages: ['sl'] }, c: { packages: ['memcached'] }, d: { packages: ['rsync'] } },
    );
    await workspace.apply();
    expect(await is('hello sl memcached rsync')).toBe('ii ii ii ii');
    expect(Number(await host.shell('grep -c ^Commandline: /var/log/apt/history.log'))).toBeLessThanOrEqual(2);
    expect(await workspace.plan()).toEqual([]);
    await workspace.destroy();
    expect(await is('hello sl memcached rsync')).toBe('none');
  });

  test('can be imported, and then nothing is planned; destroyed, what was there before stays', async () => {
    await host.shell('apt-get -qq install -y hello sl >/dev/null 2>&1; apt-mark hold hello sl');
    await configure({ packages: ['sl', 'hello'], hold: true });
    await workspace.succeed('import', '-no-color', ADDRESS, `${host.name}:hello,sl`);
    expect(await workspace.plan()).toEqual([]);
    await workspace.destroy();
    expect(await is('hello sl')).toBe('hi hi');
  });

  test('wait while another program holds the lock of the package manager', async () => {
    await host.shell(
      `setsid --fork python3 -c "import fcntl, time; f = open('/var/lib/dpkg/lock-frontend', 'w'); fcntl.lockf(f, fcntl.LOCK_EX); time.sleep(4)" >/dev/null 2>&1`,
    );
    await configure({ packages: ['hello'] });
    await workspace.apply();
    expect(await is('hello')).toBe('ii');
  });

  test('are installed after an interrupted dpkg was mended', async () => {
    await host.shell('dpkg -s tzdata > /var/lib/dpkg/updates/0000');
    await configure({ packages: ['hello'] });
    await workspace.apply();
    expect(await is('hello')).toBe('ii');
  });

  test('are installed when the package lists are gone, or older than a day', async () => {
    await host.shell('rm /var/lib/apt/lists/*_Packages*');
    await configure({ packages: ['hello'] });
    await workspace.apply();
    await host.shell('touch -d yesterday -d "2 days ago" /var/lib/apt/lists');
    await configure({ packages: ['hello', 'sl'] });
    await workspace.apply();
    expect(await is('hello sl')).toBe('ii ii');
    expect(await host.shell('find /var/lib/apt/lists -maxdepth 0 -mmin -5')).toBe('/var/lib/apt/lists\n');
  });

  test('leave a service policy of somebody else alone, and do away with one that a killed run left', async () => {
    const policy = '/usr/sbin/policy-rc.d';
    await host.shell(
      `printf '#!/bin/sh\\nexit 104\\n' > ${policy}; chmod 0755 ${policy}; touch -d 2001-02-03 ${policy}`,
    );
    const facts = `stat -c '%n %a %U %Y %s' ${policy}`;
    const before = await host.shell(facts);
    await configure({ packages: ['memcached'] });
    await workspace.apply();
    expect(await host.shell(facts)).toBe(before);
    await host.shell(
      `mv ${policy} /var/lib/stackwright/packages/policy-rc.d; printf '#!/bin/sh\\n# Placed by Stackwright\\nexit 101\\n' > ${policy}`,
    );
    await configure({ packages: ['memcached', 'hello'] });
    await workspace.apply();
    expect(await host.shell(facts)).toBe(before);
    await workspace.destroy();
  });

  test('take answers to their questions, secret ones too', async () => {
    const secret = `q'"$(x) \\ü`;
    await host.shell('debconf-show --db=configdb tzdata >/dev/null');
    await workspace.configure({
      provider: { stackwright: { ...host.provider.stackwright, secrets: { answer: secret } } },
      resource: {
        stackwright_package: {
          it: {
            host: host.name,
            packages: ['hello'],
            debconf: { 'hello/motto string': 'two  words', 'other hello/secret password': '{{secret:answer}}' },
          },
        },
      },
    });
    await workspace.apply();
    expect(await host.shell('debconf-get-selections 2>/dev/null || cat /var/cache/debconf/config.dat')).toContain(
      'two  words',
    );
    expect(await host.shell('cat /var/cache/debconf/passwords.dat')).toContain(`Value: ${secret}\n`);
    expect(await workspace.stateFile()).not.toContain('$(x)');
    expect(await workspace.plan()).toEqual([]);
    await host.shell(
      'printf "PURGE\\n" | debconf-communicate hello >/dev/null; printf "PURGE\\n" | debconf-communicate other >/dev/null',
    );
  });

  test('that no archive has are an error that names them, and the rest of an apply goes on', async () => {
    await configure({ packages: ['nonesuch-a', 'hello', 'nonesuch-b'] }, { good: { packages: ['sl'] } });
    const { ok, text } = await workspace.terraform('apply', '-auto-approve', '-no-color');
    expect(ok).toBe(false);
    const message =
      'nonesuch-a, nonesuch-b on node1 could not be found in the package lists, which were fetched just now.';
    expect(text.replace(/\s+/g, ' ')).toContain(message);
    expect([await is('sl'), await is('hello')]).toEqual(['ii', 'none']);
    expect(await host.shell('ls /var/lib/stackwright/packages/claims | wc -l')).toBe('1\n');
    await configure({ packages: ['hello'] }, { good: { packages: ['sl'] } });
    await workspace.apply();
    expect(await workspace.plan()).toEqual([]);
  });

  test('whose own script fails are an error that shows it, and the next apply goes on from there', async () => {
    await host.shell('rm /run/stackwright-test');
    await host.shell(archiveWith('stackwright-test-package', 'echo my last words; test -e /run/stackwright-test'));
    const text = await failure({ packages: ['stackwright-test-package', 'hello'] });
    expect(text).toContain('stackwright-test-package on node1 could not be set up.');
    expect(text).toContain('my last words');
    await host.shell('touch /run/stackwright-test');
    await workspace.apply();
    expect(await is('stackwright-test-package hello')).toBe('ii ii');
    await host.shell('rm /run/stackwright-test');
    expect((await workspace.terraform('destroy', '-auto-approve', '-no-color')).text).toContain('my last words');
    await host.shell('touch /run/stackwright-test');
    await workspace.destroy();
    expect(await is('stackwright-test-package hello')).toBe('none');
  });

  test('are installed to the end on the host when terraform is killed, and then taken up by the next apply', async () => {
    const before = await host.shell(INSTALLED);
    const killed = await Workspace.openWithProcess();
    await killed.configure({
      provider: host.provider,
      resource: { stackwright_package: { it: { host: host.name, packages: ['memcached'] } } },
    });
    const ended = new Promise<void>((resolve) => {
      const terraform = killed.start(['apply', '-auto-approve', '-no-color'], () => resolve());
      host.shell('until [ -e /usr/sbin/policy-rc.d ]; do sleep 0.02; done').then(
        () => terraform.kill('SIGKILL'),
        () => terraform.kill('SIGKILL'),
      );
    });
    await ended;
    await host.shell('timeout 60 sh -c "while [ -e /usr/sbin/policy-rc.d ]; do sleep 0.1; done"');
    expect(await is('memcached')).toBe('ii');
    expect(await host.shell('systemctl is-active memcached || true')).toBe('inactive\n');
    await killed.apply();
    expect(await killed.plan()).toEqual([]);
    await killed.destroy();
    expect(await host.shell(INSTALLED)).toBe(before);
    await killed.close();
  });

  describe('leave directories behind', () => {
    const directories = async () => (await host.shell('ls -d /etc/stackwright-test-* || true')).trim().split('\n');
    const of = (...names: string[]) => names.map((name) => `/etc/stackwright-test-${name}`);
    /** A package whose script does this. */
    const packageWith = (script: string) =>
      host.shell(`cat > /run/stackwright-script <<'END'\n${script}\nEND
        (${archiveWith('stackwright-test-package', '. /run/stackwright-script')})`);

    afterEach(() => host.shell('rm -rf /etc/stackwright-test-* /run/stackwright-*'));

    test('of which those go in which nothing is written, and that are of nobody else', async () => {
      await packageWith(`
        mkdir -p /etc/stackwright-test-left/in/it '/etc/stackwright-test-left too' /etc/stackwright-test-used /etc/stackwright-test-taken
        touch /run/stackwright-during /etc/stackwright-test-left/in/empty
        echo used > /etc/stackwright-test-used/file
        timeout 60 sh -c 'until [ -d /etc/stackwright-test-during+1 ]; do sleep 0.1; done'`);
      const directory = (name: string) => ({ host: host.name, path: of(name)[0] });
      const during = {
        stackwright_command: {
          wait: { host: host.name, create: 'until [ -e /run/stackwright-during ]; do sleep 0.1; done' },
        },
        stackwright_directory: { during: { ...directory('during+1'), depends_on: ['stackwright_command.wait'] } },
      };
      const packages = (...names: string[]) =>
        names.length === 0 ? {} : { stackwright_package: { it: { host: host.name, packages: names } } };
      const configuration = (...resources: object[]) =>
        workspace.configure({ provider: host.provider, resource: Object.assign({}, ...resources) });
      await configuration(during, packages('stackwright-test-package'));
      await workspace.apply();
      await host.shell('mkdir /etc/stackwright-test-operator');
      const later = { taken: directory('taken'), later: directory('later') };
      const all = { ...during, stackwright_directory: { ...during.stackwright_directory, ...later } };
      await configuration(all, packages('stackwright-test-package', 'hello'));
      await workspace.apply();
      await configuration(all);
      await workspace.apply();
      expect(await is('stackwright-test-package hello')).toBe('none');
      expect(await directories()).toEqual(of('during+1', 'later', 'operator', 'taken', 'used'));
      expect(await host.shell('ls -d /var/lib/stackwright/packages 2>/dev/null || true')).toBe('');
      expect(await workspace.plan()).toEqual([]);
      await workspace.destroy();
      expect(await directories()).toEqual(of('operator', 'taken', 'used'));
    });

    test('which go also if the installation was killed', async () => {
      const before = await host.shell(INSTALLED);
      await packageWith(`
        mkdir -p /etc/stackwright-test-left
        parent() { awk '/^PPid/ { print $2 }' /proc/$1/status; }
        if [ -e /run/stackwright-kill ]; then
          rm /run/stackwright-kill
          process=$$
          until [ "$(cat /proc/$process/comm)" = apt-get ]; do process=$(parent $process); done
          kill -9 $(parent $process)
        fi`);
      await host.shell('touch /run/stackwright-kill');
      expect(await failure({ packages: ['stackwright-test-package'] })).not.toBe('');
      await host.shell('timeout 60 sh -c "while [ -e /run/stackwright-kill ] || pidof apt-get; do sleep 0.1; done"');
      expect(await host.shell('ls /var/lib/stackwright/packages')).toContain('directories-before');
      await workspace.apply();
      expect(await host.shell('cat /var/lib/stackwright/packages/directories')).toBe('/etc/stackwright-test-left\n');
      await workspace.destroy();
      expect(await host.shell(INSTALLED)).toBe(before);
      expect(await directories()).toEqual(['']);
    });
  });

  test('that are only virtual are an error that names what provides them', async () => {
    expect(await failure({ packages: ['mail-transport-agent'] })).toMatch(
      /mail-transport-agent on node1 is only a name that other packages provide\..* postfix /,
    );
  });

  test('in whose way others stand are an error, and nothing is removed', async () => {
    await host.shell('apt-get -qq install -y hello >/dev/null 2>&1');
    const text = await failure({ packages: ['hello-traditional'] });
    expect(text).toContain('hello-traditional on node1 cannot be installed beside packages that are there.');
    expect(await is('hello')).toBe('ii');
  });

  test('for which the disk has no room are an error that says so', async () => {
    await host.shell(
      'mount -t tmpfs -o size=64k none /var/cache/apt/archives && mkdir /var/cache/apt/archives/partial',
    );
    try {
      expect(await failure({ packages: ['memcached'] })).toContain(
        'memcached on node1 could not be installed: a disk of the host is full.',
      );
    } finally {
      await host.shell('umount /var/cache/apt/archives');
    }
    await workspace.apply();
    expect(await is('memcached')).toBe('ii');
  });

  test('that cannot be fetched are an error that says what was tried', async () => {
    await host.shell(
      `echo 'Acquire::http::Proxy "http://127.0.0.1:9"; Acquire::Retries "0";' > /etc/apt/apt.conf.d/99test; apt-get clean`,
    );
    try {
      const text = await failure({ packages: ['hello'] });
      expect(text).toContain('hello on node1 could not be fetched.');
      expect(text).toContain('127.0.0.1:9');
    } finally {
      await host.shell('rm /etc/apt/apt.conf.d/99test');
    }
  });

  test('described wrongly are refused when planning, with value and fix', async () => {
    const wrong: [object, string][] = [
      [{ packages: [] }, 'packages is []. Give at least one element'],
      [{ packages: ['-y'] }, '"-y" does not fit. Give the name of a package'],
      [{ packages: ['a;reboot'] }, '"a;reboot" does not fit. Give the name of a package'],
      [{ on_destroy: 'forget' }, 'on_destroy is "forget". Use one of "purge", "remove", "keep"'],
      [{ debconf: { 'nova/my-ip': 'x' } }, '"nova/my-ip" does not fit. Give QUESTION TYPE'],
      [{ debconf: { 'nova/my-ip string': 'x\ny' } }, 'The answer to "nova/my-ip string" has a line break'],
    ];
    const resources = wrong.map(([attributes], index) => [
      `r${index}`,
      { host: host.name, packages: ['x1'], ...attributes },
    ]);
    await workspace.configure({
      provider: host.provider,
      resource: { stackwright_package: Object.fromEntries(resources) },
    });
    const { ok, text } = await workspace.terraform('plan', '-no-color');
    expect(ok).toBe(false);
    for (const [, message] of wrong) expect(text.replace(/\s+/g, ' ')).toContain(message);
  });
});
