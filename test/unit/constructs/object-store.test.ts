import { resolve } from 'node:path';
import {
  Container,
  ContainerAccess,
  type ContainerProps,
  ObjectAccount,
  type ObjectUploadOptions,
  Project,
  Role,
  Secret,
  User,
} from '../../../constructs';
import { reference, synthInCloud } from './in-cloud';

test('a container has what its props say, in the account of its project', () => {
  const { one } = synthInCloud((stack, cloud) => {
    const project = new Project(stack, 'trial', { cloud });
    const joe = new User(stack, 'joe', { cloud });
    new Container(stack, 'reports', {
      cloud,
      project,
      readers: [
        ContainerAccess.everybody(),
        ContainerAccess.referrer('-thief.example.com'),
        ContainerAccess.listings(),
        ContainerAccess.role(new Role(stack, 'auditor', { cloud })),
      ],
      writers: [ContainerAccess.user(joe, project), ContainerAccess.user(joe), ContainerAccess.project(project)],
      quotaBytes: 1024,
      quotaCount: 10,
      versions: true,
      storagePolicy: 'gold',
      metadata: { colour: 'blue' },
      tempUrlKey: Secret.named('swift/temp-url'),
      secondTempUrlKey: Secret.named('swift/temp-url').version(2),
      forceDestroy: true,
    });
  });
  const [project, user] = ['identity_project.trial', 'identity_user.joe'].map((address) => {
    const [type = '', id = ''] = address.split('.');
    return reference(type, id, 'id').source.slice(1, -1);
  });
  const { read_acl: readers, write_acl: writers, ...rest } = one('object_container');
  expect(readers).toEqual([
    '.r:*',
    '.r:-thief.example.com',
    '.rlistings',
    expect.stringMatching(reference('identity_role', 'auditor', 'name')),
  ]);
  expect(writers).toEqual([
    expect.stringMatching(new RegExp(`^${project}:${user}$`)),
    expect.stringMatching(new RegExp(`^\\*:${user}$`)),
    expect.stringMatching(new RegExp(`^${project}:\\*$`)),
  ]);
  expect(rest).toEqual({
    cloud: 'main',
    project_id: expect.stringMatching(reference('identity_project', 'trial', 'id')),
    name: 'reports',
    quota_bytes: 1024,
    quota_count: 10,
    versions_enabled: true,
    storage_policy: 'gold',
    metadata: { colour: 'blue' },
    temp_url_key: '{{secret:swift/temp-url}}',
    temp_url_key_2: '{{secret:swift/temp-url@2}}',
    force_destroy: true,
  });
});

test('an object is in the container and account that it is added to, and its file starts where the program runs', () => {
  const { all } = synthInCloud((stack, cloud) => {
    const reports = new Container(stack, 'reports', { cloud });
    const segmentContainer = Container.fromName(stack, 'segments', { cloud, name: 'segments' });
    reports.addObject('annual.pdf', {
      name: '2022/annual.pdf',
      file: 'reports/annual.pdf',
      contentType: 'application/pdf',
      contentDisposition: 'inline',
      deleteAt: '2090-01-01T00:00:00Z',
      segmentSizeMib: 64,
      segmentContainer,
    });
    reports.addObject('note', { text: 'Hello.', metadata: { colour: 'blue' }, deleteAfter: 60 });
  });
  const isIn = {
    cloud: 'main',
    project_id: expect.stringMatching(reference('object_container', 'reports', 'project_id')),
    container: expect.stringMatching(reference('object_container', 'reports', 'name')),
  };
  expect(all('object')).toEqual([
    {
      ...isIn,
      name: '2022/annual.pdf',
      source: resolve('reports/annual.pdf'),
      content_type: 'application/pdf',
      content_disposition: 'inline',
      delete_at: '2090-01-01T00:00:00Z',
      segment_size: 67_108_864,
      segment_container: expect.stringMatching(reference('object_container', 'segments', 'name')),
    },
    { ...isIn, name: 'note', content: 'Hello.', metadata: { colour: 'blue' }, delete_after: 60 },
  ]);
});

test("an account has what is said of it, the provider's own as well as a project's", () => {
  const { all } = synthInCloud((stack, cloud) => {
    const project = new Project(stack, 'trial', { cloud });
    new ObjectAccount(stack, 'theirs', { cloud, project, quotaBytes: 1024, tempUrlKey: Secret.named('x') });
    new ObjectAccount(stack, 'own', { cloud, metadata: { colour: 'blue' } });
  });
  expect(all('object_account')).toEqual([
    { cloud: 'main', metadata: { colour: 'blue' } },
    {
      cloud: 'main',
      project_id: expect.stringMatching(reference('identity_project', 'trial', 'id')),
      quota_bytes: 1024,
      temp_url_key: '{{secret:x}}',
    },
  ]);
});

describe('fails', () => {
  test.each<[string, Partial<ContainerProps>, string]>([
    ['with a slash in its name', { name: 'a/b' }, 'name is "a/b": give a name of up to 256 bytes without "/"'],
    ['with half a byte', { quotaBytes: 0.5 }, 'quotaBytes is 0.5: give a whole number from 0'],
    ['with upper case', { metadata: { Colour: 'x' } }, 'metadata has "Colour": give a name of up to 128 lower-case'],
    ['with nothing to say', { metadata: { colour: ' ' } }, 'metadata has nothing to say of "colour"'],
    ['when everybody may write', { writers: [ContainerAccess.everybody()] }, 'writers has ".r:*": Swift lets nobody'],
  ])('%s', (_, props, message) => {
    const define = () => synthInCloud((stack, cloud) => new Container(stack, 'x', { cloud, ...props }));
    expect(define).toThrow('Container "test/x" cannot be defined:');
    expect(define).toThrow(message);
  });

  test.each<[string, ObjectUploadOptions, string]>([
    ['without content', {}, 'none given: give exactly one of file, text.'],
    ['with two contents', { file: 'x', text: 'x' }, 'file and text given: give exactly one of file, text.'],
    ['with dots in its name', { text: '', name: 'a/../b' }, 'name is "a/../b": give a name of up to 1024 bytes'],
    ['with two ends', { text: '', deleteAfter: 1, deleteAt: '2090-01-01T00:00:00Z' }, 'give at most one of them.'],
    ['with a day', { text: '', deleteAt: '2090-01-01' }, 'deleteAt is "2090-01-01": give a time such as'],
    ['with large segments', { text: '', segmentSizeMib: 6000 }, 'segmentSizeMib is 6000: give a whole number from 1'],
  ])('%s', (_, options, message) => {
    const define = () => synthInCloud((stack, cloud) => new Container(stack, 'c', { cloud }).addObject('x', options));
    expect(define).toThrow('ObjectUpload "test/c/x" cannot be defined:');
    expect(define).toThrow(message);
  });

  test('with a referrer that is no host', () => {
    expect(() => ContainerAccess.referrer('http://example.com')).toThrow(
      'The referrer "http://example.com" is no host',
    );
  });

  test('with two of one name in one project, and not in two', () => {
    const define = (apart: boolean) => () =>
      synthInCloud((stack, cloud) => {
        const project = new Project(stack, 'trial', { cloud });
        new Container(stack, 'one', { cloud, project });
        new Container(stack, 'two', { cloud, name: 'one', ...(!apart && { project }) });
      });
    expect(define(true)).not.toThrow();
    expect(define(false)).toThrow(
      'stands for the container of the project "test/trial" "one" of the cloud "main" already',
    );
  });
});
