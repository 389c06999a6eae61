import { parseDevices } from '../../../lib/host/file-systems/block-devices';

const MOUNTINFO = `9 8 8:17 / /srv/one rw - xfs /dev/sdb1 rw
10 8 8:17 /part /srv/part rw - xfs /dev/sdb1 rw
11 8 0:45 / /srv/btrfs rw - btrfs /dev/sdc1 rw
12 8 0:6 /loop0 /dev/sdb1 rw - devtmpfs devtmpfs rw
`;

/** What the host answers about one device at /dev/sdb1, 8:17. */
function answer(
  parts: Partial<Record<'stat' | 'link' | 'blkid' | 'mounts' | 'swaps' | 'holders' | 'partitions' | 'loops', string>>,
) {
  const {
    stat = '/dev/sdb1\0block special file\0' + '8:11\0',
    link = '/dev/sdb1\0',
    blkid = 'rc=2\0',
    mounts = '',
  } = parts;
  const { swaps = 'Filename Type\n', holders = '', partitions = '', loops = '' } = parts;
  const text = [stat, link, blkid, mounts, swaps, holders, partitions, loops].join('\0=\0');
  return parseDevices(['/dev/sdb1'], text).get('/dev/sdb1');
}

describe('a block device', () => {
  test('is blank when blkid finds nothing', () => {
    expect(answer({})).toEqual({ path: '/dev/sdb1', number: '8:17', signature: null, mounts: [], uses: [] });
  });

  test('has the signature that blkid finds, its label decoded', () => {
    const blkid = 'ID_FS_LABEL=a_b\nID_FS_LABEL_ENC=a\\x20b\\xc3\\xbc\nID_FS_UUID_ENC=12-34\nID_FS_TYPE=ext4\nrc=0\0';
    expect(answer({ blkid })).toMatchObject({ signature: { type: 'ext4', label: 'a bü', uuid: '12-34' } });
    expect(answer({ blkid: 'ID_PART_TABLE_TYPE=gpt\nrc=0\0' })).toMatchObject({ signature: { type: 'gpt' } });
    expect(answer({ blkid: 'rc=8\0' })).toMatchObject({ signature: { type: 'ambiguous' } });
  });

  test('is not taken for blank when blkid fails', () => {
    expect(() => answer({ blkid: '/dev/sdb1: Input/output error\nrc=2\0' })).toThrow(
      'blkid cannot tell what is on /dev/sdb1',
    );
    expect(() => answer({ blkid: 'sh: blkid: not found\nrc=127\0' })).toThrow('not found');
  });

  test('is mounted where its file system is as a whole', () => {
    expect(answer({ mounts: MOUNTINFO })).toMatchObject({ mounts: [{ target: '/srv/one' }] });
  });

  test.each([
    ['swap', { swaps: 'Filename Type\n/dev/sdb1 partition 1 0 -2\n' }, 'swap'],
    [
      'LVM',
      { holders: '/sys/dev/block/8:17/holders/dm-0\0vg-data\0' },
      'the device-mapper device vg-data (LVM, encryption or multipath)',
    ],
    ['RAID', { holders: '/sys/dev/block/8:17/holders/md0\0\0' }, 'the device md0'],
    [
      'partitions',
      { partitions: '/sys/dev/block/8:17/sdb2/partition\0/sys/dev/block/8:1/sda2/partition\0' },
      'its partitions sdb2',
    ],
    ['a loop device', { loops: '/sys/block/loop3/loop/backing_file\0/dev/sdb1\0' }, 'the loop device loop3'],
  ])('is in use by %s', (_, parts, use) => {
    expect(answer(parts)).toMatchObject({ uses: [use] });
  });

  test('is told from nothing and from other things', () => {
    expect(answer({ stat: '' })).toEqual({ path: null, problem: 'does not exist' });
    expect(answer({ stat: '/dev/sdb1\0directory\0' + '0:0\0' })).toEqual({ path: null, problem: 'is a directory' });
  });
});
