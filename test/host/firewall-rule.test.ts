import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { labHost, type TestHost } from './lab-host';
import { CLOSED, knock, reboot, serve, withoutRules } from './nftables';
import { Workspace } from './workspace';

const RULE = { name: 'keystone', protocol: 'tcp', ports: ['5000'] };
const ADDRESS = 'stackwright_firewall_rule.it';

describe('a firewall rule', () => {
  let host: TestHost;
  let workspace: Workspace;

  const configure = (attributes: object = RULE, others: Record<string, object> = {}) =>
    workspace.configure({
      provider: host.provider,
      resource: {
        stackwright_firewall_rule: Object.fromEntries(
          Object.entries({ it: attributes, ...others }).map(([name, rule]) => [name, { host: host.name, ...rule }]),
        ),
      },
    });
  /** The rules of our chain, without where they stand. */
  const ours = () => host.shell(`nft list chain inet filter stackwright_input | sed -n 's/^\t\t//p'`);
  /** Everything that a rule could leave on the host. */
  const traces = () =>
    host.shell(`nft list ruleset
      find /etc/stackwright /etc/systemd/system /etc/nftables.conf /var/lib/stackwright -printf '%p %m %u %l\\n' 2>/dev/null | sort
      systemctl list-units --all --plain --no-legend '*firewall*'`);
  const closed = async () => {
    await host.shell(
      `cat > /etc/nftables.conf <<'END'\n${CLOSED}END\nsystemctl enable -q nftables; systemctl restart nftables`,
    );
  };
  const changed = async () => {
    const plan = await workspace.plan();
    return plan.map(({ actions, changes }) => [...actions, ...Object.keys(changes)].join(' '));
  };

  beforeAll(async () => {
    host = await labHost('node2');
    await withoutRules(host);
    await serve(host, 5000);
    workspace = await Workspace.open();
  });

  beforeEach(async () => {
    await withoutRules(host);
    await rm(join(workspace.directory, 'terraform.tfstate'), { force: true });
  });

  afterAll(async () => {
    await workspace?.close();
    await withoutRules(host);
  });

  test('opens a port that the firewall closes, is made anew when Terraform is told to, as any object that exists once, and closes the port again when destroyed, leaving all as it was', async () => {
    await closed();
    const before = await traces();
    expect(await knock(host, 5000)).toBe('silent');
    await configure();
    await workspace.apply();
    expect(await knock(host, 5000)).toBe('open');
    expect(await changed()).toEqual([]);
    expect(await host.shell('stat -c %a%U /etc/stackwright/firewall /etc/stackwright/firewall/*.nft')).toBe(
      '700root\n600root\n',
    );
    const text = await workspace.succeed('apply', '-auto-approve', '-no-color', `-replace=${ADDRESS}`);
    expect(text).toContain('1 added, 0 changed, 1 destroyed');
    expect(await changed()).toEqual([]);
    expect(await knock(host, 5000)).toBe('open');
    await workspace.destroy();
    expect(await knock(host, 5000)).toBe('silent');
    expect(await traces()).toBe(before);
  });

  test('closes a port of a host without a firewall, and leaves no trace of one', async () => {
    const before = await traces();
    await configure({ ...RULE, action: 'reject' });
    await workspace.apply();
    expect(await knock(host, 5000)).toBe('refused');
    await configure({ ...RULE, action: 'drop' });
    expect(await changed()).toEqual(['update action']);
    await workspace.apply();
    expect(await knock(host, 5000)).toBe('silent');
    await workspace.destroy();
    expect(await knock(host, 5000)).toBe('open');
    expect(await traces()).toBe(before);
  });

  test('every attribute is in the rule, with a line for each family of addresses', async () => {
    await configure({
      name: 'a.b-c_1',
      protocol: 'udp',
      ports: ['6000-6002', '53', '6003'],
      sources: ['10.0.0.0/8', '192.0.2.1', '2001:db8::/32'],
      interface: 'eth*',
    });
    await workspace.apply();
    expect(await ours()).toBe(
      'iifname "eth*" ip saddr { 10.0.0.0/8, 192.0.2.1 } udp dport { 53, 6000-6003 } accept comment "stackwright:a.b-c_1"\n' +
        'iifname "eth*" ip6 saddr 2001:db8::/32 udp dport { 53, 6000-6003 } accept comment "stackwright:a.b-c_1"\n',
    );
    expect(await changed()).toEqual([]);
    await configure({
      name: 'a.b-c_1',
      protocol: 'udp',
      ports: ['53', '6000-6001', '6002-6003'],
      sources: ['2001:DB8:0::/32', '10.0.0.0/9', '10.128.0.0/9', '192.0.2.1/32'],
      interface: 'eth*',
    });
    expect(await changed()).toEqual([]);
  });

  const PROTOCOLS = ['ah', 'esp', 'gre', 'icmp', 'icmpv6', 'igmp', 'ospf', 'sctp', 'vrrp'];
  test(`${PROTOCOLS.join(', ')} are read back as they were written`, async () => {
    const rules = PROTOCOLS.map((protocol) => [
      protocol,
      { name: protocol, protocol, sources: [protocol === 'icmpv6' ? '::/0' : '0.0.0.0/0'] },
    ]);
    await configure(RULE, Object.fromEntries(rules));
    await workspace.apply();
    expect((await ours()).match(/:[a-z]\w+/g)?.sort()).toEqual(
      [...PROTOCOLS, 'keystone'].map((name) => `:${name}`).sort(),
    );
    expect(await workspace.plan()).toEqual([]);
  });

  test('rules take effect in their order, whatever order they are made in', async () => {
    await configure(
      { ...RULE, action: 'drop', order: 900 },
      { first: { ...RULE, name: 'z', sources: [host.details.address.replace(/\d+$/, '1')], order: 7 } },
    );
    await workspace.apply();
    expect(await knock(host, 5000)).toBe('open');
    expect((await ours()).match(/:\w+/g)).toEqual([':z', ':keystone']);
    await configure({ ...RULE, action: 'drop', order: 1 }, { first: { ...RULE, name: 'z', order: 7 } });
    await workspace.apply();
    expect(await knock(host, 5000)).toBe('silent');
    expect(await changed()).toEqual([]);
    expect(await host.shell('ls /etc/stackwright/firewall')).toBe('00001-keystone.nft\n00007-z.nft\napply\n');
  });

  const CHAIN = 'inet filter stackwright_input';
  const JUMP_DELETED =
    "nft -a list chain inet filter input | sed -n 's/.*jump.*handle /delete rule inet filter input handle /p' | nft -f -";
  const RULES = '/etc/stackwright/firewall';
  const everything = () => host.shell(`nft list ruleset; cd ${RULES}; grep . *.nft`);

  /** What is done by hand to one rule each, for a port of its own: what then stands in the kernel, or to its file. */
  const TO_RULES: Record<
    string,
    [attribute: string, byHand: { kernel: (port: number) => string[] } | { file: string }]
  > = {
    removed: ['active', { kernel: () => [] }],
    port: ['ports', { kernel: () => ['tcp dport 5001 accept'] }],
    protocol: ['protocol', { kernel: (port) => [`udp dport ${port} accept`] }],
    source: ['sources', { kernel: (port) => [`ip saddr 10.0.0.0/8 tcp dport ${port} accept`] }],
    interface: ['interface', { kernel: (port) => [`iifname lo tcp dport ${port} accept`] }],
    action: ['action', { kernel: (port) => [`tcp dport ${port} drop`] }],
    more: ['active', { kernel: (port) => [`tcp dport ${port} limit rate 1/second accept`] }],
    changed: ['persistent', { file: 'sed -i s/accept/drop/ 00500-changed.nft' }],
    gone: ['persistent', { file: 'rm 00500-gone.nft' }],
    // The first one, which is the first one by its other order as well.
    above: ['order', { file: 'mv 00500-above.nft 00400-above.nft' }],
  };
  test('removed, or with another port, protocol, source, interface or action, or doing more, by hand, or with its file changed, removed or renamed, shows as just that, and apply puts it back', async () => {
    const names = Object.keys(TO_RULES).sort();
    const portOf = (name: string) => 5010 + names.indexOf(name);
    await closed();
    await configure(
      RULE,
      Object.fromEntries(names.map((name) => [name, { ...RULE, name, ports: [`${portOf(name)}`] }])),
    );
    await workspace.apply();
    const before = await everything();
    const lines = ['keystone', ...names].sort().flatMap((name) => {
      const port = name === 'keystone' ? 5000 : portOf(name);
      const [, byHand] = TO_RULES[name] ?? [];
      const rules = byHand && 'kernel' in byHand ? byHand.kernel(port) : [`tcp dport ${port} accept`];
      return rules.map((rule) => `add rule ${CHAIN} ${rule} comment "stackwright:${name}"`);
    });
    const files = Object.values(TO_RULES).map(([, byHand]) => ('file' in byHand ? byHand.file : ''));
    await host.shell(
      `nft -f - <<'END'\nflush chain ${CHAIN}\n${lines.join('\n')}\nEND\ncd ${RULES}\n${files.join('\n')}`,
    );
    const plan = await workspace.plan();
    expect(plan.map(({ address, actions, changes }) => [address, ...actions, ...Object.keys(changes)])).toEqual(
      names.map((name) => [`stackwright_firewall_rule.${name}`, 'update', TO_RULES[name]?.[0]]),
    );
    await workspace.apply();
    expect(await everything()).toBe(before);
    expect(await knock(host, 5000)).toBe('open');
    expect(await changed()).toEqual([]);
  });

  /** What is done by hand to what all rules need: in the kernel (shown by `active`) and for the next boot (`persistent`). */
  const AROUND_RULES: readonly (readonly [what: string, shown: string, ...byHand: string[]])[] = [
    [
      'the jump removed and the unit disabled',
      'active persistent',
      JUMP_DELETED,
      'systemctl -q disable stackwright-firewall',
    ],
    [
      'a rule before it and the unit enabled in part',
      'active persistent',
      `nft insert rule ${CHAIN} tcp dport 5000 drop`,
      'rm /etc/systemd/system/sysinit.target.wants/stackwright-*',
    ],
    ['the script changed', 'persistent', `echo exit >> ${RULES}/apply`],
    ['the unit masked', 'persistent', 'cd /etc/systemd/system; ln -sf /dev/null stackwright-firewall.service'],
    // The host's own rules go along; they are not ours to bring back.
    [
      'everything flushed and the unit stopped',
      'active persistent',
      'nft flush ruleset',
      'systemctl stop stackwright-firewall',
    ],
  ];
  test(`${AROUND_RULES.map(([what]) => what).join('; ')}, by hand, show as just that, and apply puts them back`, async () => {
    await closed();
    await configure();
    await workspace.apply();
    const before = await everything();
    for (const [what, shown, ...byHand] of AROUND_RULES) {
      await host.shell(byHand.join('\n'));
      expect([what, await changed()]).toEqual([what, [`update ${shown}`]]);
      await workspace.apply();
      if (byHand.includes('nft flush ruleset')) {
        expect(await ours()).toBe('tcp dport 5000 accept comment "stackwright:keystone"\n');
      } else {
        expect([what, await everything()]).toEqual([what, before]);
      }
      expect([what, await knock(host, 5000)]).toEqual([what, 'open']);
      expect([what, await changed()]).toEqual([what, []]);
    }
  });

  test('comes back when nftables.service reloads, restarts, stops and starts, and so flushes everything', async () => {
    await closed();
    await configure();
    await workspace.apply();
    for (const verbs of [['reload'], ['restart'], ['stop', 'start']]) {
      for (const verb of verbs) await host.shell(`systemctl ${verb} nftables`);
      // systemctl does not wait for what follows.
      await host.shell('until nft list ruleset | grep -q stackwright:keystone; do sleep 0.1; done');
      expect([verbs, await knock(host, 5000)]).toEqual([verbs, 'open']);
      expect(await changed()).toEqual([]);
    }
  });

  test.each(['with', 'without'])('survives a reboot of a host %s nftables.service', async (which) => {
    if (which === 'with') await closed();
    await configure({ ...RULE, action: which === 'with' ? 'accept' : 'reject' });
    await workspace.apply();
    await reboot(host);
    await serve(host, 5000);
    await serve(host, 5001);
    expect(await knock(host, 5000)).toBe(which === 'with' ? 'open' : 'refused');
    expect(await knock(host, 5001)).toBe(which === 'with' ? 'silent' : 'open');
    expect(await changed()).toEqual([]);
    await workspace.destroy();
    expect(await knock(host, 5000)).toBe(which === 'with' ? 'silent' : 'open');
  });

  test('is imported, and the next plan is empty', async () => {
    await configure({ ...RULE, sources: ['10.0.0.0/8', '2001:db8::1'], order: 20 });
    await workspace.apply();
    await workspace.succeed('state', 'rm', ADDRESS);
    await workspace.succeed('import', '-input=false', ADDRESS, `${host.name}:keystone`);
    expect(await changed()).toEqual([]);
    const { ok, text } = await workspace.terraform('import', '-input=false', ADDRESS.replace('it', 'no'), 'node2:no');
    expect([ok, text]).toEqual([false, expect.stringContaining('does not exist in the configuration')]);
  });

  test('is adopted when it is there as configured, also by an apply that was killed before it was in force', async () => {
    await configure();
    await workspace.apply();
    for (const byHand of ['true', 'nft flush ruleset', 'rm /etc/systemd/system/stackwright-firewall.service']) {
      await host.shell(byHand);
      await workspace.succeed('state', 'rm', ADDRESS);
      await workspace.apply();
      expect(await changed()).toEqual([]);
    }
    await workspace.succeed('state', 'rm', ADDRESS);
    await configure({ ...RULE, ports: ['5001'], sources: ['10.0.0.0/8'] });
    const { ok, text } = await workspace.terraform('apply', '-auto-approve', '-no-color');
    expect(ok).toBe(false);
    expect(text).toContain(
      'differs in ports (["5000"] there, ["5001"] configured); sources (any there, ["10.0.0.0/8"] configured)',
    );
    expect(text).toContain('terraform import ADDRESS node2:keystone');
  });

  test('what others have put into a table and chain that were made for it stays', async () => {
    await configure();
    await workspace.apply();
    await host.shell('nft add rule inet filter input tcp dport 9 drop; nft add table ip other');
    await workspace.destroy();
    expect(await host.shell('nft list ruleset')).toBe(
      'table inet filter {\n\tcomment "stackwright"\n\tchain input {\n\t\tcomment "stackwright"\n' +
        '\t\ttype filter hook input priority filter; policy accept;\n\t\ttcp dport 9 drop\n\t}\n}\ntable ip other {\n}\n',
    );
  });

  test('is destroyed also when it is gone already, or nft with it', async () => {
    for (const byHand of ['nft flush ruleset', 'rm -r /etc/stackwright', 'mv /usr/sbin/nft /root/nft']) {
      await configure();
      await workspace.apply();
      await host.shell(byHand);
      await workspace.destroy();
      await host.shell('if [ -e /root/nft ]; then mv /root/nft /usr/sbin/nft; fi');
      expect(await host.shell('ls -d /etc/stackwright /etc/systemd/system/stackwright* 2>/dev/null || true')).toBe('');
    }
  });

  test('goes into another table and chain when asked, and moves by being made anew', async () => {
    await host.shell(
      'nft "add table ip filter; add chain ip filter INPUT { type filter hook input priority 0; policy drop; }; add rule ip filter INPUT tcp dport 22 accept; add rule ip filter INPUT ct state established accept"',
    );
    await configure();
    expect(await workspace.apply()).toContain(
      'Chain INPUT of table ip filter on node2 drops what it does not let in itself',
    );
    expect(await knock(host, 5000)).toBe('silent');
    await configure({ ...RULE, table: 'ip filter', chain: 'INPUT' });
    expect((await workspace.plan())[0]?.actions).toEqual(['delete', 'create']);
    expect(await workspace.apply()).not.toContain('Warning');
    expect(await knock(host, 5000)).toBe('open');
    expect(await host.shell('nft list tables')).toBe('table ip filter\n');
    expect(await changed()).toEqual([]);
    await workspace.destroy();
    expect(await knock(host, 5000)).toBe('silent');
  });

  test('in a table of iptables is the same rule to iptables, which would leave out sets', async () => {
    await configure({
      ...RULE,
      table: 'ip filter',
      chain: 'INPUT',
      ports: ['5000', '6000-6002'],
      sources: ['10.0.0.0/8', '192.0.2.1'],
    });
    await workspace.apply();
    expect(await changed()).toEqual([]);
    await host.shell('apt-get install -y -qq --no-install-recommends iptables >/dev/null');
    try {
      const rules = await host.shell(
        "iptables -S stackwright_INPUT | sed -n 's/ -m comment.*//; s/^-A stackwright_INPUT //p'",
      );
      expect(rules).toBe(
        '-s 10.0.0.0/8 -p tcp -m tcp --dport 5000\n-s 10.0.0.0/8 -p tcp -m tcp --dport 6000:6002\n' +
          '-s 192.0.2.1/32 -p tcp -m tcp --dport 5000\n-s 192.0.2.1/32 -p tcp -m tcp --dport 6000:6002\n',
      );
      expect(await changed()).toEqual([]);
      await host.shell(
        "nft -a list chain ip filter stackwright_INPUT | sed -n 's/.*192.*handle /delete rule ip filter stackwright_INPUT handle /p' | nft -f -",
      );
      expect(await changed()).toEqual(['update sources']);
    } finally {
      await host.shell('apt-get purge -y -qq iptables >/dev/null; apt-get autoremove -y -qq >/dev/null');
    }
  });

  test('that would lock out Stackwright is refused, unless one before it lets SSH in', async () => {
    const everything = { name: 'rest', action: 'drop', order: 999 };
    await configure(everything);
    const refused = await workspace.terraform('apply', '-auto-approve', '-no-color');
    expect([refused.ok, refused.text]).toEqual([false, expect.stringContaining('would drop SSH connections from')]);
    expect(await host.shell('nft list ruleset; ls /etc/stackwright 2>/dev/null || true')).toBe('');
    const ssh = { name: 'ssh', protocol: 'tcp', ports: ['22'], order: 1 };
    await configure({ ...everything, depends_on: ['stackwright_firewall_rule.ssh'] }, { ssh });
    await workspace.apply();
    expect([await knock(host, 22), await knock(host, 5000)]).toEqual(['open', 'silent']);
    for (const unsafe of [{ sources: ['192.0.2.1'] }, { order: 99999 }, { ports: ['2222'] }, { interface: 'lo' }]) {
      await configure({ ...everything, depends_on: ['stackwright_firewall_rule.ssh'] }, { ssh: { ...ssh, ...unsafe } });
      const { ok, text } = await workspace.terraform('apply', '-auto-approve', '-no-color');
      expect([unsafe, ok, text]).toEqual([unsafe, false, expect.stringContaining('Without "ssh" as it is')]);
    }
    await configure({ ...everything, name: 'rest' });
    const { ok, text } = await workspace.terraform('apply', '-auto-approve', '-no-color');
    expect([ok, text]).toEqual([false, expect.stringContaining('Change or remove that one first.')]);
    expect([await knock(host, 22), await knock(host, 5000)]).toEqual(['open', 'silent']);
    await configure({ ...everything, depends_on: ['stackwright_firewall_rule.ssh'] }, { ssh });
    await workspace.apply();
    await workspace.destroy();
    expect(await host.shell('nft list ruleset')).toBe('');
  });

  test('that alone lets SSH in can go, but not without a warning', async () => {
    const ssh = { name: 'ssh', protocol: 'tcp', ports: ['22'] };
    await closed();
    await configure(ssh);
    await workspace.apply();
    const plan = (...options: string[]) => workspace.succeed('plan', '-no-color', '-input=false', ...options);
    expect(await plan('-destroy')).not.toContain('Warning');
    await host.shell(
      'nft -a list chain inet filter input | sed -n "s/.*dport 22.*handle /delete rule inet filter input handle /p" | nft -f -',
    );
    expect(await plan()).not.toContain('Warning');
    expect(await plan('-destroy')).toContain(
      'The rule "ssh" lets in the SSH connections by which Stackwright reaches node2',
    );
    await configure({ ...ssh, sources: ['192.0.2.1'] });
    expect(await plan()).toContain('May lock out Stackwright');
    await configure({ ...ssh, order: 7, ports: ['20-22'] });
    expect(await plan()).not.toContain('Warning');
  });

  test('a killed destroy is finished by the next', async () => {
    const before = await traces();
    await configure();
    await workspace.apply();
    await host.shell('rm /etc/stackwright/firewall/*.nft');
    await workspace.destroy();
    expect(await traces()).toBe(before);
  });

  test('a host without nft can be planned for; applying says what to install', async () => {
    await host.shell('mv /usr/sbin/nft /root/nft');
    try {
      await configure();
      expect((await workspace.plan())[0]?.actions).toEqual(['create']);
      const { ok, text } = await workspace.terraform('apply', '-auto-approve', '-no-color');
      expect([ok, text]).toEqual([false, expect.stringContaining('node2 has no command nft. Install the package')]);
    } finally {
      await host.shell('mv /root/nft /usr/sbin/nft');
    }
  });

  test('that cannot be put in force leaves everything as it was', async () => {
    await configure();
    await workspace.apply();
    await host.shell('echo nonsense > /etc/stackwright/firewall/00001-broken.nft');
    const before = await host.shell('nft list ruleset; cd /etc/stackwright/firewall; grep . *');
    for (const changes of [{ ports: ['5001'] }, { order: 3 }]) {
      await configure({ ...RULE, ...changes });
      const { ok, text } = await workspace.terraform('apply', '-auto-approve', '-no-color');
      expect([ok, text]).toEqual([false, expect.stringContaining('nonsense')]);
      expect(await host.shell('nft list ruleset; cd /etc/stackwright/firewall; grep . *')).toBe(before);
    }
  });

  test('an interface that is not there is a warning', async () => {
    await configure({ ...RULE, interface: 'nope0' });
    expect(await workspace.apply()).toContain('node2 has no interface nope0 now');
    expect(await changed()).toEqual([]);
  });

  test('two of one name in a configuration are an error of the plan', async () => {
    await configure(RULE, { other: { ...RULE, ports: ['5001'] } });
    const { ok, text } = await workspace.terraform('plan', '-no-color');
    expect([ok, text]).toEqual([false, expect.stringContaining('host "node2", name "keystone"')]);
  });

  const WRONG: readonly (readonly [attributes: object, message: string])[] = [
    [{ ports: ['0'] }, '"0" does not fit. Give a port from 1 to 65535'],
    [{ ports: ['70000'] }, '"70000" does not fit.'],
    [{ ports: ['6002-6000'] }, 'from the lower to the higher'],
    [{ ports: ['http'] }, '"http" does not fit.'],
    [{ ports: [] }, 'at least one element'],
    [{ sources: [] }, 'at least one element'],
    [{ sources: ['10.0.0.0/33'] }, '"10.0.0.0/33" does not fit. Give an IPv4 or IPv6 address'],
    [{ sources: ['10.0.0.256'] }, '"10.0.0.256" does not fit.'],
    [{ sources: ['node1'] }, '"node1" does not fit.'],
    [{ sources: ['10.0.0.5/8'] }, 'For the whole network give "10.0.0.0/8".'],
    [{ protocol: 'icmp' }, '"icmp" has no ports.'],
    [{ protocol: null }, 'There is no protocol.'],
    [{ protocol: 'tpc' }, 'Use one of "ah"'],
    [
      { protocol: 'icmp', ports: null, sources: ['::1'] },
      '"::1" does not fit protocol "icmp", which is for IPv4 only.',
    ],
    [{ protocol: 'icmpv6', ports: null, sources: ['10.0.0.1'] }, 'is for IPv6 only.'],
    [{ table: 'ip filter', sources: ['::1'] }, '"::1" does not fit table "ip filter"'],
    [{ table: 'ip6 filter', protocol: 'icmp', ports: null }, '"icmp" is for IPv4 only, and table "ip6 filter" is not.'],
    [{ table: 'filter' }, 'family and name of a table'],
    [{ protocol: null, ports: null }, 'would let in everything from everywhere'],
    [{ name: 'a b' }, 'letters, digits'],
    [{ name: '../x' }, 'letters, digits'],
    [{ interface: 'a"b' }, 'name of an interface'],
    [{ action: 'allow' }, 'Use one of "accept", "drop", "reject".'],
    [{ order: -1 }, 'whole number from 0 to 99999'],
  ];
  test('ports, sources, protocols, tables, names, interfaces, actions and orders that do not fit, or do not fit each other, and a rule that would let in everything, are an error of the plan each', async () => {
    const names = WRONG.map((_, index) => `r${index}`);
    const rules = WRONG.map(([attributes], index) => [names[index], { ...RULE, name: names[index], ...attributes }]);
    await configure(RULE, Object.fromEntries(rules));
    const { ok, text } = await workspace.terraform('plan', '-no-color');
    expect(ok).toBe(false);
    const errors = text.replace(/\s+/g, ' ').split('Error: ').slice(1);
    expect(errors.filter((error) => !/with stackwright_firewall_rule\.r\d+,/.test(error))).toEqual([]);
    expect(
      WRONG.map(([attributes], index) => [
        attributes,
        errors.filter((error) => error.includes(`with stackwright_firewall_rule.${names[index]},`)).join(),
      ]),
    ).toEqual(WRONG.map(([attributes, message]) => [attributes, expect.stringContaining(message)]));
  });
});
