import { readFile } from 'node:fs/promises';
import { labHost, type TestHost } from './lab-host';

/** A Keystone that was stood up by hand, to test the objects in it. */
export interface KeystoneServer extends TestHost {
  /** The provider block: the host, and the cloud `main` as its administrator. */
  readonly provider: TestHost['provider'] & {
    readonly stackwright: { readonly clouds: Record<string, object>; readonly secrets: Record<string, string> };
  };
  readonly url: string;
  /** Runs OpenStack's own client as the administrator, and gives what it prints as JSON. */
  openstack<T>(...words: readonly string[]): Promise<T>;
  /** The same for commands that print nothing. */
  client(...words: readonly string[]): Promise<string>;
}

export const ADMIN_PASSWORD = 'adminpassword';

/** Installed by the first test that needs it, which takes a minute or two. */
export async function keystoneServer(cloud: object = {}): Promise<KeystoneServer> {
  const host = await labHost('node3');
  const { address } = host.details;
  const script = await readFile('test/by-hand/keystone.sh', 'utf8');
  await host.shell(`export ADDRESS=${address} PASSWORD=${ADMIN_PASSWORD}\n${script}`);
  const url = `http://${address}:5000/v3`;
  const main = {
    auth_url: url,
    password: '{{secret:keystone/admin}}',
    project: 'admin',
    host: host.name,
    database: { host: host.name, name: 'keystone' },
    ...cloud,
  };
  const client = (...words: readonly string[]) =>
    host.shell(`${environment(url)} openstack ${words.map(quoted).join(' ')}`);
  return {
    ...host,
    url,
    provider: {
      stackwright: {
        ...host.provider.stackwright,
        clouds: { main },
        secrets: {
          'keystone/admin': ADMIN_PASSWORD,
          'keystone/joe': 'the password of joe',
          'keystone/joe@2': 'a later password of joe',
        },
      },
    },
    client,
    openstack: async (...words) => JSON.parse(await client(...words, '-f', 'json')),
  };
}

function environment(url: string): string {
  const variables = {
    OS_AUTH_URL: url,
    OS_IDENTITY_API_VERSION: '3',
    OS_USERNAME: 'admin',
    OS_PASSWORD: ADMIN_PASSWORD,
    OS_PROJECT_NAME: 'admin',
    OS_USER_DOMAIN_ID: 'default',
    OS_PROJECT_DOMAIN_ID: 'default',
  };
  return Object.entries(variables)
    .map(([name, value]) => `${name}=${value}`)
    .join(' ');
}

function quoted(word: string): string {
  return `'${word.replaceAll("'", `'\\''`)}'`;
}
