import { Token } from 'cdktf';
import type { IProject } from '../identity/project';
import type { IRole } from '../identity/role';
import type { IUser } from '../identity/user';

/** Somebody who may read what is in a container, or write to it, as Swift's access control lists say it. */
export class ContainerAccess {
  /** Everybody, without a token: for reading alone. To list the container they need `listings()` as well. */
  public static everybody(): ContainerAccess {
    return new ContainerAccess('.r:*', false);
  }

  /** Lets those who need no token also list the container: for reading alone. */
  public static listings(): ContainerAccess {
    return new ContainerAccess('.rlistings', false);
  }

  /**
   * All users with a role in a project.
   *
   * @param project the project
   */
  public static project(project: IProject): ContainerAccess {
    return new ContainerAccess(`${project.projectId}:*`, true);
  }

  /**
   * A user.
   *
   * @param user the user
   * @param project the project that it has to work for; left out, any
   */
  public static user(user: IUser, project?: IProject): ContainerAccess {
    return new ContainerAccess(`${project?.projectId ?? '*'}:${user.userId}`, true);
  }

  /**
   * Whoever has a role, in whatever project it works for.
   *
   * @param role the role
   */
  public static role(role: IRole): ContainerAccess {
    return new ContainerAccess(role.name, true);
  }

  /**
   * Those who say that they come from a page of this host, without a token: for reading alone. Anybody can say so.
   *
   * @param host its name; with "." before it all hosts of a domain, with "-" before either: not those
   */
  public static referrer(host: string): ContainerAccess {
    if (!Token.isUnresolved(host) && !/^-?\.?[A-Za-z0-9_-]+(\.[A-Za-z0-9_-]+)*$/.test(host))
      throw new Error(`The referrer ${JSON.stringify(host)} is no host: give a name such as "www.example.com".`);
    return new ContainerAccess(`.r:${host}`, false);
  }

  private constructor(
    /** The element of the list. */
    public readonly element: string,
    /** Whether it is one for writing, too. */
    public readonly mayWrite: boolean,
  ) {}
}
