import type { Construct } from 'constructs';
import { CloudResource } from '../core/cloud-resource';
import { localPath } from '../core/local-path';
import { exactlyOne, integer, matching, type Rule, validate } from '../core/validation';
import * as l1 from '../l1';
import { metadataRule } from './metadata-rule';
import type { ObjectUploadProps } from './object-upload-props';

const MIB = 2 ** 20;

const RULES: readonly Rule<Omit<ObjectUploadProps, 'container'>>[] = [
  matching(
    'name',
    /^(?!(?:[\s\S]*\/)?\.{1,2}(?:\/|$))[^\p{Cc}]{1,1024}$/u,
    'a name of up to 1024 bytes without control characters, and without "." or ".." between slashes',
  ),
  exactlyOne('file', 'text'),
  matching('deleteAt', /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(Z|[+-]\d\d:\d\d)$/, 'a time such as "2030-01-01T00:00:00Z"'),
  integer('deleteAfter', 1, 2 ** 31 - 1),
  integer('segmentSizeMib', 1, 5120),
  metadataRule,
  ({ deleteAt, deleteAfter }) =>
    deleteAt !== undefined && deleteAfter !== undefined
      ? 'deleteAt and deleteAfter given: give at most one of them.'
      : undefined,
];

/** An object in a container of Swift, uploaded from the machine that deploys. What Swift keeps is compared with that. */
export class ObjectUpload extends CloudResource {
  public readonly fqn: string;
  private readonly resource: l1.ObjectResource;

  public constructor(scope: Construct, id: string, props: ObjectUploadProps) {
    const { container, segmentContainer, name = id, file, text, segmentSizeMib } = props;
    super(scope, id, { cloud: container.cloud, dependsOn: props.dependsOn });
    validate(this, { ...props, name }, RULES);
    this._claim(`object of the container "${container.node.path}"`, name);
    this.resource = this._define(
      l1.ObjectResource,
      {
        projectId: container.projectId,
        container: container.name,
        name,
        source: file === undefined ? undefined : localPath(file),
        content: text,
        contentType: props.contentType,
        contentEncoding: props.contentEncoding,
        contentDisposition: props.contentDisposition,
        cacheControl: props.cacheControl,
        metadata: props.metadata,
        deleteAt: props.deleteAt,
        deleteAfter: props.deleteAfter,
        segmentSize: segmentSizeMib === undefined ? undefined : segmentSizeMib * MIB,
        segmentContainer: segmentContainer?.name,
      },
      'objects',
    );
    this.fqn = this.resource.fqn;
  }

  /** Its name; whoever uses it comes after the object. */
  public get name(): string {
    return this.resource.name;
  }

  /** MD5 of the content as Swift has it, or of its segments' MD5s; whoever uses it comes after the upload. */
  public get etag(): string {
    return this.resource.etag;
  }
}
