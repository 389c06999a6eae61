import { readFile } from 'node:fs/promises';
import { labHost, type TestHost } from './lab-host';
import { OpenStackClient } from './openstack-client';

/** A Keystone that was stood up by hand, to test the objects in it. */
export interface KeystoneServer extends TestHost {
  /** The provider block: the host, and the cloud `main` as its administrator. */
  readonly provider: TestHost['provider'] & {
    readonly stackwright: {
      readonly clouds: Readonly<Record<'main', object>>;
      readonly secrets: Readonly<Record<string, string>>;
    };
  };
  readonly url: string;
  /** OpenStack's own client as the administrator. */
  readonly client: OpenStackClient;
  /** The same as another user. */
  clientAs(user: string, password: string, project: string): OpenStackClient;
  /** Changes Keystone's database, and what memcached keeps of it. */
  sql(statements: string): Promise<void>;
  /** How often somebody has asked for a token since Keystone was installed. */
  logins(): Promise<number>;
  /** Ends when it answers again. */
  restart(): Promise<void>;
  /** Puts everything back to how it was bootstrapped. */
  reset(): Promise<void>;
  close(): void;
}

export const ADMIN_PASSWORD = 'adminpassword';
export const SECRETS = {
  'keystone/admin': ADMIN_PASSWORD,
  'keystone/admin@2': 'a later "password" of admin',
  'keystone/joe': 'the first password of joe',
  'keystone/joe@2': "a later 'password' of joe",
};

/** What the provider says, without the line of the configuration that Terraform quotes, in which a test's secrets stand. */
export function withoutSource(text: string): string {
  return text.replace(/^\s+1: \{"terraform":.*$/gm, '');
}

/** All rows, put back without a lock on any table: Keystone's idle transactions would keep those waiting for ever. */
const DUMP = `[ -e /root/keystone.sql ] || {
  echo 'SET foreign_key_checks = 0;'
  mariadb -N -e "SELECT CONCAT('DELETE FROM ', CHAR(96), table_name, CHAR(96), ';') FROM information_schema.tables WHERE table_schema = 'keystone'"
  mysqldump --no-create-info --skip-add-locks --skip-disable-keys --skip-lock-tables keystone
} > /root/keystone.sql`;

/** Installed by the first test that needs it, which takes a minute or two. */
export async function keystoneServer(): Promise<KeystoneServer> {
  const host = await labHost('node3');
  const { address } = host.details;
  const url = `http://${address}:5000/v3`;
  const script = await readFile('test/by-hand/keystone.sh', 'utf8');
  await host.shell(`(export ADDRESS=${address} PASSWORD=${ADMIN_PASSWORD}\n${script})
    ${DUMP}`);
  const clients: OpenStackClient[] = [];
  const clientAs = (user: string, password: string, project: string) => {
    const client = new OpenStackClient(host, environment(url, user, password, project));
    clients.push(client);
    return client;
  };
  const forget = `bash -c 'exec 3<>/dev/tcp/${address}/11211; printf "flush_all\\r\\n" >&3; read -u3 -r ok'`;
  const answers = `until python3 -c "import urllib.request; urllib.request.urlopen('${url}')" 2>/dev/null; do sleep 0.2; done`;
  const main = {
    auth_url: url,
    password: '{{secret:keystone/admin}}',
    project: 'admin',
    host: host.name,
    database: { host: host.name, name: 'keystone' },
  };
  const server: KeystoneServer = {
    ...host,
    url,
    provider: { stackwright: { ...host.provider.stackwright, clouds: { main }, secrets: SECRETS } },
    client: clientAs('admin', ADMIN_PASSWORD, 'admin'),
    clientAs,
    async sql(statements) {
      await host.shell(`mariadb keystone <<'SQL'\n${statements}\nSQL\n${forget}`);
    },
    logins: async () =>
      Number(await host.shell("grep -c 'POST /v3/auth/tokens' /var/log/keystone/keystone.log || true")),
    async restart() {
      await host.shell(`systemctl restart keystone; ${answers}`);
    },
    async reset() {
      await host.shell(`set -e
        systemctl start mariadb memcached keystone
        mariadb keystone < /root/keystone.sql
        ${forget}
        ${answers}`);
    },
    close() {
      for (const client of clients) client.close();
    },
  };
  await server.reset();
  return server;
}

function environment(url: string, user: string, password: string, project: string): Record<string, string> {
  return {
    OS_AUTH_URL: url,
    OS_IDENTITY_API_VERSION: '3',
    OS_USERNAME: user,
    OS_PASSWORD: password.replaceAll("'", `'\\''`),
    OS_PROJECT_NAME: project,
    OS_USER_DOMAIN_ID: 'default',
    OS_PROJECT_DOMAIN_ID: 'default',
  };
}
