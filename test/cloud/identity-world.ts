import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { buildPackage, Example } from '../host/example';
import { bareHost, type TestHost } from '../host/lab-host';
import { environmentOf } from '../host/openrc';
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
      const client = new OpenStackClient(host, environmentOf(await host.shell(`cat ${variables}`)));
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
