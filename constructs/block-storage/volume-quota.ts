import type { Construct } from 'constructs';
import { CloudResource, type CloudResourceProps } from '../core/cloud-resource';
import { integer, type Rule, validate } from '../core/validation';
import type { IProject } from '../identity/project';
import * as l1 from '../l1';

export interface VolumeQuotaProps extends CloudResourceProps {
  /** Whose quota it is. */
  readonly project: IProject;

  /**
   * How many volumes it may have; -1 for any number.
   *
   * @default - left as it is
   */
  readonly volumes?: number;

  /**
   * How many snapshots it may have; -1 for any number.
   *
   * @default - left as it is
   */
  readonly snapshots?: number;

  /**
   * How large volumes and snapshots may be together, in GiB; -1 for any size.
   *
   * @default - left as it is
   */
  readonly totalGib?: number;

  /**
   * How large each volume may be, in GiB; -1 for any size.
   *
   * @default - left as it is
   */
  readonly volumeGib?: number;

  /**
   * How many backups it may have; -1 for any number.
   *
   * @default - left as it is
   */
  readonly backups?: number;

  /**
   * How large backups may be together, in GiB; -1 for any size.
   *
   * @default - left as it is
   */
  readonly backupGib?: number;
}

const MOST = 2 ** 31 - 1;

const RULES: readonly Rule<VolumeQuotaProps>[] = [
  integer('volumes', -1, MOST),
  integer('snapshots', -1, MOST),
  integer('totalGib', -1, MOST),
  integer('volumeGib', -1, MOST),
  integer('backups', -1, MOST),
  integer('backupGib', -1, MOST),
];

/** How much of what Cinder has a project may have. What is not given stays as it is. */
export class VolumeQuota extends CloudResource {
  public readonly fqn: string;

  public constructor(scope: Construct, id: string, props: VolumeQuotaProps) {
    super(scope, id, props);
    validate(this, props, RULES);
    const { project, volumes, snapshots, totalGib, volumeGib, backups, backupGib } = props;
    this.cloud._claim('volume quota', `of the project "${project.node.path}"`, this);
    const resource = this._define(
      l1.VolumeQuota,
      {
        projectId: project.projectId,
        volumes,
        snapshots,
        totalGb: totalGib,
        volumeGb: volumeGib,
        backups,
        backupGb: backupGib,
      },
      'block-storage',
    );
    this.fqn = resource.fqn;
  }
}
