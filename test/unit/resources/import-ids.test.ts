import { resources } from '../../../lib/resources';

const parse = (name: string, id: string) => resources.find((one) => one.name === name)?.import?.parse(id);

const nobody = { user_id: null, group_id: null, project_id: null, domain_id: null, system: null, inherited: false };

test.each([
  ['main:user/joe/member/project/trial', { role_id: 'member', user_id: 'joe', project_id: 'trial' }],
  ['main:group/ops/admin/domain/lab', { role_id: 'admin', group_id: 'ops', domain_id: 'lab' }],
  ['main:user/joe/reader/system', { role_id: 'reader', user_id: 'joe', system: true }],
  [
    'main:group/ops/admin/domain/lab/inherited',
    { role_id: 'admin', group_id: 'ops', domain_id: 'lab', inherited: true },
  ],
])('%s names an assignment of a role', (id, told) => {
  expect(parse('identity_role_assignment', id)).toEqual({ ...nobody, cloud: 'main', ...told });
});

test.each([
  'user/joe/member/project/trial',
  'main:joe/member/project/trial',
  'main:user/joe/member/project',
  'main:user/joe/member/system/trial',
  'main:user/joe/member/system/inherited',
  'main:user/joe/member/project/trial/twice',
  'main:',
])('%s names none', (id) => {
  expect(parse('identity_role_assignment', id)).toBeUndefined();
});

test.each<[string, string, object | undefined]>([
  ['identity_user', 'main:joe', { cloud: 'main', id: 'joe' }],
  ['identity_user', 'main:default/joe: the other', { cloud: 'main', id: 'default/joe: the other' }],
  ['identity_endpoint', 'main:glance/public/regionOne', { cloud: 'main', id: 'glance/public/regionOne' }],
  ['identity_user', 'joe', undefined],
  ['identity_user', 'main:', undefined],
  ['identity_group_membership', 'main:ops/joe', { cloud: 'main', group_id: 'ops', user_id: 'joe' }],
  ['identity_group_membership', 'main:ops', undefined],
  ['keystone_bootstrap', 'node1:main', { host: 'node1', cloud: 'main' }],
  ['keystone_bootstrap', 'node1', undefined],
])('as an import id of %s, %s tells what it holds', (name, id, told) => {
  expect(parse(name, id)).toEqual(told);
});
