import { parseLvm } from '../../../lib/host/lvm/volume-groups';

const report = (kind: string, rows: readonly object[]) => JSON.stringify({ report: [{ [kind]: rows }] });
const device = (name: string, number: string, group = '') => {
  const [pv_major, pv_minor] = number.split(':');
  return { pv_name: name, pv_major, pv_minor, vg_name: group, vg_uuid: group && `uuid of ${group}` };
};

test('what LVM tells of devices becomes groups, and devices that are in none', () => {
  const devices = [device('/dev/sdb', '8:16', 'one'), device('/dev/sdd', '8:48'), device('/dev/sdc', '8:32', 'one')];
  const volumes = [
    { lv_name: 'a', vg_name: 'one' },
    { lv_name: 'b', vg_name: 'two' },
  ];
  expect(
    parseLvm(`${report('pv', [...devices, device('/dev/sde', '8:64', 'two')])}\0=\0${report('lv', volumes)}`),
  ).toEqual({
    groups: [
      {
        name: 'one',
        uuid: 'uuid of one',
        devices: [
          { path: '/dev/sdb', number: '8:16' },
          { path: '/dev/sdc', number: '8:32' },
        ],
        logicalVolumes: ['a'],
      },
      { name: 'two', uuid: 'uuid of two', devices: [{ path: '/dev/sde', number: '8:64' }], logicalVolumes: ['b'] },
    ],
    free: [{ path: '/dev/sdd', number: '8:48' }],
  });
});
