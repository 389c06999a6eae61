import { open } from 'node:fs/promises';

/** Bytes by which a format is known, and where they stand; a negative place counts from the end. */
const MAGIC: readonly (readonly [format: string, place: number, bytes: string])[] = [
  ['qcow2', 0, 'QFI\xfb'],
  ['vmdk', 0, 'KDMV'],
  ['vmdk', 0, 'COWD'],
  ['vmdk', 0, '# Disk DescriptorFile'],
  ['vhdx', 0, 'vhdxfile'],
  ['vdi', 64, '\x7f\x10\xda\xbe'],
  ['vhd', 0, 'conectix'],
  ['ploop', 0, 'WithoutFreeSpace'],
  ['ploop', 0, 'WithouFreSpacExt'],
  // The trailer of a fixed VHD is all that tells it from a raw disk.
  ['vhd', -512, 'conectix'],
  ['iso', 0x8001, 'CD001'],
];

/** Formats that are told by their bytes. The others may begin with anything. */
const TOLD = new Set(MAGIC.map(([format]) => format));

/** The format of a file by its bytes; undefined where none of them is known. */
export async function formatOf(path: string): Promise<string | undefined> {
  const file = await open(path);
  try {
    const { size } = await file.stat();
    for (const [format, place, bytes] of MAGIC) {
      const position = place < 0 ? size + place : place;
      if (position < 0) continue;
      const { buffer, bytesRead } = await file.read(Buffer.alloc(bytes.length), 0, bytes.length, position);
      if (buffer.toString('latin1', 0, bytesRead) === bytes) return format;
    }
    return undefined;
  } finally {
    await file.close();
  }
}

/** What is wrong with calling a file with these bytes a disk of this format, and what to do; undefined when nothing is. */
export function formatProblem(declared: string, found: string | undefined): string | undefined {
  if (found === declared) return undefined;
  if (TOLD.has(declared)) {
    return found === undefined
      ? `it does not begin as ${declared} does. Set disk_format to what it is: "raw" for the plain bytes of a disk. Is it compressed? Then unpack it first.`
      : `it is ${found}. Set disk_format = "${found}", or give another file.`;
  }
  // A bootable CD is a raw disk as well.
  if (found === undefined || found === 'iso') return undefined;
  return `it is ${found}. Set disk_format = "${found}", or convert it: qemu-img convert -O raw.`;
}
