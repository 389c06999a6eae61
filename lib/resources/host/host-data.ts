import { gatherFacts } from '../../host/facts/facts';
import { string } from '../../schema/attribute';
import { dataSource } from '../../schema/resource';
import type { Runtime } from '../runtime';
import { factsAttributes } from './facts-attributes';

/** What is known about a host. */
export const hostData = dataSource<Runtime>()({
  name: 'host',
  description: 'What is known about a host that can be reached.',
  example: `data "stackwright_host" "node1" {
  host = "node1"
}`,
  attributes: {
    host: string({
      description: "Name of the host, one of the provider's `hosts`.",
      required: true,
      example: '"node1"',
    }),
    hostname: string({ description: 'What the host calls itself.', computed: true }),
    ...factsAttributes,
  },

  async read({ runtime, signal }, { host }) {
    const { facts, names } = await gatherFacts(runtime.host(host).connection, signal);
    return { host, hostname: names.hostname, ...facts };
  },
});
