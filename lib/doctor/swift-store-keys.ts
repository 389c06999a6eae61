import type { LoginKeys } from './keystone-login';

/** What Glance calls keystoneauth's keys, where it says how it logs in to Swift. The user has the project before it: `service:glance`. */
const NAMES: Readonly<Record<string, string>> = {
  auth_url: 'auth_address',
  password: 'key',
  username: 'user',
  project_name: 'user',
  project_id: 'user',
};

/** The key that holds what keystoneauth has under a name. */
export function swiftStoreKey(name: string): string {
  return NAMES[name] ?? name;
}

/** A section of Glance's as keystoneauth would have it. */
export function swiftStoreKeys(stored: LoginKeys): LoginKeys {
  return (name) => {
    const [project, user] = (stored('user') ?? '').split(':', 2);
    if (name === 'username') return user;
    if (name === 'project_name') return project;
    return name === 'project_id' ? undefined : stored(swiftStoreKey(name));
  };
}
