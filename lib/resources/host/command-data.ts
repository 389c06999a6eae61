import { list, number, string } from '../../schema/attribute';
import { dataSource } from '../../schema/resource';
import { each, integer, notEmpty } from '../../schema/validator';
import { hostAttribute } from '../host-attribute';
import type { Runtime } from '../runtime';
import { outputOf, scriptAttributes, scriptFailed, scriptOf, shellText } from './script';

const { replace: _, ...host } = hostAttribute;

/** What a command prints. */
export const commandData = dataSource<Runtime>()({
  name: 'command',
  description:
    'What shell text prints on a host. It runs with every plan, so it must not change anything. Text, variables and input go over ' +
    'standard input, so nobody on the host sees them in a list of processes.',
  example: `data "stackwright_command" "kernel" {
  host    = "node1"
  command = "uname -r"
}`,
  attributes: {
    host,
    command: string({ description: 'Shell text for `/bin/sh`.', required: true, validate: [shellText] }),
    ...scriptAttributes,
    timeout_seconds: number({
      description: 'Seconds after which it is ended, which is an error.',
      default: 60,
      validate: [integer(1, 3600)],
    }),
    exit_codes: list('number', {
      description: 'Exit codes that are no error.',
      default: [0],
      validate: [notEmpty(), each(integer(0, 255))],
    }),
    output: string({
      description: 'What it printed, without the line ends at its end. It is stored in clear text: print no secret.',
      computed: true,
    }),
    exit_code: number({ description: 'The exit code.', computed: true }),
  },

  async read({ runtime, signal }, inputs) {
    const timeoutSeconds = inputs.timeout_seconds;
    const result = await runtime
      .host(inputs.host)
      .scripts.run(scriptOf(inputs.command, inputs), { signal, timeoutSeconds });
    const { exitCode } = result;
    if (!inputs.exit_codes.includes(exitCode)) throw scriptFailed('command', inputs.host, result);
    return { ...inputs, output: outputOf(result), exit_code: exitCode };
  },
});
