import { resolve } from 'node:path';
import { ContainerFormat, DiskFormat, Image, type ImageProps, ImageVisibility } from '../../../constructs';
import { reference, synthInCloud } from './in-cloud';

const RAW = { file: 'disk.raw', diskFormat: DiskFormat.RAW };

test('an image has what its props say, and a path starts where the program runs', () => {
  const { one } = synthInCloud((stack, cloud) => {
    new Image(stack, 'cirros', {
      cloud,
      file: 'images/cirros.img',
      diskFormat: DiskFormat.QCOW2,
      visibility: ImageVisibility.PUBLIC,
      protected: true,
      hidden: true,
      minDiskGb: 1,
      minRamMb: 64,
      tags: ['small'],
      properties: { architecture: 'x86_64' },
    });
  });
  expect(one('image')).toEqual({
    cloud: 'main',
    name: 'cirros',
    local_file_path: resolve('images/cirros.img'),
    disk_format: 'qcow2',
    container_format: 'bare',
    visibility: 'public',
    protected: true,
    hidden: true,
    min_disk_gb: 1,
    min_ram_mb: 64,
    tags: ['small'],
    properties: { architecture: 'x86_64' },
  });
});

test('kernel and ramdisk are images whose ids a root disk refers to', () => {
  const { all } = synthInCloud((stack, cloud) => {
    const kernel = new Image(stack, 'kernel', { cloud, file: '/boot/vmlinuz', diskFormat: DiskFormat.AKI });
    const ramdisk = new Image(stack, 'ramdisk', { cloud, file: '/boot/initrd', diskFormat: DiskFormat.ARI });
    new Image(stack, 'root', { cloud, ...RAW, kernel, ramdisk, properties: { os_type: 'linux' } });
  });
  expect(all('image')).toMatchObject([
    { name: 'kernel', disk_format: 'aki', container_format: 'aki' },
    { name: 'ramdisk', disk_format: 'ari', container_format: 'ari' },
    {
      name: 'root',
      disk_format: 'raw',
      container_format: 'bare',
      properties: {
        os_type: 'linux',
        kernel_id: expect.stringMatching(reference('image', 'kernel', 'id')),
        ramdisk_id: expect.stringMatching(reference('image', 'ramdisk', 'id')),
      },
    },
  ]);
});

test('one that exists is looked up by its name', () => {
  const { text } = synthInCloud((stack, cloud) => {
    const debian = Image.fromName(stack, 'debian', { cloud, name: 'debian-12' });
    new Image(stack, 'root', { cloud, ...RAW, kernel: debian });
  });
  const { data, resource } = JSON.parse(text);
  expect(Object.values(data.stackwright_image)).toMatchObject([{ cloud: 'main', name: 'debian-12' }]);
  expect(Object.values(resource.stackwright_image)).toMatchObject([
    { properties: { kernel_id: expect.stringMatching(/^\$\{data\.stackwright_image\.debian_\w+\.id\}$/) } },
  ]);
});

describe('fails', () => {
  const AKI = { diskFormat: DiskFormat.AKI };
  test.each<[string, Partial<ImageProps>, string]>([
    ['without content', { file: undefined }, 'none given: give exactly one of file, url.'],
    ['with two contents', { url: 'http://192.0.2.9/x' }, 'file and url given: give exactly one of file, url.'],
    ['with an URL of another kind', { file: undefined, url: 'ftp://x' }, 'url is "ftp://x": give a URL that begins'],
    ['with an empty name', { name: '' }, 'name is "": give a name of 1 to 255 characters on one line.'],
    ['with half a GiB', { minDiskGb: 0.5 }, 'minDiskGb is 0.5: give a whole number from 0'],
    [
      'with formats that do not go together',
      { ...AKI, containerFormat: ContainerFormat.BARE },
      'diskFormat is "aki" and containerFormat "bare": aki, ari and ami go only with themselves.',
    ],
    [
      'with a container of its own around a disk',
      { containerFormat: ContainerFormat.ARI },
      'diskFormat is "raw" and containerFormat "ari"',
    ],
  ])('%s', (_, props, message) => {
    const define = () => synthInCloud((stack, cloud) => new Image(stack, 'x', { cloud, ...RAW, ...props }));
    expect(define).toThrow('Image "test/x" cannot be defined:');
    expect(define).toThrow(message);
  });

  test('with a ramdisk alone, and with a kernel that is said twice', () => {
    const define = (props: Partial<ImageProps>, use: 'kernel' | 'ramdisk') =>
      synthInCloud((stack, cloud) => {
        const other = Image.fromName(stack, 'other', { cloud, name: 'other' });
        new Image(stack, 'x', { cloud, ...RAW, ...props, [use]: other });
      });
    expect(() => define({}, 'ramdisk')).toThrow('ramdisk is given without kernel');
    expect(() => define({ properties: { kernel_id: 'x' } }, 'kernel')).toThrow('properties has kernel_id');
  });

  test('with two of one name', () => {
    const define = () =>
      synthInCloud((stack, cloud) => {
        new Image(stack, 'one', { cloud, ...RAW });
        new Image(stack, 'two', { cloud, ...RAW, name: 'one' });
      });
    expect(define).toThrow('Image "test/one" stands for the image "one" of the cloud "main" already');
  });
});
