import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { buildPackage, Example } from '../host/example';
import { bareHost, type TestHost } from '../host/lab-host';
import { OpenStackClient } from '../host/openstack-client';
import type { Workspace } from '../host/workspace';

/** The example "identity", and the bare host that it is deployed to. */
export interface IdentityWorld {
  readonly host: TestHost;
  readonly example: Example;
  /** The stack as terraform gets it. */
  readonly stack: Workspace;
  /** OpenStack's own client, as whom the file with variables says. */
  client(variables: string): Promise<OpenStackClient>;
  /** Takes the next version of these secrets wherever the stack refers to them. */
  rotate(...secrets: readonly string[]): Promise<void>;
  close(): Promise<void>;
}

/** All that a deployment may leave behind on a host, in one text. */
export const TRACES = `
  dpkg-query -W -f '\${Package} \${Status}\\n' | sort
  getent passwd; getent group
  cd /etc
  find . -type f ! -name '*-' ! -name '.pwd.lock' ! -path './ld.so.cache' ! -path './apt/*' -exec sha256sum {} + | sort -k2
  find . ! -type f ! -path './alternatives/*' -printf '%p %y %m %l\\n' | sort
  ls -A /root /var/lib /var/cache /var/log /srv /opt /run/systemd/system /home | grep -vE '^\\.cache$|^(dpkg|alternatives)\\.log$'
  nft list ruleset 2>/dev/null
  systemctl list-units --type=service --state=running --no-legend --plain | cut -d ' ' -f 1 | grep -v '^user' | sort`;

export async function identityWorld(): Promise<IdentityWorld> {
  await buildPackage();
  const host = await bareHost('node1');
  const example = await Example.open('identity', [host]);
  await example.cdktf('synth');
  const stack = example.stack('identity');
  const clients: OpenStackClient[] = [];
  return {
    host,
    example,
    stack,
    async client(variables) {
      const text = await host.shell(`cat ${variables}`);
      const environment = Object.fromEntries(
        [...text.matchAll(/^export (\w+)='(.*)'$/gm)].map(([, name, value]) => [name, value]),
      );
      const client = new OpenStackClient(host, environment);
      clients.push(client);
      return client;
    },
    async rotate(...secrets) {
      const path = join(stack.directory, 'cdk.tf.json');
      let text = await readFile(path, 'utf8');
      for (const secret of secrets) {
        if (!text.includes(`{{secret:${secret}`)) throw new Error(`nothing refers to ${secret}`);
        text = text.replaceAll(new RegExp(`\\{\\{secret:${secret}(?=[|}])`, 'g'), `{{secret:${secret}@2`);
      }
      await writeFile(path, text);
    },
    async close() {
      for (const client of clients) client.close();
      await example.close();
    },
  };
}
