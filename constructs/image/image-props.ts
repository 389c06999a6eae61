import type { CloudResourceProps } from '../core/cloud-resource';
import type { IImage } from './image';
import type { ContainerFormat, DiskFormat, ImageVisibility } from './image-formats';

export interface ImageProps extends CloudResourceProps {
  /**
   * Its name, for one image of the project.
   *
   * @default - the construct's id
   */
  readonly name?: string;

  /**
   * The content: a file on the machine that deploys. A relative path starts where the program runs. Other content is another
   * image: the old one goes first, and the new one gets another id.
   *
   * @default - none: give `url`
   */
  readonly file?: string;

  /**
   * The content: where the machine that deploys gets it by HTTP. It goes on to Glance as it comes. Another URL is another image.
   * User and password may stand in it, the password as a reference to a secret that is encoded for a URL.
   *
   * @default - none: give `file`
   */
  readonly url?: string;

  /** What the content is. A file that begins like another format is an error of the plan. */
  readonly diskFormat: DiskFormat;

  /**
   * What is around the disk.
   *
   * @default - nothing; for AKI, ARI and AMI the same as the disk format
   */
  readonly containerFormat?: ContainerFormat;

  /**
   * Who sees it.
   *
   * @default ImageVisibility.PRIVATE
   */
  readonly visibility?: ImageVisibility;

  /**
   * Whether it cannot be deleted. To destroy or replace it, set this to false and deploy first.
   *
   * @default false
   */
  readonly protected?: boolean;

  /**
   * Whether lists leave it out. It can be used all the same.
   *
   * @default false
   */
  readonly hidden?: boolean;

  /**
   * The least disk of a flavor that may boot it, in GiB.
   *
   * @default 0
   */
  readonly minDiskGb?: number;

  /**
   * The least memory of a flavor that may boot it, in MiB.
   *
   * @default 0
   */
  readonly minRamMb?: number;

  /**
   * Words by which it can be found.
   *
   * @default - none
   */
  readonly tags?: string[];

  /**
   * The kernel it is booted with, an image of the format AKI, where the disk has no boot loader.
   *
   * @default - the disk boots by itself
   */
  readonly kernel?: IImage;

  /**
   * The ramdisk that goes with the kernel, an image of the format ARI.
   *
   * @default - none
   */
  readonly ramdisk?: IImage;

  /**
   * What else is said of it, by names that services know: `architecture`, `hypervisor_type`, `vm_mode`, `os_type`, `hw_disk_bus` and
   * many more.
   *
   * @default - nothing
   */
  readonly properties?: Record<string, string>;
}
