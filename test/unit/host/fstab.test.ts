import { fstabLine, linesAbout, parseFstab, replaceLines } from '../../../lib/host/file-systems/fstab';

const UUID = '0fc63daf-8483-4772-8e79-3d69d8477de4';
const names = { devices: ['/dev/sdb1'], uuids: [UUID] };
const entry = { spec: `UUID=${UUID}`, target: '/srv/a b', type: 'xfs', options: ['noatime', 'nofail'], pass: 0 };
const line = `UUID=${UUID} /srv/a\\040b xfs noatime,nofail 0 0`;

describe('fstab', () => {
  test('is read whatever blanks it has, without comments, with special characters decoded', () => {
    const text = `# a comment\n  \n\tUUID="${UUID}"\t/srv/\\303\\274\\011x   xfs\n/dev/sdb1 none swap sw 0 0\nbroken\n`;
    expect(parseFstab(text)).toEqual([
      { spec: `UUID="${UUID}"`, target: '/srv/ü\tx', type: 'xfs', options: ['defaults'], pass: 0 },
      { spec: '/dev/sdb1', target: 'none', type: 'swap', options: ['sw'], pass: 0 },
    ]);
  });

  test('gets a line that reads back as it was meant', () => {
    expect(fstabLine(entry)).toBe(line);
    expect(parseFstab(fstabLine(entry))).toEqual([entry]);
    expect(fstabLine({ ...entry, options: [] })).toContain(' defaults 0 0');
  });

  test.each([
    ['UUID', `UUID=${UUID.toUpperCase()} /srv xfs defaults 0 0`],
    ['quoted UUID', `UUID="${UUID}" /srv xfs defaults 0 0`],
    ['device', '  /dev/sdb1 /srv xfs defaults 0 0'],
    ['link by UUID', `/dev/disk/by-uuid/${UUID} /srv xfs`],
  ])('has its line about a file system found by its %s', (_, about) => {
    expect(linesAbout(`/dev/sdb10 / ext4\n${about}\n#${about}\n`, names)).toEqual([about]);
  });

  test('keeps every other byte when a line is replaced, and has one line where there were two', () => {
    const before = `#\tü\n/dev/sdb1 /old xfs\n\n  LABEL=x  /x ext4 \nUUID=${UUID} /older xfs`;
    expect(replaceLines(before, names, [line])).toBe(`#\tü\n${line}\n\n  LABEL=x  /x ext4 \n`);
  });

  test('gets a new line at its end, and ends with the end of a line', () => {
    expect(replaceLines('', names, [line])).toBe(`${line}\n`);
    expect(replaceLines('#x', names, [line])).toBe(`#x\n${line}\n`);
  });

  test('stays byte for byte when there is nothing to remove', () => {
    expect(replaceLines('#x\n\nno end', names, [])).toBe('#x\n\nno end');
  });
});
