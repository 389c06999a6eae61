import {
  Cloud,
  Domain,
  File,
  Group,
  Host,
  Project,
  Region,
  Role,
  Secret,
  User,
  type UserProps,
} from '../../../constructs';
import { BOOTSTRAP, reference, synthInCloud, synthKeystone } from './in-cloud';

test('every object of a cloud that the stack makes comes after its administrator was let in', () => {
  const { one } = synthKeystone(({ cloud }, host) => {
    new Domain(host, 'lab', { cloud });
    new Project(host, 'trial', { cloud });
    new Role(host, 'user', { cloud });
    new Region(host, 'regionTwo', { cloud });
    new Group(host, 'staff', { cloud }).addUsers(new User(host, 'joe', { cloud }));
  });
  for (const type of ['domain', 'project', 'role', 'region', 'group', 'user', 'group_membership'])
    expect(one(`identity_${type}`).cloud).toMatch(BOOTSTRAP);
});

test('in a cloud that was there before they name it', () => {
  const { one } = synthInCloud((stack, cloud) => {
    new Role(stack, 'user', { cloud });
  });
  expect(one('identity_role')).toEqual({ cloud: 'main', name: 'user' });
});

test('every prop ends up in the object', () => {
  const { all, one } = synthInCloud((stack, cloud) => {
    const domain = new Domain(stack, 'Lab', { cloud, name: 'lab', description: 'A lab', enabled: false });
    const parent = new Project(stack, 'above', { cloud, domain });
    const project = new Project(stack, 'below', {
      cloud,
      domain,
      parent,
      description: 'A project',
      enabled: false,
      tags: ['blue'],
    });
    new User(stack, 'joe', {
      cloud,
      domain,
      defaultProject: project,
      email: 'joe@cloud.example',
      description: 'A user',
      enabled: false,
      password: Secret.named('joe').version(2),
    });
    new Group(stack, 'staff', { cloud, domain, description: 'A group' });
    new Role(stack, 'user', { cloud, description: 'A role' });
    const region = new Region(stack, 'north', { cloud, description: 'A region' });
    new Region(stack, 'far-north', { cloud, parent: region });
  });
  const inLab = { cloud: 'main', domain_id: expect.stringMatching(reference('identity_domain', 'Lab', 'id')) };
  expect(one('identity_domain')).toEqual({ cloud: 'main', name: 'lab', description: 'A lab', enabled: false });
  expect(all('identity_project')).toEqual([
    { ...inLab, name: 'above' },
    {
      ...inLab,
      name: 'below',
      description: 'A project',
      enabled: false,
      tags: ['blue'],
      parent_id: expect.stringMatching(reference('identity_project', 'above', 'id')),
    },
  ]);
  expect(one('identity_user')).toEqual({
    ...inLab,
    name: 'joe',
    password: '{{secret:joe@2}}',
    email: 'joe@cloud.example',
    description: 'A user',
    enabled: false,
    default_project_id: expect.stringMatching(reference('identity_project', 'below', 'id')),
  });
  expect(one('identity_group')).toEqual({ ...inLab, name: 'staff', description: 'A group' });
  expect(one('identity_role')).toEqual({ cloud: 'main', name: 'user', description: 'A role' });
  expect(all('identity_region')).toEqual([
    {
      cloud: 'main',
      name: 'far-north',
      parent_region_id: expect.stringMatching(reference('identity_region', 'north', 'id')),
    },
    { cloud: 'main', name: 'north', description: 'A region' },
  ]);
});

describe('passwords', () => {
  const passwordsOf = (...users: (Partial<UserProps> & { id: string; domainName?: string })[]) => {
    const { all } = synthInCloud((stack, cloud) => {
      for (const { id, domainName, ...props } of users) {
        const domain = domainName === undefined ? undefined : new Domain(stack, domainName, { cloud });
        new User(stack, id, { cloud, domain, ...props });
      }
    });
    return all('identity_user').map(({ password }) => password as string);
  };

  test('each user has a secret of its own', () => {
    expect(passwordsOf({ id: 'joe' }, { id: 'ann' }).sort()).toEqual([
      '{{secret:main/users/ann}}',
      '{{secret:main/users/joe}}',
    ]);
  });

  test('two of one name in different domains have different ones', () => {
    expect(passwordsOf({ id: 'a', name: 'joe' }, { id: 'b', name: 'joe', domainName: 'lab' }).sort()).toEqual([
      '{{secret:main/domains/lab/users/joe}}',
      '{{secret:main/users/joe}}',
    ]);
  });

  test('so have two whose names a secret’s name cannot tell apart', () => {
    const passwords = passwordsOf({ id: 'joe@work' }, { id: 'joe#work' });
    expect(new Set(passwords).size).toBe(2);
    for (const password of passwords) expect(password).toMatch(/^\{\{secret:main\/users\/joe-work-[0-9a-f]{8}\}\}$/);
  });
});

