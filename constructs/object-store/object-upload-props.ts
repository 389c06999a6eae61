import type { ITerraformDependable } from 'cdktf';
import type { IContainer } from './container';

export interface ObjectUploadOptions {
  /**
   * Its name in the container, in which slashes may stand: up to 1024 bytes.
   *
   * @default - the construct's id
   */
  readonly name?: string;

  /**
   * The content: a file on the machine that deploys, sent as it is read. A relative path starts where the program runs. Other content takes the place of
   * the former when all of it is there.
   *
   * @default - none: give `text`
   */
  readonly file?: string;

  /**
   * The content as text. It may refer to secrets.
   *
   * @default - none: give `file`
   */
  readonly text?: string;

  /**
   * Media type of the content.
   *
   * @default 'application/octet-stream'
   */
  readonly contentType?: string;

  /**
   * How the content is packed, such as `gzip`.
   *
   * @default - not at all
   */
  readonly contentEncoding?: string;

  /**
   * What a browser is to do with it, such as `attachment; filename="annual.pdf"`.
   *
   * @default - as it likes
   */
  readonly contentDisposition?: string;

  /**
   * How long who reads it may keep it, such as `max-age=3600`.
   *
   * @default - nothing is said of it
   */
  readonly cacheControl?: string;

  /**
   * What else is said of it, by names in lower case.
   *
   * @default - nothing
   */
  readonly metadata?: Record<string, string>;

  /**
   * When Swift removes it, such as `2030-01-01T00:00:00Z`.
   *
   * @default - never
   */
  readonly deleteAt?: string;

  /**
   * How many seconds after its content was uploaded Swift removes it.
   *
   * @default - never
   */
  readonly deleteAfter?: number;

  /**
   * Content of more MiB than this is uploaded in segments of that size, of which Swift makes one large object: from 1 to 5120.
   *
   * @default 1024
   */
  readonly segmentSizeMib?: number;

  /**
   * The container for segments. Whoever may read the object has to be able to read them, too.
   *
   * @default - one with `_segments` behind the container's name, with the same policy and readers; it comes and goes as it is needed
   */
  readonly segmentContainer?: IContainer;

  /**
   * What must be there before this.
   *
   * @default - the container, and what the references say
   */
  readonly dependsOn?: ITerraformDependable[];
}

export interface ObjectUploadProps extends ObjectUploadOptions {
  /** The container that it is kept in. */
  readonly container: IContainer;
}
