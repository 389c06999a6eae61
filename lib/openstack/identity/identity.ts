import { Collection } from '../collection';
import type { Session } from '../session';
import { Assignments } from './assignments';
import { Members } from './members';
import type { Domain, Endpoint, Group, Project, Region, Role, Service, User } from './objects';
import { type Self, selfOf } from './self';

/** Keystone's objects, version 3. */
export class Identity {
  public readonly domains: Collection<Domain>;
  public readonly projects: Collection<Project>;
  public readonly users: Collection<User>;
  public readonly groups: Collection<Group>;
  public readonly roles: Collection<Role>;
  public readonly regions: Collection<Region>;
  public readonly services: Collection<Service>;
  public readonly endpoints: Collection<Endpoint>;
  public readonly assignments: Assignments;
  public readonly members: Members;

  private known?: Promise<Self>;

  constructor(private readonly session: Session) {
    const collection = <T extends { readonly id: string }>(one: string) =>
      new Collection<T>(session, { service: 'identity', path: `/${one}s`, one, many: `${one}s` });
    this.domains = collection('domain');
    this.projects = collection('project');
    this.users = collection('user');
    this.groups = collection('group');
    this.roles = collection('role');
    this.regions = collection('region');
    this.services = collection('service');
    this.endpoints = collection('endpoint');
    this.assignments = new Assignments(session);
    this.members = new Members(session);
  }

  /** Who the provider is here: asked for once, which takes a login. */
  public self(): Promise<Self> {
    const asked = this.known ?? selfOf(this.session);
    this.known = asked;
    asked.catch(() => {
      if (this.known === asked) this.known = undefined;
    });
    return asked;
  }

  /** Forgets all lists: something beside this has changed the objects. */
  public refresh(): void {
    const { domains, projects, users, groups, roles, regions, services, endpoints } = this;
    for (const collection of [domains, projects, users, groups, roles, regions, services, endpoints]) {
      collection.refresh();
    }
  }
}