describe('roles', () => {
  test('a user or a group has a role in a project, a domain or the system', () => {
    const { all } = synthInCloud((stack, cloud) => {
      const [domain, project] = [new Domain(stack, 'lab', { cloud }), new Project(stack, 'trial', { cloud })];
      const role = new Role(stack, 'user', { cloud });
      for (const actor of [new User(stack, 'joe', { cloud }), new Group(stack, 'staff', { cloud })]) {
        actor.grant(role, project);
        actor.grantOnDomain(role, domain);
        actor.grantOnSystem(role);
      }
    });
    const to = (type: string, ids: string) => expect.stringMatching(reference(`identity_${type}`, ids, 'id'));
    const targets = [{ domain_id: to('domain', 'lab') }, { system: true }, { project_id: to('project', 'trial') }];
    const actors = [{ user_id: to('user', 'joe') }, { group_id: to('group', 'staff') }];
    const expected = actors.flatMap((actor) =>
      targets.map((target) => ({ cloud: 'main', role_id: to('role', 'user'), ...actor, ...target })),
    );
    expect(all('identity_role_assignment')).toHaveLength(6);
    expect(all('identity_role_assignment')).toEqual(expect.arrayContaining(expected));
  });

  test('to grant twice is to grant once', () => {
    const { all } = synthInCloud((stack, cloud) => {
      const [role, project] = [new Role(stack, 'user', { cloud }), new Project(stack, 'trial', { cloud })];
      const joe = new User(stack, 'joe', { cloud });
      for (let i = 0; i < 3; i++) joe.grant(role, project);
      const staff = new Group(stack, 'staff', { cloud });
      for (let i = 0; i < 3; i++) staff.addUsers(joe);
    });
    expect(all('identity_role_assignment')).toHaveLength(1);
    expect(all('identity_group_membership')).toHaveLength(1);
  });

  test('roles, projects and members of the same ids in different places are all there', () => {
    const { all } = synthInCloud((stack, cloud) => {
      const role = new Role(stack, 'user', { cloud });
      const domains = ['a', 'b', 'c'].map((id) => new Domain(stack, id, { cloud }));
      const joe = new User(stack, 'joe', { cloud });
      const staff = new Group(stack, 'staff', { cloud });
      for (const domain of domains) {
        joe.grant(role, new Project(domain, 'trial', { cloud, domain }));
        staff.addUsers(new User(domain, 'ann', { cloud, domain }));
      }
    });
    const projects = all('identity_role_assignment').map(({ project_id }) => project_id);
    const members = all('identity_group_membership').map(({ user_id }) => user_id);
    expect([new Set(projects).size, new Set(members).size]).toEqual([3, 3]);
  });

  test('of the same ids keep their addresses in Terraform’s state when they are defined in another order', () => {
    const addresses = (...order: ('a' | 'b')[]) => {
      const { text } = synthInCloud((stack, cloud) => {
        const role = new Role(stack, 'user', { cloud });
        const joe = new User(stack, 'joe', { cloud });
        const staff = new Group(stack, 'staff', { cloud });
        for (const id of order) {
          const domain = new Domain(stack, id, { cloud });
          joe.grant(role, new Project(domain, 'trial', { cloud, domain }));
          staff.addUsers(new User(domain, 'ann', { cloud, domain }));
        }
      });
      const { resource } = JSON.parse(text);
      const of = (type: string, target: string) =>
        Object.entries<Record<string, string>>(resource[`stackwright_identity_${type}`])
          .map(([name, attributes]) => `${name}: ${attributes[target]}`)
          .sort();
      return [...of('role_assignment', 'project_id'), ...of('group_membership', 'user_id')];
    };
    expect(addresses('a', 'b')).toHaveLength(4);
    expect(addresses('b', 'a')).toEqual(addresses('a', 'b'));
  });
});

describe('what was there before', () => {
  test('is looked up by name, and in its domain', () => {
    const { text } = synthInCloud((stack, cloud) => {
      const domain = Domain.fromName(stack, 'lab', { cloud, name: 'lab' });
      const project = Project.fromName(stack, 'trial', { cloud, name: 'trial', domain });
      const group = Group.fromName(stack, 'staff', { cloud, name: 'staff', domain });
      const joe = new User(stack, 'joe', { cloud, defaultProject: project });
      joe.grant(Role.fromName(stack, 'member', { cloud, name: 'member' }), project);
      new Group(stack, 'guests', { cloud }).addUsers(User.fromName(stack, 'ann', { cloud, name: 'ann' }));
      new User(stack, 'notes', { cloud, description: `${group.groupId} ${group.name} ${group.domainId}` });
    });
    const { data, resource } = JSON.parse(text);
    const looked = (type: string) => Object.values(data[`stackwright_identity_${type}`]);
    const domain_id = expect.stringMatching(reference('identity_domain', 'lab', 'id'));
    expect(looked('domain')).toMatchObject([{ cloud: 'main', name: 'lab' }]);
    expect(looked('project')).toMatchObject([{ cloud: 'main', name: 'trial', domain_id }]);
    expect(looked('group')).toMatchObject([{ cloud: 'main', name: 'staff', domain_id }]);
    expect(looked('role')).toMatchObject([{ cloud: 'main', name: 'member' }]);
    expect(looked('user')).toMatchObject([{ cloud: 'main', name: 'ann' }]);
    expect(Object.values(resource.stackwright_identity_role_assignment)).toMatchObject([
      {
        role_id: expect.stringMatching(/^\$\{data\.stackwright_identity_role\.member_\w+\.id\}$/),
        project_id: expect.stringMatching(/^\$\{data\.stackwright_identity_project\.trial_\w+\.id\}$/),
      },
    ]);
    expect(Object.values(resource.stackwright_identity_group_membership)).toMatchObject([
      { user_id: expect.stringMatching(/^\$\{data\.stackwright_identity_user\.ann_\w+\.id\}$/) },
    ]);
  });

  test('waits for a cloud that the same stack makes', () => {
    const { one } = synthKeystone(({ cloud }, host) => {
      Role.fromName(host, 'service', { cloud, name: 'service' });
    });
    expect(one('identity_role')).toEqual({ cloud: expect.stringMatching(BOOTSTRAP), name: 'service' });
  });

  test('may have the name of something that the stack makes: they are not the same cloud', () => {
    expect(() =>
      synthInCloud((stack, cloud) => {
        const password = Secret.named('other/admin');
        const other = new Cloud(stack, 'other', { authUrl: 'http://192.0.2.9:5000/v3', password });
        new Role(stack, 'one', { cloud, name: 'user' });
        new Role(stack, 'two', { cloud: other, name: 'user' });
      }),
    ).not.toThrow();
  });
});

