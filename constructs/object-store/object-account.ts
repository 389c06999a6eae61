import type { Construct } from 'constructs';
import { CloudResource, type CloudResourceProps } from '../core/cloud-resource';
import type { Secret } from '../core/secret';
import { integer, type Rule, validate } from '../core/validation';
import type { IProject } from '../identity/project';
import * as l1 from '../l1';
import { metadataRule } from './metadata-rule';

export interface ObjectAccountProps extends CloudResourceProps {
  /**
   * The project whose account it is. For another's, the user of the cloud needs the role that `resellerAdminRole` of `SwiftProxy` names.
   *
   * @default - the project that the provider works in
   */
  readonly project?: IProject;

  /**
   * How many bytes the project may store in all. Only who has the role that `resellerAdminRole` of `SwiftProxy` names may set it.
   *
   * @default - left as it is
   */
  readonly quotaBytes?: number;

  /**
   * What is said of it, by names in lower case. What is said under other names is left as it is.
   *
   * @default - nothing
   */
  readonly metadata?: Record<string, string>;

  /**
   * The key with which URLs to its objects are signed that need no token for a while (TempURL).
   *
   * @default - one that is there is left as it is
   */
  readonly tempUrlKey?: Secret;

  /**
   * A second such key, so that one can be changed while URLs of the other are in use.
   *
   * @default - one that is there is left as it is
   */
  readonly secondTempUrlKey?: Secret;
}

const RULES: readonly Rule<ObjectAccountProps>[] = [integer('quotaBytes', 0, Number.MAX_SAFE_INTEGER), metadataRule];

/** What is said of a project's account in Swift, in which its containers are. Destroying takes back what was said here, and no more. */
export class ObjectAccount extends CloudResource {
  public readonly fqn: string;

  public constructor(scope: Construct, id: string, props: ObjectAccountProps) {
    super(scope, id, props);
    validate(this, props, RULES);
    const { project, quotaBytes, metadata, tempUrlKey, secondTempUrlKey } = props;
    const whose = project ? `of the project "${project.node.path}"` : "of the provider's own project";
    this.cloud._claim('object account', whose, this);
    const resource = this._define(
      l1.ObjectAccount,
      {
        projectId: project?.projectId,
        quotaBytes,
        metadata,
        tempUrlKey: tempUrlKey?.reference,
        tempUrlKey2: secondTempUrlKey?.reference,
      },
      'objects',
    );
    this.fqn = resource.fqn;
  }
}
