import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { markdownOf } from '../../../lib/review/page/markdown';
import { pageOf } from '../../../lib/review/page/page';
import { review } from '../../../lib/review/review';

/** Plans that Terraform has made with the provider; only addresses and paths were changed. */
function fixture(name: string): string {
  return readFileSync(join(__dirname, 'fixtures', name), 'utf8');
}

test('a plan of Terraform’s own after changes by hand is told in its parts', () => {
  const found = review(fixture('changed-by-hand.json'), 'changed-by-hand.json');
  const { headline, notes, sections } = pageOf(found);
  expect(headline).toBe('2 to add, 2 to change, 2 to destroy (1 of them is replaced), on `node1`.');
  expect(notes).toEqual(['2 of these only put back what was changed by hand.']);
  expect(sections.map(({ title, items }) => [title, items.map(({ text }) => text)])).toEqual([
    [
      'What is replaced or destroyed besides',
      [
        'On `node1`, command `Cloud/node1/Nova/Traces`: replaced (`triggers` cannot change in place).',
        'On `node1`, configuration file `/etc/keystone/keystone.conf`: destroyed (no longer configured).',
      ],
    ],
    [
      'What was changed by hand',
      [
        'On `node1`, configuration file `/etc/nova/nova.conf`. This apply puts it back.',
        'On `node1`, directory `/node` is there no more. This apply makes it again.',
        'On `node1`, file `/etc/memcached.conf`. This apply puts it back.',
      ],
    ],
    [
      'Secrets that are set anew',
      [
        'On `node1`, configuration file `/etc/nova/nova.conf`, `settings.cache.memcache_secret_key`: `nova/cache` becomes `nova/cache@2`.',
        'On `node1`, configuration file `/etc/nova/nova.conf`, `settings.database.connection`: what is set there is not `nova/database`, and becomes `nova/database`.',
      ],
    ],
  ]);
  expect(markdownOf(pageOf(found))).toContain('  [DEFAULT]\n- debug = false\n+ debug = true\n  [cache]\n');
});

test('a plan with edits after changes by hand tells the two apart', () => {
  const found = review(fixture('edits-and-drift.json'), 'edits-and-drift.json');
  const { headline, notes, sections } = pageOf(found);
  expect(headline).toBe(
    '1 to add, 17 to change, 0 to destroy, on `node1`, `node2` and `node3` and in the cloud `main`.',
  );
  expect(notes).toEqual(['7 of these only put back what was changed by hand.']);
  expect(sections.map(({ title, items }) => [title, items.length])).toEqual([
    ['What is interrupted', 9],
    ['What was changed by hand', 7],
    ['What moves in rings', 3],
  ]);
  expect(
    found.interruptions.filter(({ limit }) => limit === undefined).map(({ change, says }) => `${change.label} ${says}`),
  ).toEqual([
    'instance `cirros1` is started',
    'service `nova-conductor.service` restarts',
    'service `nova-scheduler.service` restarts',
    'service `nova-compute.service` starts',
  ]);
  expect(found.asked.map(({ label }) => label)).toEqual([
    'configuration file `/etc/glance/glance-api.conf`',
    'configuration file `/etc/nova/nova.conf`',
    'service `glance-api.service`',
    'service `nova-api.service`',
    'service `nova-conductor.service`',
    'service `nova-novncproxy.service`',
    'service `nova-api-metadata.service`',
    'service `nova-scheduler.service`',
    'ring `account`',
    'ring `container`',
    'ring `object`',
  ]);
});

test('a first deployment is named by what nobody knows the ids of yet', () => {
  const found = review(fixture('first-deployment.json'), 'first-deployment.json');
  expect(pageOf(found).headline).toMatch(/^38 to add, .* and in the cloud `main`\.$/);
  expect(found.changes.map(({ label }) => label)).toEqual(
    expect.arrayContaining([
      'role assignment `member`, `joe`, `trial`',
      'role assignment `admin`, `nova`, `service`',
      'instance `cirros1`',
    ]),
  );
  expect([found.drift, found.losses, found.rotations]).toEqual([[], [], []]);
});
