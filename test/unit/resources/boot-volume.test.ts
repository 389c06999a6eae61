import { UNKNOWN } from '../../../lib/plugin/value/unknown';
import {
  type BootVolume,
  bootVolumeAttribute,
  isOtherRootDisk,
  mappingOf,
} from '../../../lib/resources/compute/boot-volume';

const NOTHING: BootVolume = { volume_id: null, size_gb: null, volume_type_id: null, delete_on_termination: null };
const GIVEN = { ...NOTHING, volume_id: 'v' };
const NEW = { ...NOTHING, size_gb: 2 };
const IMPORTED = { volume_id: 'v', size_gb: 2, volume_type_id: 't', delete_on_termination: false };

test('a volume that was given stays when its instance goes, and a new one goes, unless something else is said', () => {
  expect(mappingOf(GIVEN, null)).toEqual({
    ...{ boot_index: 0, source_type: 'volume', destination_type: 'volume' },
    uuid: 'v',
    delete_on_termination: false,
  });
  expect(mappingOf({ ...NEW, volume_type_id: 't' }, 'image')).toEqual({
    ...{ boot_index: 0, source_type: 'image', destination_type: 'volume' },
    ...{ uuid: 'image', volume_size: 2, volume_type: 't' },
    delete_on_termination: true,
  });
  expect(mappingOf({ ...NEW, delete_on_termination: false }, 'image')).toMatchObject({ delete_on_termination: false });
});

test.each([
  ['no volume is none', null, null, false],
  ['a volume in place of none is another one', NEW, null, true],
  ['none in place of a volume is another one', null, NEW, true],
  ['another volume is another one', { ...GIVEN, volume_id: 'w' }, GIVEN, true],
  ['one that is yet to be made is another one', { ...GIVEN, volume_id: UNKNOWN }, GIVEN, true],
  ['what is not known yet is another one', UNKNOWN, GIVEN, true],
  ['another size is another one', { ...NEW, size_gb: 3 }, NEW, true],
  ['a new one in place of one that was given is another one', NEW, GIVEN, true],
  ['that it goes with its instance makes it no other one', { ...NEW, delete_on_termination: false }, NEW, false],
  ['an imported one is as it is configured by id', GIVEN, IMPORTED, false],
  ['an imported one is as it is configured by size', NEW, IMPORTED, false],
  ['an imported one is not of another size', { ...NEW, size_gb: 3 }, IMPORTED, true],
])('%s', (_, planned, prior, expected) => {
  expect(isOtherRootDisk(planned, prior as BootVolume | null)).toBe(expected);
});

test('an imported one is the same however it is configured, as long as it goes or stays as it does', () => {
  const { same } = bootVolumeAttribute;
  expect(same?.(GIVEN, IMPORTED)).toBe(true);
  expect(same?.({ ...NEW, delete_on_termination: false }, IMPORTED)).toBe(true);
  expect(same?.(NEW, IMPORTED)).toBe(false);
});
