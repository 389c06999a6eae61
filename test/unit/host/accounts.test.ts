import { parseTables } from '../../../lib/host/accounts/accounts';

const PASSWD =
  'root:x:0:0:root:/root:/bin/bash\nann:x:1000:1000:Ann,,,:/home/ann:/bin/sh\nbob:x:1001:7777::/home/bob:\n';
const GROUP = 'root:x:0:\nann:x:1000:ann\nkvm:x:100:bob,ann\nadm:x:4:ann\n';

describe('accounts', () => {
  const tables = parseTables(`${PASSWD}\0${GROUP}`);

  test('are read field by field', () => {
    expect(tables.user('ann')).toEqual({
      name: 'ann',
      uid: 1000,
      gid: 1000,
      comment: 'Ann,,,',
      home: '/home/ann',
      shell: '/bin/sh',
    });
    expect(tables.user('nobody')).toBeUndefined();
    expect(tables.group('kvm')).toEqual({ name: 'kvm', gid: 100, members: ['bob', 'ann'] });
  });

  test('tell the groups of a user, the primary one apart', () => {
    const ann = tables.users.find(({ name }) => name === 'ann');
    const bob = tables.users.find(({ name }) => name === 'bob');
    if (!ann || !bob) throw new Error('a user is missing');
    expect([tables.primaryGroup(ann), tables.supplementaryGroups(ann)]).toEqual(['ann', ['adm', 'kvm']]);
    expect([tables.primaryGroup(bob), tables.supplementaryGroups(bob)]).toEqual(['7777', ['kvm']]);
  });
});
