import { labHost, type TestHost } from './lab-host';

/** A lab host with a MariaDB server that runs, and nothing in it but what the package brings. */
export async function mariadbHost(name: 'node1' | 'node2' | 'node3' = 'node2'): Promise<TestHost> {
  const host = await labHost(name);
  await host.shell(`
    if ! dpkg-query -W -f '\${db:Status-Abbrev}' mariadb-server 2>/dev/null | grep -q '^ii'; then
      apt-get -qq update
      DEBIAN_FRONTEND=noninteractive apt-get -qq install --no-install-recommends mariadb-server >/dev/null
    fi
    # After a reboot it would be started by whoever connects.
    systemctl disable -q --now mariadb.socket
    systemctl start mariadb`);
  await emptied(host);
  return host;
}

/** Takes away what tests have made in a host's server, which must run, and all notes on it. */
export async function emptied(host: TestHost): Promise<void> {
  await host.shell(`
    mariadb -NBe "SELECT CONCAT('DROP DATABASE \\\`', schema_name, '\\\`;') FROM information_schema.schemata
      WHERE schema_name LIKE 'sw\\_%'; SELECT CONCAT('DROP USER \\\`', user, '\\\`@\\\`', host, '\\\`;') FROM mysql.user
      WHERE user LIKE 'sw\\_%'" | mariadb
    rm -rf /var/lib/stackwright`);
}

/** Runs SQL as the server's root, by its own client. */
export async function sql(host: TestHost, statements: string): Promise<string> {
  return host.shell(`mariadb --batch --skip-column-names <<'END_OF_SQL'\n${statements}\nEND_OF_SQL`);
}
