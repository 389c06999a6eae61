import type { Construct } from 'constructs';
import { CloudResource, type CloudResourceProps } from '../core/cloud-resource';
import { integer, type Rule, validate } from '../core/validation';
import type { IProject } from '../identity/project';
import * as l1 from '../l1';

export interface ComputeQuotaProps extends CloudResourceProps {
  /** Whose quota it is. */
  readonly project: IProject;

  /**
   * How many servers it may have; -1 for any number.
   *
   * @default - left as it is
   */
  readonly instances?: number;

  /**
   * How many processors they may have together; -1 for any number.
   *
   * @default - left as it is
   */
  readonly cores?: number;

  /**
   * How much memory they may have together, in MiB; -1 for any amount.
   *
   * @default - left as it is
   */
  readonly ramMib?: number;

  /**
   * How many items of metadata each of them may have; -1 for any number.
   *
   * @default - left as it is
   */
  readonly metadataItems?: number;

  /**
   * How many key pairs each user may have; -1 for any number.
   *
   * @default - left as it is
   */
  readonly keyPairs?: number;

  /**
   * How many groups of servers it may have; -1 for any number.
   *
   * @default - left as it is
   */
  readonly serverGroups?: number;

  /**
   * How many servers each group may have; -1 for any number.
   *
   * @default - left as it is
   */
  readonly serverGroupMembers?: number;
}

const MOST = 2 ** 31 - 1;

const RULES: readonly Rule<ComputeQuotaProps>[] = [
  integer('instances', -1, MOST),
  integer('cores', -1, MOST),
  integer('ramMib', -1, MOST),
  integer('metadataItems', -1, MOST),
  integer('keyPairs', -1, MOST),
  integer('serverGroups', -1, MOST),
  integer('serverGroupMembers', -1, MOST),
];

/** How much of what Nova has a project may have. What is not given stays as it is. */
export class ComputeQuota extends CloudResource {
  public readonly fqn: string;

  public constructor(scope: Construct, id: string, props: ComputeQuotaProps) {
    super(scope, id, props);
    validate(this, props, RULES);
    const { project, instances, cores, ramMib, metadataItems, keyPairs, serverGroups, serverGroupMembers } = props;
    this.cloud._claim('compute quota', `of the project "${project.node.path}"`, this);
    const resource = this._define(
      l1.ComputeQuota,
      {
        projectId: project.projectId,
        instances,
        cores,
        ramMb: ramMib,
        metadataItems,
        keyPairs,
        serverGroups,
        serverGroupMembers,
      },
      'compute',
    );
    this.fqn = resource.fqn;
  }
}
