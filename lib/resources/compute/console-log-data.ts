import { RequestRefused } from '../../openstack/errors';
import { number, string } from '../../schema/attribute';
import { at, DiagnosticError } from '../../schema/diagnostics';
import { dataSource } from '../../schema/resource';
import { integer } from '../../schema/validator';
import { cloudAttribute } from '../api/cloud-attribute';
import { given } from '../api/lookup';
import type { Runtime } from '../runtime';

const attributes = {
  cloud: given(cloudAttribute),
  instance_id: string({ description: 'Id of the instance.', required: true }),
  lines: number({ description: 'How many lines, the last ones.', default: 50, validate: [integer(1, 10_000)] }),
  text: string({ description: 'What was written; empty for an instance that does not run.', computed: true }),
};

/** What an instance has written to its serial console. */
export const consoleLogData = dataSource<Runtime>()({
  name: 'compute_console_log',
  description: 'What an instance has written to its serial console until now.',
  example: `data "stackwright_compute_console_log" "cirros1" {
  cloud       = "main"
  instance_id = stackwright_compute_instance.cirros1.id
}`,
  attributes,

  async read({ runtime, signal }, inputs) {
    const { cloud, instance_id: id, lines } = inputs;
    const text = await runtime
      .cloud(cloud)
      .compute.servers.consoleLog(id, lines, signal)
      .catch((error) => {
        if (error instanceof RequestRefused && error.status === 409) return '';
        throw error;
      });
    if (text !== undefined) return { cloud, instance_id: id, lines, text };
    const detail = `The cloud ${cloud} has no instance ${id}, or it has no console yet.`;
    throw new DiagnosticError('No such instance', detail, at('instance_id'));
  },
});
