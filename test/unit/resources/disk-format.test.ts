import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { formatOf, formatProblem } from '../../../lib/resources/image/disk-format';

let directory: string;
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'disk-format-'));
});
afterAll(() => rm(directory, { recursive: true }));

const at = (place: number, bytes: string, size = 40_000) => {
  const content = Buffer.alloc(size);
  content.write(bytes, place < 0 ? size + place : place, 'latin1');
  return content;
};

test.each<[string | undefined, string, Buffer]>([
  ['qcow2', 'at its begin', at(0, 'QFI\xfb')],
  ['vmdk', 'of one extent', at(0, 'KDMV')],
  ['vmdk', 'with a descriptor of its own', at(0, '# Disk DescriptorFile')],
  ['vhdx', 'at its begin', at(0, 'vhdxfile')],
  ['vdi', 'after its headline', at(64, '\x7f\x10\xda\xbe')],
  ['vhd', 'that grows', at(0, 'conectix')],
  ['vhd', 'of fixed size, at its end', at(-512, 'conectix')],
  ['iso', 'after its free sectors', at(0x8001, 'CD001')],
  [undefined, 'of a plain disk', at(510, '\x55\xaa')],
  [undefined, 'that is shorter than any', Buffer.from('x')],
])('%s is known by its bytes, %s', async (format, _, content) => {
  const path = join(directory, 'disk');
  await writeFile(path, content);
  expect(await formatOf(path)).toBe(format);
});

test.each([
  ['raw', 'qcow2', 'it is qcow2. Set disk_format = "qcow2", or convert it: qemu-img convert -O raw.'],
  ['ari', 'vmdk', 'it is vmdk. Set disk_format = "vmdk"'],
  ['qcow2', 'vdi', 'it is vdi. Set disk_format = "vdi", or give another file.'],
  ['qcow2', undefined, 'it does not begin as qcow2 does. Set disk_format to what it is: "raw"'],
])('%s that is %s is refused, with what to do', (declared, found, message) => {
  expect(formatProblem(declared, found)).toContain(message);
});

test.each([
  ['raw', undefined],
  ['raw', 'iso'],
  ['aki', undefined],
  ['qcow2', 'qcow2'],
])('%s that is %s is taken', (declared, found) => {
  expect(formatProblem(declared, found)).toBeUndefined();
});
