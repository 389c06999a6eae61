import { execFileSync } from 'node:child_process';
import { Cloud, Host, OpenRc, type OpenRcProps, Project, Secret, User } from '../../../constructs';
import { reference, synthKeystone } from './in-cloud';
import { type Synthesized, synthOnHost } from './synth';

const content = ({ all }: Synthesized, path: string) =>
  all('file').find((file) => file.path === path)?.content as string | undefined;

const UNSET =
  'unset OS_USER_ID OS_USER_DOMAIN_ID OS_USER_DOMAIN_NAME OS_PROJECT_ID OS_PROJECT_DOMAIN_ID OS_PROJECT_DOMAIN_NAME ' +
  'OS_DOMAIN_ID OS_DOMAIN_NAME OS_SYSTEM_SCOPE OS_REGION_NAME OS_AUTH_TYPE OS_TOKEN OS_CLOUD';

test('the administrator finds the cloud in variables and in clouds.yaml, which are for root alone', () => {
  const found = synthKeystone(({ cloud }, host) => {
    new OpenRc(host, 'OpenRc', { host, cloud });
  });
  expect(content(found, '/root/openrc')).toBe(`${UNSET}
export OS_IDENTITY_API_VERSION='3'
export OS_AUTH_URL='http://192.0.2.1:5000/v3'
export OS_USERNAME='admin'
export OS_USER_DOMAIN_NAME='Default'
export OS_PROJECT_NAME='admin'
export OS_PROJECT_DOMAIN_NAME='Default'
export OS_REGION_NAME='regionOne'
export OS_PASSWORD='{{secret:keystone/admin|sh}}'
`);
  expect(content(found, '/root/.config/openstack/clouds.yaml')).toBe(`clouds:
  "main":
    identity_api_version: 3
    region_name: "regionOne"
    auth:
      auth_url: "http://192.0.2.1:5000/v3"
      username: "admin"
      user_domain_name: "Default"
      project_name: "admin"
      project_domain_name: "Default"
      password: "{{secret:keystone/admin|json}}"
`);
  const files = found.all('file').filter(({ path }) => `${path}`.startsWith('/root'));
  expect(files.map(({ mode }) => mode)).toEqual(['0600', '0600']);
  expect(found.one('directory')).toMatchObject({ path: '/root/.config/openstack', mode: '0700', create_parents: true });
});

