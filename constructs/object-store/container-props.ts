import type { Cloud } from '../core/cloud';
import type { CloudResourceProps } from '../core/cloud-resource';
import type { Secret } from '../core/secret';
import type { IProject } from '../identity/project';
import type { ContainerAccess } from './container-access';

export interface ContainerProps extends CloudResourceProps {
  /**
   * Its name, which no other container of the project has: up to 256 bytes without "/".
   *
   * @default - the construct's id
   */
  readonly name?: string;

  /**
   * The project in whose account it is. For another's, the user of the cloud needs the role that `resellerAdminRole` of `SwiftProxy` names.
   *
   * @default - the project that the provider works in
   */
  readonly project?: IProject;

  /**
   * Who may read what is in it, besides those who administer the account. Order counts among referrers.
   *
   * @default - nobody
   */
  readonly readers?: ContainerAccess[];

  /**
   * Who may store and remove objects, besides those who administer the account.
   *
   * @default - nobody
   */
  readonly writers?: ContainerAccess[];

  /**
   * How many bytes it may hold.
   *
   * @default - any number
   */
  readonly quotaBytes?: number;

  /**
   * How many objects it may hold.
   *
   * @default - any number
   */
  readonly quotaCount?: number;

  /**
   * Whether what is overwritten or removed is kept as a former version. Set to false later, those that there are stay.
   *
   * @default false
   */
  readonly versions?: boolean;

  /**
   * Name of the storage policy by which its objects are kept. Another one is another container.
   *
   * @default - the cluster's own default
   */
  readonly storagePolicy?: string;

  /**
   * What else is said of it, by names in lower case. Names that Swift heeds are among it, such as `access-control-allow-origin` and `web-index`.
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

  /**
   * Whether destroying also removes all that is in it, with former versions, for good. Without it a container that is not empty is not
   * destroyed.
   *
   * @default false
   */
  readonly forceDestroy?: boolean;
}

/** What a container that exists is looked up by. */
export interface ContainerLookup {
  /** The cloud it is in. */
  readonly cloud: Cloud;

  /** Its name. */
  readonly name: string;

  /**
   * The project in whose account it is.
   *
   * @default - the project that the provider works in
   */
  readonly project?: IProject;
}
