import { optionsChange } from '../../../lib/host/file-systems/file-systems';
import { actualOptions, parseMountinfo } from '../../../lib/host/file-systems/mounts';

describe('what is mounted', () => {
  test('is read from the kernel with its options, and with special characters decoded', () => {
    const text =
      '180 156 0:41 / / rw,relatime shared:26 master:1 - overlay over rw,lowerdir=/a\n9 8 8:17 /sub /x\\040y rw - xfs /dev/sdb1 rw,inode64\n';
    expect(parseMountinfo(text)).toEqual([
      {
        number: '0:41',
        root: '/',
        target: '/',
        type: 'overlay',
        source: 'over',
        options: ['rw', 'relatime', 'lowerdir=/a'],
      },
      { number: '8:17', root: '/sub', target: '/x y', type: 'xfs', source: '/dev/sdb1', options: ['rw', 'inode64'] },
    ]);
  });

  test.each([
    ['nothing changed', ['rw', 'noatime', 'inode64'], ['noatime', 'nofail']],
    ['it became read-only', ['ro', 'noatime', 'inode64'], ['noatime', 'nofail', 'ro']],
    ['a configured option was taken away', ['rw', 'relatime', 'inode64'], ['nofail', 'relatime']],
  ])('differs from the configured options only by what changed since: %s', (_, now, expected) => {
    expect(actualOptions(['noatime', 'nofail'], ['rw', 'noatime', 'inode64'], now)).toEqual(expected);
  });

  test.each([
    [['noatime'], ['noatime', 'nofail', 'x-systemd.automount'], 'nothing'],
    [['noatime', 'ro'], ['nodev', 'noatime'], 'remount'],
    [['noatime', 'discard'], ['noatime'], 'mount anew'],
  ])('goes from %j to %j by: %s', (before, after, expected) => {
    expect(optionsChange(before, after)).toBe(expected);
  });
});