test('another user has variables of her own, and does not take the place of the administrator in clouds.yaml', () => {
  const found = synthKeystone(({ cloud }, host) => {
    const [joe, trial] = [new User(host, 'joe', { cloud }), new Project(host, 'trial', { cloud })];
    new OpenRc(host, 'OpenRc', { host, cloud });
    new OpenRc(host, 'OpenRc joe', { host, cloud, user: joe, project: trial, path: '/root/openrc-joe' });
  });
  const lines = content(found, '/root/openrc-joe')?.split('\n') ?? [];
  const value = (name: string) => lines.find((line) => line.startsWith(`export OS_${name}=`))?.split('=')[1];
  expect(value('PASSWORD')).toBe("'{{secret:main/users/joe|sh}}'");
  expect(value('USERNAME')).toMatch(/^'\$\{replace\(stackwright_identity_user\.node1_joe_\w+\.name, /);
  expect(value('USER_DOMAIN_ID')).toMatch(/identity_user\.node1_joe_\w+\.domain_id/);
  expect(value('PROJECT_NAME')).toMatch(/identity_project\.node1_trial_\w+\.name/);
  expect(value('PROJECT_DOMAIN_ID')).toMatch(/identity_project\.node1_trial_\w+\.domain_id/);
  expect(lines.some((line) => /^export .*DOMAIN_NAME/.test(line))).toBe(false);
  expect(found.all('file').filter(({ path }) => `${path}`.endsWith('clouds.yaml'))).toHaveLength(1);
});

test('a shell that reads one file after another is left with what the last one says', () => {
  const found = synthKeystone(({ cloud }, host) => {
    const [joe, trial] = [new User(host, 'joe', { cloud }), new Project(host, 'trial', { cloud })];
    new OpenRc(host, 'OpenRc', { host, cloud });
    new OpenRc(host, 'OpenRc joe', { host, cloud, user: joe, project: trial, path: '/root/openrc-joe' });
  });
  const [admins = '', joes = ''] = ['/root/openrc', '/root/openrc-joe'].map((path) =>
    // What Terraform puts in.
    `${content(found, path)}`.replaceAll(/'\$\{.*\}'/g, "'known later'"),
  );
  const left = (...files: string[]) =>
    execFileSync('sh', ['-eu'], {
      input: [...files, 'env | grep ^OS_ | sort'].join('\n'),
      env: { PATH: process.env.PATH, OS_TOKEN: 'mine', OS_CLOUD: 'mine', OS_SYSTEM_SCOPE: 'all' },
      encoding: 'utf8',
    });
  expect(left(admins, joes)).toBe(left(joes));
  expect(left(joes, admins)).toBe(left(admins));
  expect(left(admins)).toMatch(/^OS_AUTH_URL=.*\nOS_IDENTITY_API_VERSION=3\nOS_PASSWORD=/);
  expect(left(admins)).not.toContain('mine');
});

test('the files come after the password that is in them is the administrator’s', () => {
  const { all } = synthKeystone(({ cloud }, host) => {
    new OpenRc(host, 'OpenRc', { host, cloud });
  });
  const bootstrap = expect.stringMatching(/^stackwright_keystone_bootstrap\./);
  const files = all('file').filter(({ path }) => `${path}`.startsWith('/root'));
  expect(files.map(({ depends_on }) => depends_on)).toEqual([
    [expect.stringMatching(/^stackwright_directory\./), bootstrap],
    [bootstrap],
  ]);
});

test('files belong to who uses them, and clouds.yaml stands where it is asked for', () => {
  const found = synthKeystone(({ cloud }, host) => {
    const joe = new User(host, 'joe', { cloud, defaultProject: new Project(host, 'trial', { cloud }) });
    const props = { host, cloud, user: joe, owner: 'joe', path: '/home/joe/openrc' };
    new OpenRc(host, 'OpenRc', { ...props, cloudsYamlPath: '/home/joe/clouds.yaml' });
  });
  const files = found.all('file').filter(({ path }) => `${path}`.startsWith('/home'));
  expect(files.map(({ path, owner, group, mode }) => [path, owner, group, mode])).toEqual([
    ['/home/joe/clouds.yaml', 'joe', 'joe', '0600'],
    ['/home/joe/openrc', 'joe', 'joe', '0600'],
  ]);
  expect(found.one('directory')).toMatchObject({ path: '/home/joe', owner: 'joe', group: 'joe' });
  expect(content(found, '/home/joe/clouds.yaml')).toMatch(
    /username: \$\{jsonencode\(stackwright_identity_user\.node1_joe_\w+\.name\)\}\n/,
  );
});

test('who does not say for which project uses the user’s default project', () => {
  const found = synthKeystone(({ cloud }, host) => {
    const joe = new User(host, 'joe', { cloud, defaultProject: new Project(host, 'trial', { cloud }) });
    new OpenRc(host, 'OpenRc', { host, cloud, user: joe });
  });
  expect(content(found, '/root/openrc')).toMatch(
    /OS_PROJECT_NAME='\$\{replace\(stackwright_identity_project\.node1_trial_\w+\.name, /,
  );
});

test('fails with a user that has no default project when none is given', () => {
  const define = () =>
    synthKeystone(({ cloud }, host) => {
      new OpenRc(host, 'OpenRc', { host, cloud, user: new User(host, 'joe', { cloud }) });
    });
  expect(define).toThrow('  - user is "test/node1/joe", which has no default project: give a project.');
});

describe('two on one host', () => {
  const define = (first: Partial<OpenRcProps>, second: Partial<OpenRcProps>) => () =>
    synthKeystone(({ cloud }, host) => {
      new OpenRc(host, 'One', { host, cloud, ...first });
      new OpenRc(host, 'Two', { host, cloud, ...second });
    });

  test('fail with the same path', () => {
    expect(define({}, { cloudsYaml: false })).toThrow(
      'OpenRc "test/node1/Two" cannot be defined:\n' +
        '  - OpenRc "test/node1/One" stands for the file "/root/openrc" on node1 already: give this one another path.',
    );
  });

  test('fail with the same clouds.yaml', () => {
    expect(define({}, { path: '/root/other' })).toThrow(
      'OpenRc "test/node1/Two" cannot be defined:\n' +
        '  - OpenRc "test/node1/One" stands for the file "/root/.config/openstack/clouds.yaml" on node1 already: ' +
        'give this one another cloudsYamlPath, or leave its clouds.yaml out with cloudsYaml: false.',
    );
  });

  test('do not disturb each other with files of their own', () => {
    expect(define({}, { path: '/root/other', cloudsYaml: false })).not.toThrow();
    expect(define({}, { path: '/home/joe/openrc' })).not.toThrow();
  });

  test('of the same paths are fine on two hosts', () => {
    const onTwo = () =>
      synthKeystone(({ cloud }, host) => {
        const other = new Host(host, 'node2', { address: '192.0.2.2' });
        for (const on of [host, other]) new OpenRc(on, 'OpenRc', { host: on, cloud });
      });
    expect(onTwo).not.toThrow();
  });
});

test('the path is one that is there: it refers to the file', () => {
  let path = '';
  const found = synthKeystone(({ cloud }, host) => {
    const openrc = new OpenRc(host, 'OpenRc', { host, cloud, cloudsYaml: false });
    path = openrc.path;
    new Project(host, 'trial', { cloud, description: path });
  });
  expect(found.one('identity_project').description).toMatch(reference('file', 'node1_OpenRc_Variables', 'path'));
  expect(found.all('directory')).toEqual([]);
});

test('names are quoted for whoever reads them', () => {
  const found = synthOnHost((host) => {
    const password = Secret.named('cloud');
    const names = { username: "o'brien", project: '$(reboot) "x" \\' };
    new OpenRc(host, 'OpenRc', { host, cloud: new Cloud(host, 'true', { authUrl: 'http://a', password, ...names }) });
  });
  const variables = content(found, '/root/openrc');
  expect(variables).toContain("export OS_USERNAME='o'\\''brien'\n");
  expect(variables).toContain('export OS_PROJECT_NAME=\'$(reboot) "x" \\\'\n');
  const yaml = content(found, '/root/.config/openstack/clouds.yaml');
  expect(yaml).toContain('  "true":\n');
  expect(yaml).toContain('username: "o\'brien"\n');
  expect(yaml).toContain('project_name: "$(reboot) \\"x\\" \\\\"\n');
});

test.each<[string, Partial<OpenRcProps>, string]>([
  ['a relative path', { path: 'openrc' }, 'path is "openrc": give an absolute path'],
  ['no path', { cloudsYamlPath: '' }, 'cloudsYamlPath is "": give an absolute path'],
  [
    'a path for what is not written',
    { cloudsYaml: false, cloudsYamlPath: '/a' },
    'cloudsYamlPath is given, but cloudsYaml is false: leave one of them out.',
  ],
])('fails with %s', (_, props, message) => {
  const define = () => synthKeystone(({ cloud }, host) => new OpenRc(host, 'OpenRc', { host, cloud, ...props }));
  expect(define).toThrow('OpenRc "test/node1/OpenRc" cannot be defined:');
  expect(define).toThrow(message);
});
