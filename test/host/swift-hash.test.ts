import type { TestHost } from './lab-host';
import { swiftHosts } from './swift-hosts';
import { Workspace } from './workspace';

const ADDRESS = 'stackwright_swift_hash.it';
const CONF = '/etc/swift/swift.conf';

describe('the hash of Swift', () => {
  let hosts: TestHost[];
  let workspace: Workspace;

  const configure = (attributes: object = {}, secrets: object = { suffix: 'a-suffix', prefix: 'a-prefix' }) =>
    workspace.configure({
      provider: {
        stackwright: {
          hosts: Object.assign({}, ...hosts.map(({ provider }) => provider.stackwright.hosts)),
          secrets,
        },
      },
      resource: {
        stackwright_swift_hash: {
          it: {
            hosts: hosts.map(({ name }) => name),
            suffix: '{{secret:suffix}}',
            prefix: '{{secret:prefix}}',
            ...attributes,
          },
        },
      },
    });
  const everywhere = (script: string) => Promise.all(hosts.map((host) => host.shell(script)));
  const hashes = () => everywhere(`grep ^swift_hash ${CONF}; stat -c '%U:%G %a' ${CONF}`);
  const changed = async () => (await workspace.plan()).map(({ actions, changes }) => [actions, Object.keys(changes)]);
  const OURS = 'swift_hash_path_suffix = a-suffix\nswift_hash_path_prefix = a-prefix\nroot:swift 640\n';

  beforeAll(async () => {
    hosts = await swiftHosts();
    await everywhere(`cp -a ${CONF} /root/swift.conf`);
  });

  const clean = () => everywhere(`cp -a /root/swift.conf ${CONF}; rm -rf /var/lib/stackwright/found/config-files`);

  beforeEach(async () => {
    workspace = await Workspace.open();
    await clean();
  });

  afterEach(async () => {
    await workspace.close();
    await clean();
  });

  test('is the same on all hosts and stands in no state; one changed by hand shows and is mended; all is as it was when it is destroyed', async () => {
    const before = await everywhere(`sha256sum ${CONF}; stat -c '%U:%G %a' ${CONF}`);
    await configure();
    await workspace.apply();
    expect(await hashes()).toEqual([OURS, OURS]);
    expect(await workspace.stateFile()).not.toMatch(/a-suffix|a-prefix/);
    expect(await workspace.plan()).toEqual([]);
    await hosts[1]?.shell(`sed -i s/a-suffix/b-suffix/ ${CONF}`);
    expect(await changed()).toEqual([[['update'], ['hosts']]]);
    await hosts[0]?.shell(`chmod 644 ${CONF}`);
    expect(await changed()).toEqual([[['update'], ['hosts', 'mode']]]);
    await workspace.apply();
    expect(await hashes()).toEqual([OURS, OURS]);
    expect(await workspace.plan()).toEqual([]);
    await workspace.destroy();
    expect(await everywhere(`sha256sum ${CONF}; stat -c '%U:%G %a' ${CONF}`)).toEqual(before);
  });

  test('does not change by accident: not by another reference, not by another secret, not on a host that has one', async () => {
    await configure();
    await workspace.apply();
    for (const [attributes, secrets, told, ...options] of [
      [
        { suffix: '{{secret:other}}' },
        { suffix: 'a-suffix', prefix: 'a-prefix', other: 'c' },
        'suffix becomes {{secret:other}}',
      ],
      [{}, { suffix: 'b-suffix', prefix: 'a-prefix' }, 'The secrets have other values'],
      // The plan has not looked, and the apply is of something else.
      [{ mode: '0600' }, { suffix: 'b-suffix', prefix: 'a-prefix' }, 'The secrets have other values', '-refresh=false'],
      [{ allow_change: true }, { suffix: '50%', prefix: 'a-prefix' }, 'The secret of suffix has a % in its value'],
    ] as const) {
      await configure(attributes, secrets);
      const { ok, text } = await workspace.terraform('apply', '-auto-approve', '-no-color', ...options);
      expect([ok, text]).toEqual([false, expect.stringContaining(told)]);
      expect(await hashes()).toEqual([OURS, OURS]);
    }
    await configure({ allow_change: true }, { suffix: 'b-suffix', prefix: 'a-prefix' });
    expect(await workspace.apply()).toContain('Nothing stored will be found');
    expect(await hashes()).toEqual(Array(2).fill(OURS.replace('a-suffix', 'b-suffix')));
    expect(await workspace.plan()).toEqual([]);

    await workspace.succeed('state', 'rm', ADDRESS);
    await configure();
    const { ok, text } = await workspace.terraform('apply', '-auto-approve', '-no-color');
    expect([ok, text]).toEqual([
      false,
      expect.stringContaining('/etc/swift/swift.conf on node1 has a hash that is not this one'),
    ]);
    expect(text).not.toContain('b-suffix');
    expect(await hashes()).toEqual(Array(2).fill(OURS.replace('a-suffix', 'b-suffix')));
  });
});
