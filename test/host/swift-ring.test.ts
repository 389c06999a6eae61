import { after, killedApply, leftoversEnd, randomMoments, VICTIMS } from './killed-apply';
import type { TestHost } from './lab-host';
import { swiftHosts } from './swift-hosts';
import { Workspace } from './workspace';

const ADDRESS = 'stackwright_swift_ring.it';
const BUILDER = '/etc/swift/object.builder';
const RING = '/etc/swift/object.ring.gz';

/** `{ "10.0.0.1:6200/sdb1" = { zone = 1, weight = 100 }, … }` */
const devices = (...weights: readonly number[]) =>
  Object.fromEntries(weights.map((weight, index) => [key(index + 1), { zone: index + 1, weight }]));
const key = (number: number) => `10.0.0.${number}:6200/sdb1`;

describe('a ring of Swift', () => {
  let host: TestHost;
  let other: TestHost;
  let workspace: Workspace;

  const configure = (attributes: object) =>
    workspace.configure({
      provider: {
        stackwright: { hosts: { ...host.provider.stackwright.hosts, ...other.provider.stackwright.hosts } },
      },
      resource: {
        stackwright_swift_ring: {
          it: { host: host.name, type: 'object', part_power: 8, distribute_to: [other.name], ...attributes },
        },
      },
    });
  const state = () => workspace.state(ADDRESS);
  const changed = async () => (await workspace.plan()).map(({ actions, changes }) => [actions, Object.keys(changes)]);
  const hash = async (where: TestHost, path = RING) => (await where.shell(`sha256sum < ${path}`)).slice(0, 64);

  /** Which device has each replica of each partition: what a change really moves. */
  const assignment = async (): Promise<number[]> =>
    JSON.parse(
      await host.shell(`python3 -c '
import json
from swift.common.ring import RingBuilder
builder = RingBuilder.load("${BUILDER}")
print(json.dumps([device for replica in builder._replica2part2dev for device in replica]))'`),
    );
  /** Hours pass for the builder. */
  const pretendPassed = () => host.shell(`swift-ring-builder ${BUILDER} pretend_min_part_hours_passed`);

  /** Plans and applies, and holds what moved against what was foretold. Gives what moved. */
  const change = async (attributes: object): Promise<number> => {
    await configure(attributes);
    const [planned] = await workspace.plan();
    expect(planned?.actions).toEqual(['update']);
    const before = await assignment();
    await workspace.succeed('apply', '-input=false', '-no-color', 'plan');
    const now = await assignment();
    const moved = now.filter((device, index) => device !== before[index]).length;
    const told = await state();
    for (const figure of ['balance', 'dispersion', 'partitions', 'partitions_pending', 'ring_sha256', 'version']) {
      const { after } = planned?.changes[figure] ?? { after: told[figure] };
      expect([figure, after]).toEqual([figure, told[figure]]);
    }
    expect(planned?.changes.partitions_moved?.after ?? told.partitions_moved).toBe(moved);
    expect(told.partitions_moved).toBe(moved);
    await agree();
    expect(await workspace.plan()).toEqual([]);
    return moved;
  };

  /** Swift's own tools and both hosts agree with what is known. */
  const agree = async () => {
    const told = await state();
    await host.shell(`swift-ring-builder ${BUILDER} validate`);
    const shown = await host.shell(`swift-ring-builder ${BUILDER} || [ $? = 1 ]`);
    expect(shown).toContain('Ring file /etc/swift/object.ring.gz is up-to-date');
    expect(shown).toContain(`${(told.balance as number).toFixed(2)} balance`);
    expect([await hash(host), await hash(other)]).toEqual([told.ring_sha256, told.ring_sha256]);
    expect(await hash(host, BUILDER)).toBe(told.builder_sha256);
  };

  const clean = async () => {
    for (const one of [host, other]) {
      await one.shell(
        'rm -f /etc/swift/*.builder /etc/swift/*.ring.gz /etc/swift/.*.stackwright /var/backups/swift/*; rm -rf /var/lib/stackwright/found/swift-rings; rmdir --ignore-fail-on-non-empty -p /var/lib/stackwright/found 2>/dev/null || true',
      );
    }
  };

  beforeAll(async () => {
    [host, other] = await swiftHosts();
  });

  beforeEach(async () => {
    workspace = await Workspace.open();
    await clean();
  });

  afterEach(async () => {
    await workspace.close();
    await clean();
  });

  test('takes a fourth device in, changes weights, drains one and lets it go, and each time moves what its plan foretold', async () => {
    await configure({ devices: devices(100, 100, 100) });
    const [created] = await workspace.plan();
    expect(created?.changes).toMatchObject({
      balance: { after: 0 },
      partitions_moved: { after: 768 },
      partitions: { after: { [key(1)]: 256, [key(2)]: 256, [key(3)]: 256 } },
    });
    await workspace.succeed('apply', '-input=false', '-no-color', 'plan');
    expect(await state()).toMatchObject({
      balance: 0,
      dispersion: 0,
      partitions_moved: 768,
      partitions_pending: 0,
      ring_sha256: created?.changes.ring_sha256?.after,
    });
    await agree();
    expect(await workspace.plan()).toEqual([]);
    expect(await workspace.stateFile()).not.toContain((await host.shell(`base64 -w0 ${RING}`)).slice(20, 60));

    // Partitions have just been placed: nothing may move yet.
    await configure({ devices: devices(100, 100, 100, 100) });
    expect(await workspace.succeed('plan', '-no-color')).toMatch(
      /In the ring object, 192 replicas cannot move yet: .* Apply again from \d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ on/,
    );
    expect(await change({ devices: devices(100, 100, 100, 100) })).toBe(0);
    expect(await state()).toMatchObject({ balance: 100, partitions_pending: 192 });

    // When the hours have passed, the plan shows what then moves.
    await pretendPassed();
    expect(await change({ devices: devices(100, 100, 100, 100) })).toBe(192);
    await pretendPassed();
    const builder = await hash(host, BUILDER);
    expect(await change({ devices: devices(100, 100, 100, 50) })).toBeGreaterThan(50);
    expect(await host.shell('cd /var/backups/swift; sha256sum *.before.object.builder')).toContain(builder);
    await pretendPassed();
    expect(await change({ devices: devices(0, 100, 100, 100) })).toBeGreaterThan(200);
    expect((await state()).partitions).toMatchObject({ [key(1)]: 0 });
    const rest = Object.fromEntries(Object.entries(devices(0, 100, 100, 100)).slice(1));
    expect(await change({ devices: rest })).toBe(0);
    expect(Object.keys((await state()).partitions as object)).toEqual([key(2), key(3), key(4)]);
    await workspace.destroy();
    expect(await host.shell('find /etc/swift /var/backups/swift -name "*object*"')).toBe('');
    expect(await other.shell('find /etc/swift -name "*object*"')).toBe('');
    expect(await host.shell('ls /var/lib/stackwright/found/swift-rings 2>/dev/null || true')).toBe('');
  });

  test('shows what was done to its files by hand as just that, and mends it', async () => {
    await configure({ devices: devices(100, 100, 100) });
    await workspace.apply();
    const before = await state();
    for (const [onHost, onOther, ...attributes] of [
      [`chown swift ${BUILDER}; chgrp swift ${RING}`, `echo more >> ${RING}`, 'distribute_to', 'group', 'owner'],
      [`echo more >> ${RING}`, `chmod 0600 ${RING}`, 'mode', 'ring_sha256'],
      [`rm ${RING}`, `rm ${RING}`, 'distribute_to', 'ring_sha256'],
    ] as const) {
      await host.shell(onHost);
      await other.shell(onOther);
      expect([onHost, await changed()]).toEqual([onHost, [[['update'], attributes]]]);
      await workspace.apply();
      await agree();
      expect([onHost, await state(), await workspace.plan()]).toEqual([onHost, before, []]);
    }
    expect(await other.shell(`stat -c '%U:%G %a' ${RING}`)).toBe('root:root 644\n');
    // Without its builder, the ring still tells where everything is stored.
    await host.shell(`mv ${BUILDER} /root`);
    const { ok, text } = await workspace.terraform('plan', '-no-color');
    expect([ok, text]).toEqual([false, expect.stringContaining('Ring without its builder')]);
    expect(text.replace(/\s+/g, ' ')).toContain(
      `${RING} is on node1, node2, but its builder ${BUILDER} is not on node1`,
    );
    await host.shell(`mv /root/object.builder ${BUILDER}`);
    expect(await workspace.plan()).toEqual([]);
    await host.shell(`rm ${BUILDER} ${RING}`);
    await other.shell(`rm ${RING}`);
    expect((await workspace.plan()).map(({ actions }) => actions)).toEqual([['create']]);
  });

  test('shows what was done to its builder with Swift’s own tool, and mends it', async () => {
    await configure({ devices: devices(100, 100, 100, 100), min_part_hours: 0 });
    await workspace.apply();
    const before = await state();
    for (const [attributes, ...byHand] of [
      [['devices'], `set_weight ${key(1)} 30`, `set_info ${key(1)} _elsewhere`, `set_zone ${key(2)} 7 --yes`],
      [['devices'], `add r1z5-${key(5)} 100`, `remove ${key(4)}`],
      [['min_part_hours', 'overload', 'replicas'], 'set_min_part_hours 9', 'set_overload 0.5', 'set_replicas 2'],
    ] as const) {
      for (const one of byHand) await host.shell(`swift-ring-builder ${BUILDER} ${one}`);
      const [planned] = await workspace.plan();
      expect(planned?.actions).toEqual(['update']);
      expect(Object.keys(planned?.changes ?? {})).toEqual(expect.arrayContaining([...attributes]));
      await workspace.apply();
      await agree();
      const { devices: has, min_part_hours, overload, replicas } = await state();
      expect([byHand, has, min_part_hours, overload, replicas]).toEqual([byHand, before.devices, 0, 0, 3]);
      expect([byHand, await workspace.plan()]).toEqual([byHand, []]);
    }

    // Somebody else's rebalance is as good; only the copies have to follow.
    await host.shell(`swift-ring-builder ${BUILDER} set_weight ${key(1)} 30
      swift-ring-builder ${BUILDER} rebalance
      swift-ring-builder ${BUILDER} set_weight ${key(1)} 100
      # Until it says, with another exit code, that there is nothing more to do.
      for round in 1 2 3 4 5 6 7 8; do swift-ring-builder ${BUILDER} rebalance --seed 1 || break; done`);
    expect(await changed()).toEqual([[['update'], ['distribute_to']]]);
    await workspace.apply();
    await agree();
    expect((await state()).partitions_moved).toBeNull();
    // As a rebalance that was forgotten.
    await host.shell(`swift-ring-builder ${BUILDER} set_weight ${key(1)} 30
      swift-ring-builder ${BUILDER} set_weight ${key(1)} 100`);
    expect((await changed())[0]?.[1]).toContain('ring_sha256');
    await workspace.apply();
    await agree();
    expect(await workspace.plan()).toEqual([]);
  });

  test('is left alone when its builder is another one than it was for the plan', async () => {
    await configure({ devices: devices(100, 100, 100), min_part_hours: 0 });
    await workspace.apply();
    await configure({ devices: devices(100, 100, 100, 100), min_part_hours: 0 });
    await workspace.plan();
    await host.shell(`swift-ring-builder ${BUILDER} set_weight ${key(1)} 30`);
    const [builder, ring] = [await hash(host, BUILDER), await hash(host)];
    const { ok, text } = await workspace.terraform('apply', '-input=false', '-no-color', 'plan');
    expect([ok, text]).toEqual([false, expect.stringContaining('Ring builder changed since the plan')]);
    expect([await hash(host, BUILDER), await hash(host), await hash(other)]).toEqual([builder, ring, ring]);
    await workspace.apply();
    await agree();
    expect((await state()).devices).toMatchObject({ [key(1)]: { weight: 100 } });
  });

  test('is the ring that swift-ring-builder makes with the same seed, and warns of a device that goes with its partitions', async () => {
    await configure({ devices: devices(100, 200, 100, 100), min_part_hours: 0 });
    await workspace.apply();
    await host.shell(`mkdir -p /root/by-hand; cp ${BUILDER} /root/by-hand
      cd /root/by-hand
      swift-ring-builder object.builder remove ${key(2)}
      swift-ring-builder object.builder remove ${key(4)}
      swift-ring-builder object.builder add r1z8-10.0.0.8:6200/sdc1 150
      swift-ring-builder object.builder add r1z9-10.0.0.9:6200/sdc1 150
      for round in 1 2 3 4 5 6; do swift-ring-builder object.builder rebalance --seed 1 || [ $? = 1 ]; done`);
    const { [key(1)]: first, [key(3)]: third } = devices(100, 200, 100) as Record<string, object>;
    const wanted = {
      [key(1)]: first,
      [key(3)]: third,
      '10.0.0.9:6200/sdc1': { zone: 9, weight: 150 },
      '10.0.0.8:6200/sdc1': { zone: 8, weight: 150 },
    };
    await configure({ devices: wanted, min_part_hours: 0 });
    const plan = await workspace.succeed('plan', '-no-color');
    expect(plan).toMatch(
      /The ring object loses 10\.0\.0\.2:6200\/sdb1 with \d+, 10\.0\.0\.4:6200\/sdb1 with \d+ partitions, .*\d+ partitions lose more than one replica/,
    );
    expect(await change({ devices: wanted, min_part_hours: 0 })).toBeGreaterThan(0);
    const byHand = await hash(host, '/root/by-hand/object.ring.gz');
    await host.shell('rm -r /root/by-hand');
    expect((await state()).ring_sha256).toBe(byHand);
  });

  test('is not left without any replica of a partition, and tells of replicas that are dropped', async () => {
    await configure({ devices: devices(100, 100, 100), min_part_hours: 0 });
    await workspace.apply();
    const renamed = Object.fromEntries(
      Object.values(devices(100, 100, 100)).map((one, index) => [`new${index}:6200/sdb1`, one]),
    );
    await configure({ devices: renamed, min_part_hours: 0 });
    const { ok, text } = await workspace.terraform('plan', '-no-color');
    expect([ok, text.replace(/\s+/g, ' ')]).toEqual([
      false,
      expect.stringContaining(
        '256 partitions of the ring object have all their replicas on devices that are taken out',
      ),
    ]);
    await configure({ devices: devices(100, 100, 100), min_part_hours: 0, replicas: 2 });
    expect((await workspace.succeed('plan', '-no-color')).replace(/\s+/g, ' ')).toContain(
      'The ring object has 256 replicas of partitions fewer after this.',
    );
  });

  test('comes to its end after applies that were killed', async () => {
    // A provider of its own, which can be killed.
    await workspace.close();
    workspace = await Workspace.openWithProcess();
    const layouts = [devices(100, 100, 100), devices(100, 100, 100, 100), devices(100, 60, 100, 100)];
    await configure({ devices: layouts[1], min_part_hours: 0 });
    await workspace.apply();
    await configure({ devices: layouts[2], min_part_hours: 0 });
    const begun = Date.now();
    await workspace.apply();
    // So long takes a change that nobody stops, on this machine; of the moments some are too late all the same.
    const moment = randomMoments(200, Date.now() - begun);
    let interrupted = 0;
    for (let round = 0; interrupted < 4 && round < 20; round++) {
      await configure({ devices: layouts[round % 3], min_part_hours: 0 });
      const victims = VICTIMS[round % VICTIMS.length] as RegExp;
      if (await killedApply(workspace, () => after(moment()), victims)) interrupted++;
      await leftoversEnd(host);
    }
    expect(interrupted).toBeGreaterThan(0);
    await workspace.apply();
    await agree();
    expect(await workspace.plan()).toEqual([]);
    expect(await host.shell('find /etc/swift -name "*stackwright*"')).toBe('');
    await workspace.destroy();
    expect(await host.shell('find /etc/swift /var/backups/swift -name "*object*"')).toBe('');
    expect(await other.shell('find /etc/swift -name "*object*"')).toBe('');
  });

  test('that was made by hand can be imported, or is taken over, and is left when this is destroyed', async () => {
    await host.shell(`cd /etc/swift
      swift-ring-builder object-1.builder create 6 2 0
      swift-ring-builder object-1.builder add r1z1-10.0.0.1:6200R10.1.0.1:6300/sdb1_old 100
      swift-ring-builder object-1.builder add r2z1-[2001:db8::2]:6200/sdb1 100
      swift-ring-builder object-1.builder rebalance`);
    const found = {
      policy_index: 1,
      part_power: 6,
      replicas: 2,
      min_part_hours: 0,
      distribute_to: null,
      devices: {
        [key(1)]: { zone: 1, weight: 100, replication_ip: '10.1.0.1', replication_port: 6300, meta: 'old' },
        '[2001:DB8:0::2]:6200/sdb1': { region: 2, zone: 1, weight: 100 },
      },
    };
    const builder = await hash(host, '/etc/swift/object-1.builder');
    await configure({ ...found, part_power: 7 });
    expect((await workspace.terraform('plan', '-no-color')).text).toContain(
      'has part power 6, and part_power is 7. Give part_power 6 to take it over',
    );
    await configure(found);
    expect(await workspace.succeed('plan', '-no-color')).toContain(
      '/etc/swift/object-1.builder on node1 is there already.',
    );
    await workspace.apply();
    expect(await hash(host, '/etc/swift/object-1.builder')).toBe(builder);
    expect(await workspace.plan()).toEqual([]);
    expect(await workspace.succeed('plan', '-destroy', '-no-color')).not.toContain('Ring will be lost');
    await workspace.destroy();
    expect(await hash(host, '/etc/swift/object-1.builder')).toBe(builder);

    await workspace.succeed('import', ADDRESS, `${host.name}:/etc/swift/object-1.builder`);
    expect((await state()).devices).toMatchObject({ [key(1)]: { replication_port: 6300 } });
    expect((await changed()).flatMap(([, names]) => names)).not.toContain('partitions_moved');
    await workspace.apply();
    expect(await workspace.plan()).toEqual([]);
    expect(await hash(host, '/etc/swift/object-1.builder')).toBe(builder);
  });

  test('lets the devices of a broken host go, and its copy with them', async () => {
    await configure({ devices: devices(100, 100, 100, 100), min_part_hours: 0 });
    await workspace.apply();
    const {
      address,
      port: _,
      ...login
    } = other.provider.stackwright.hosts[other.name] as { address: string; port?: number };
    const broken = { [other.name]: { ...login, address, port: 1 } };
    const provider = { stackwright: { hosts: { ...host.provider.stackwright.hosts, ...broken } } };
    const ring = (attributes: object) =>
      workspace.configure({
        provider,
        resource: {
          stackwright_swift_ring: {
            it: { host: host.name, type: 'object', part_power: 8, min_part_hours: 0, ...attributes },
          },
        },
      });
    await ring({ devices: devices(100, 100, 100, 100), distribute_to: [other.name] });
    expect(await workspace.succeed('plan', '-no-color')).toContain('The ring on node2 could not be looked at');
    expect(await workspace.plan()).toEqual([]);
    await ring({ devices: devices(100, 100, 100, 0), distribute_to: [other.name] });
    const before = await hash(host, BUILDER);
    const { ok, text } = await workspace.terraform('apply', '-auto-approve', '-no-color');
    expect([ok, text]).toEqual([false, expect.stringContaining('The ring object did not get to node2')]);
    expect(await hash(host, BUILDER)).toBe(before);
    await ring({ devices: devices(100, 100, 100, 0) });
    expect(await workspace.apply()).toContain('The ring on node2 could not be removed');
    expect(await workspace.plan()).toEqual([]);
    expect((await state()).partitions).toMatchObject({ [key(4)]: 0 });
  });

  test('can be planned before Swift is there, and says what is missing when it is to be made', async () => {
    const library = '/usr/lib/python3/dist-packages/swift';
    await configure({ devices: devices(100, 100, 100) });
    await host.shell(`mv ${library} ${library}.away`);
    try {
      const [planned] = await workspace.plan();
      expect([planned?.actions, planned?.changes.ring_sha256?.after]).toEqual([['create'], '(known after apply)']);
      const { ok, text } = await workspace.terraform('apply', '-input=false', '-no-color', 'plan');
      expect([ok, text]).toEqual([false, expect.stringContaining('Install python3-swift or swift there')]);
    } finally {
      await host.shell(`mv ${library}.away ${library}`);
    }
    await workspace.apply();
    await agree();
    await configure({ devices: devices(100, 100, 100), distribute_to: ['nowhere'] });
    const { text } = await workspace.terraform('plan', '-no-color');
    expect(text).toContain('"nowhere" is not among the provider\'s hosts.');
  });
});