test('dependsOn is handed on', () => {
  const { one } = synthInCloud((stack, cloud) => {
    const host = new Host(stack, 'node1', { address: '192.0.2.1' });
    const policy = new File(host, 'Policy', { host, path: '/etc/keystone/policy.yaml', content: '' });
    new Role(stack, 'user', { cloud, dependsOn: [policy] });
  });
  expect(one('identity_role').depends_on).toEqual([expect.stringMatching(/^stackwright_file\.node1_Policy_/)]);
});

describe('fails', () => {
  test('with two of one name, and says which they are', () => {
    const define = () =>
      synthInCloud((stack, cloud) => {
        new User(stack, 'joe', { cloud });
        new User(stack, 'other', { cloud, name: 'joe' });
      });
    expect(define).toThrow('User "test/other" cannot be defined:');
    expect(define).toThrow(
      'User "test/joe" stands for the user "joe" of the cloud "main" already: use that one, or give this one another name.',
    );
  });

  test('with two of one name in one domain, but not in two', () => {
    const define = (...domains: number[]) =>
      synthInCloud((stack, cloud) => {
        const all = [new Domain(stack, 'a', { cloud }), new Domain(stack, 'b', { cloud })];
        for (const [index, domain] of domains.entries())
          new Project(stack, `Project ${index}`, { cloud, name: 'trial', domain: all[domain] });
      });
    expect(() => define(0, 1)).not.toThrow();
    expect(() => define(1, 1)).toThrow('stands for the project "trial" in the domain "test/b" of the cloud "main"');
  });

  test.each([
    ['an empty name', { name: '' }, 'name is "": give a name of 1 to 255 characters on one line.'],
    ['a blank name', { name: ' ' }, 'name is " ": give a name'],
    ['two lines', { name: 'a\nb' }, 'name is "a\\nb": give a name'],
    ['256 characters', { name: 'x'.repeat(256) }, 'give a name of 1 to 255 characters on one line.'],
    ['no address', { email: 'joe' }, 'email is "joe": give an address such as "joe@cloud.example".'],
  ])('with %s for a user', (_, props, message) => {
    const define = () => synthInCloud((stack, cloud) => new User(stack, 'joe', { cloud, ...props }));
    expect(define).toThrow('User "test/joe" cannot be defined:');
    expect(define).toThrow(message);
  });

  test.each([Domain, Project, Group, Role])('with an empty name for a %p', (Kind) => {
    const define = () => synthInCloud((stack, cloud) => new Kind(stack, 'x', { cloud, name: '' }));
    expect(define).toThrow(`${Kind.name} "test/x" cannot be defined:\n  - name is "": give a name`);
  });

  test('with an empty name to look up', () => {
    const define = () => synthInCloud((stack, cloud) => Role.fromName(stack, 'x', { cloud, name: '' }));
    expect(define).toThrow('"test/x" cannot be defined:\n  - name is "": give a name');
  });

  test('with a tag that Keystone would not take', () => {
    const define = () => synthInCloud((stack, cloud) => new Project(stack, 'x', { cloud, tags: ['a', 'b,c'] }));
    expect(define).toThrow('tags has "b,c": give up to 255 characters without "," and "/".');
  });

  test('with a region that could not stand in a URL', () => {
    const define = () => synthInCloud((stack, cloud) => new Region(stack, 'x', { cloud, name: 'a/b' }));
    expect(define).toThrow('name is "a/b": give a name of 1 to 255 characters without "/".');
  });

  test('with a name that is not known yet and no password', () => {
    const define = () =>
      synthInCloud((stack, cloud) => {
        const known = new Project(stack, 'x', { cloud });
        new User(stack, 'joe', { cloud, name: known.name });
      });
    expect(define).toThrow('so no secret can be named after it: give a password.');
  });
});
