import type { Session } from '../session';
import { Accounts } from './accounts';
import { Containers } from './containers';
import { Objects } from './objects';

/**
 * Swift. It has no ids: everything is known by its place, a project, a container in its account and an object in that; and no
 * list tells what is said of things, so that each is looked at by itself.
 */
export class ObjectStore {
  public readonly accounts: Accounts;
  public readonly containers: Containers;
  public readonly objects: Objects;

  constructor(session: Session) {
    this.accounts = new Accounts(session);
    this.containers = new Containers(session);
    this.objects = new Objects(session);
  }
}
