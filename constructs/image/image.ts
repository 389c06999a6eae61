import { Construct, type IConstruct } from 'constructs';
import type { Cloud } from '../core/cloud';
import { CloudResource } from '../core/cloud-resource';
import { identityName } from '../core/identity-names';
import { localPath } from '../core/local-path';
import { validate } from '../core/validation';
import * as l1 from '../l1';
import type { ImageProps } from './image-props';
import { containerOf, RULES } from './image-rules';

/** An image, in whichever way it is known. */
export interface IImage extends IConstruct {
  /** Glance's id of it. */
  readonly imageId: string;

  /** Its name; whoever uses it comes after the image. */
  readonly name: string;
}

/** What an image that exists is looked up by. */
export interface ImageLookup {
  /** The cloud it is in. */
  readonly cloud: Cloud;

  /** Its name, which no other image has. */
  readonly name: string;
}

/**
 * An image in Glance: what servers boot from. Its content is sent from the machine that deploys; what Glance keeps is compared with
 * what was sent.
 */
export class Image extends CloudResource implements IImage {
  /**
   * The image of a name that exists in the cloud already: it is looked up and never changed.
   *
   * @param scope where it is used
   * @param id what it is called there
   * @param lookup the cloud and the name
   */
  public static fromName(scope: Construct, id: string, lookup: ImageLookup): IImage {
    return new ExistingImage(scope, id, lookup);
  }

  public readonly fqn: string;
  /**
   * The least that a flavor must have to boot it.
   * @internal
   */
  public readonly _least: { readonly ramMib: number; readonly diskGib: number };
  private readonly resource: l1.Image;

  public constructor(scope: Construct, id: string, props: ImageProps) {
    super(scope, id, props);
    const { name = id, file, url, kernel, ramdisk, properties } = props;
    validate(this, { ...props, name }, RULES);
    this._claim('image', name);
    this._least = { ramMib: props.minRamMb ?? 0, diskGib: props.minDiskGb ?? 0 };
    const all = {
      ...properties,
      ...(kernel && { kernel_id: kernel.imageId }),
      ...(ramdisk && { ramdisk_id: ramdisk.imageId }),
    };
    this.resource = this._define(
      l1.Image,
      {
        name,
        localFilePath: file === undefined ? undefined : localPath(file),
        sourceUrl: url,
        diskFormat: props.diskFormat,
        containerFormat: containerOf(props),
        visibility: props.visibility,
        protected: props.protected,
        hidden: props.hidden,
        minDiskGb: props.minDiskGb,
        minRamMb: props.minRamMb,
        tags: props.tags,
        properties: Object.keys(all).length > 0 ? all : undefined,
      },
      'image',
    );
    this.fqn = this.resource.fqn;
  }

  public get imageId(): string {
    return this.resource.id;
  }

  public get name(): string {
    return this.resource.name;
  }
}

/** An image that the stack does not make. */
class ExistingImage extends Construct implements IImage {
  public readonly imageId: string;
  public readonly name: string;

  public constructor(scope: Construct, id: string, { cloud, name }: ImageLookup) {
    super(scope, id);
    validate(this, { name }, [identityName('name')]);
    const found = new l1.DataStackwrightImage(this, 'Resource', { cloud: cloud.nameIn(this), name });
    cloud._services.lookUp('image', found);
    this.imageId = found.id;
    this.name = found.name;
  }
}
