import { authenticationBody, type Credentials, who } from '../../../lib/openstack/credentials';

const ADMIN: Credentials = {
  authUrl: 'http://192.0.2.11:5000',
  user: 'admin',
  userDomain: 'Default',
  password: 'secret',
  scope: { project: 'admin', domain: 'Default' },
};

test('a user and a project are named by their domains, or by ids', () => {
  expect(authenticationBody(ADMIN)).toEqual({
    auth: {
      identity: {
        methods: ['password'],
        password: { user: { name: 'admin', domain: { name: 'Default' }, password: 'secret' } },
      },
      scope: { project: { name: 'admin', domain: { name: 'Default' } } },
    },
  });
  expect(authenticationBody({ ...ADMIN, userDomainId: 'd1', scope: { projectId: 'p1' } })).toEqual({
    auth: {
      identity: {
        methods: ['password'],
        password: { user: { name: 'admin', domain: { id: 'd1' }, password: 'secret' } },
      },
      scope: { project: { id: 'p1' } },
    },
  });
});

test('people are told who asks, and never the password', () => {
  expect(who(ADMIN)).toBe('user "admin" of domain "Default", for project "admin"');
  expect(who({ ...ADMIN, userDomainId: 'd1', scope: { projectId: 'p1' } })).toBe(
    'user "admin" of domain "d1", for the project p1',
  );
});
