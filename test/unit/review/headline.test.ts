import { pageOf } from '../../../lib/review/page/page';
import { type Planned, planned, replaced, reviewOf } from './plan-of';

const page = (changes: readonly Planned[], rest: object = {}) => pageOf(reviewOf(changes, rest));
const flavor = { cloud: 'main', name: 'm1', ram_mb: 256 };

test('what is replaced counts as added and destroyed, as with Terraform, and is told', () => {
  const changes = [
    replaced('compute_flavor.a', flavor, { ...flavor, ram_mb: 512 }, 'ram_mb'),
    planned('file.a', null, { host: 'node2', path: '/a' }),
    planned('file.b', { host: 'node1', path: '/b', mode: '0600' }, { host: 'node1', path: '/b', mode: '0644' }),
  ];
  expect(page(changes).headline).toBe(
    '2 to add, 1 to change, 1 to destroy (1 of them is replaced), on `node1` and `node2` and in the cloud `main`.',
  );
});

test('many hosts are counted', () => {
  const changes = Array.from({ length: 30 }, (_, index) =>
    planned(`file.a${index}`, null, { host: `node${index + 10}`, path: '/a' }),
  );
  expect(page(changes).headline).toMatch(/, on `node10`, .*, `node17` and 22 more\.$/);
});

test.each<[string, Planned, string]>([
  [
    'imported',
    planned('file.a', {}, {}, { change: { importing: { id: 'node1:/a' } } }),
    '1 resource is taken over (import).',
  ],
  [
    'moved',
    planned('file.a', {}, {}, { previous_address: 'stackwright_file.b' }),
    '1 resource only gets another address in the state.',
  ],
  [
    'forgotten',
    planned('file.a', {}, null, { change: { actions: ['forget'] } }),
    '1 resource is left alone from now on, and not destroyed.',
  ],
])('what is %s is told, and destroys nothing', (_, change, note) => {
  const { headline, notes } = page([change]);
  expect(notes).toEqual([note]);
  expect(headline).not.toContain('1 to destroy');
});

test('that only outputs change, and that a plan is of a part only, is told', () => {
  const rest = { output_changes: { a: { actions: ['update'] }, b: { actions: ['no-op'] } }, complete: false };
  expect(page([], rest).notes).toEqual([expect.stringMatching(/^This plan is not complete/), '1 output changes.']);
});

test('a role is named by what its ids lead to, before these are known', () => {
  const resources = [
    {
      address: 'stackwright_identity_role_assignment.a',
      expressions: {
        role_id: { references: ['stackwright_keystone_bootstrap.k.admin_role_id', 'stackwright_keystone_bootstrap.k'] },
        user_id: { references: ['stackwright_identity_user.joe.id', 'stackwright_identity_user.joe'] },
      },
    },
  ];
  const unknown = { role_id: true, user_id: true, project_id: false };
  const changes = [
    planned(
      'identity_role_assignment.a',
      null,
      { cloud: 'main', project_id: 'p-1' },
      { change: { after_unknown: unknown } },
    ),
    planned('identity_user.joe', null, { cloud: 'main', name: 'joe' }),
    planned('identity_project.trial', { id: 'p-1', name: 'trial' }, { id: 'p-1', name: 'trial' }),
  ];
  const { changes: found } = reviewOf(changes, { configuration: { root_module: { resources } } });
  expect(found[0]?.label).toBe('role assignment `admin`, `joe`, `trial`');
});
