import { createHash } from 'node:crypto';
import type { Diagnostic } from '../../plugin/diagnostic';
import { UNKNOWN } from '../../plugin/value/unknown';
import { map, number, string } from '../../schema/attribute';
import type { Context } from '../../schema/context';
import { at, DiagnosticError } from '../../schema/diagnostics';
import type { Inputs, State } from '../../schema/model';
import { GONE, resource } from '../../schema/resource';
import { integer } from '../../schema/validator';
import type { RunResult } from '../../ssh/run';
import { hostAttribute } from '../host-attribute';
import type { Runtime } from '../runtime';
import { outputOf, scriptAttributes, scriptFailed, scriptOf, shellText } from './script';

const attributes = {
  host: hostAttribute,
  create: string({
    description:
      'Shell text that makes what this stands for. It has to be repeatable: it runs again when it was interrupted, and ' +
      'in place of `update` when there is none. When left out, this stands only for what `delete` takes away.',
    optional: true,
    validate: [shellText],
  }),
  read: string({
    description:
      'Shell text that prints how things are, and nothing that changes by itself: when it prints something else than after the ' +
      'last apply, or fails, the next one runs `update`. When left out, nothing is looked at.',
    optional: true,
    validate: [shellText],
  }),
  update: string({
    description:
      'Shell text that runs after a change of `create`, `stdin`, `environment`, `run_as` or `working_directory`, and when `read` ' +
      'prints something new. When left out, `create` runs again.',
    optional: true,
    validate: [shellText],
  }),
  delete: string({
    description: 'Shell text that undoes it all. When left out, destroying does nothing on the host.',
    optional: true,
    validate: [shellText],
  }),
  ...scriptAttributes,
  triggers: map('string', {
    description: 'Values whose change makes it all be deleted and created again.',
    optional: true,
    replace: true,
  }),
  gone_exit_code: number({
    description:
      'The exit code by which `read` says for certain that the object does not exist any more, so that it is created again. ' +
      'With any other code than it and 0, `read` has failed.',
    optional: true,
    validate: [integer(1, 125)],
    example: '44',
  }),
  output: string({
    description:
      'What `read` printed, or what `create` or `update` printed when there is no `read`, without the line ends at its end. ' +
      'It is stored in clear text: print no secret.',
    computed: true,
    follows: ['create', 'read', 'stdin', 'environment', 'run_as', 'working_directory'],
  }),
};
type Attributes = typeof attributes;
/** What has no `create` is nothing but its `delete`. */
const NEEDS_CREATE = ['read', 'update', 'gone_exit_code'] as const;
type Step = 'create' | 'read' | 'update' | 'delete';

/** Beside the state: the hash of what `read` printed after the last apply, and whether it prints something else now. */
const EXPECTED = 'expected';
const DRIFTED = 'drifted';

/** What no other resource does. */
export const command = resource<Runtime>()({
  name: 'command',
  description:
    'Shell text for what no other resource does, run by `/bin/sh` on a host. Text, variables and input go over standard input, so ' +
    'nobody on the host sees them in a list of processes. A step that fails is an error with its exit code and last words; put ' +
    '`set -e` first where each line has to succeed. It cannot be imported: `create` is repeatable, so create it.',
  example: `resource "stackwright_command" "cell" {
  host    = "node1"
  create  = "nova-manage cell_v2 create_cell --name=cell1"
  read    = "nova-manage cell_v2 list_cells | grep -c ' cell1 '"
  delete  = "nova-manage cell_v2 delete_cell --name=cell1"
  run_as  = "nova"
}`,
  attributes,
  rules: [
    {
      description:
        '`read`, `update` and `gone_exit_code` are for commands with `create`, and one without it has `delete`.',
      problems: (config) => {
        if (config.create !== null) return [];
        const idle = NEEDS_CREATE.filter((name) => config[name] !== null);
        if (idle.length === 0 && config.delete !== null) return [];
        if (idle.length === 0) return [problem('create', 'Neither create nor delete', 'Give one of them, or both.')];
        return idle.map((name) => problem(name, `${name} without create`, 'Give `create`, or leave it out.'));
      },
    },
    {
      description: '`gone_exit_code` is for commands with `read`.',
      problems: ({ read, gone_exit_code: code }) =>
        read === null && code !== null
          ? [
              problem(
                'gone_exit_code',
                'gone_exit_code without read',
                `gone_exit_code is ${code}, but there is no \`read\` whose exit code it could be. Give \`read\`, or leave it out.`,
              ),
            ]
          : [],
    },
  ],
  timeouts: { create: 600, read: 60, update: 600, delete: 600 },

  async read(context, state) {
    const result = await look(context, state);
    if (!result) return state;
    if (isGone(result, state)) return GONE;
    const { private: facts } = context;
    const failed = result.exitCode !== 0;
    const drifted = failed || facts.get(EXPECTED) !== hash(result);
    facts.set(DRIFTED, drifted || undefined);
    if (!failed) return drifted ? { ...state, output: outputOf(result) } : state;
    // An error would also keep a broken `read` from being mended.
    const { summary, detail, path } = scriptFailed('read', state.host, result);
    context.diagnostics.warn(summary, `${detail}\n\nThe next apply runs \`update\`, or \`create\`, to mend it.`, path);
    return { ...state, output: `(read ended with exit code ${result.exitCode})` };
  },

  async plan({ private: facts }, { prior }) {
    return prior && facts.get(DRIFTED) ? { planned: { output: UNKNOWN } } : undefined;
  },

  async create(context, inputs) {
    return finish(context, inputs, await make(context, inputs));
  },

  async update(context, inputs, prior) {
    const { private: facts } = context;
    if (!facts.get(DRIFTED) && !reruns(inputs, prior)) {
      return inputs.read === prior.read ? { ...inputs, output: prior.output } : finish(context, inputs, prior.output);
    }
    const made = inputs.update === null ? make(context, inputs) : run(context, inputs, 'update', inputs.update);
    return finish(context, inputs, await made);
  },

  async delete(context, state) {
    if (state.delete !== null) await run(context, state, 'delete', state.delete);
  },
});

function problem(attribute: string, summary: string, detail: string): Diagnostic {
  return { severity: 'error', summary, detail, path: at(attribute) };
}

async function make(context: Context<Runtime>, inputs: Inputs<Attributes>): Promise<RunResult | string> {
  return inputs.create === null ? '' : run(context, inputs, 'create', inputs.create);
}

/** Runs a step that must succeed, and gives what it printed. */
async function run(
  { runtime, signal }: Context<Runtime>,
  inputs: Inputs<Attributes>,
  step: Step,
  text: string,
): Promise<RunResult> {
  const result = await runtime.host(inputs.host).scripts.run(scriptOf(text, inputs), { signal });
  if (result.exitCode !== 0) throw scriptFailed(step, inputs.host, result);
  return result;
}

/** What `read` has to say now; undefined when there is no `read`. */
async function look({ runtime, signal }: Context<Runtime>, inputs: Inputs<Attributes>): Promise<RunResult | undefined> {
  if (inputs.read === null) return undefined;
  return runtime.host(inputs.host).scripts.run(scriptOf(inputs.read, inputs), { signal });
}

function isGone({ exitCode }: RunResult, { gone_exit_code: gone }: Inputs<Attributes>): boolean {
  return exitCode !== 0 && exitCode === gone;
}

/** The state after a step that succeeded. It is saved before it is looked at, since the object exists by then. */
async function finish(
  context: Context<Runtime>,
  inputs: Inputs<Attributes>,
  printed: RunResult | string,
): Promise<State<Attributes>> {
  const state = { ...inputs, output: typeof printed === 'string' ? printed : outputOf(printed) };
  context.save(state);
  const result = await look(context, inputs);
  if (result && isGone(result, inputs)) {
    throw new DiagnosticError(
      'Nothing was made',
      `\`create\` succeeded on ${inputs.host}, but then \`read\` ended with exit code ${result.exitCode}, which says that there is nothing. Mend one of them.`,
      at('read'),
    );
  }
  if (result && result.exitCode !== 0) throw scriptFailed('read', inputs.host, result);
  context.private.set(DRIFTED, undefined);
  context.private.set(EXPECTED, result && hash(result));
  return result ? { ...inputs, output: outputOf(result) } : state;
}

function reruns(inputs: Inputs<Attributes>, prior: State<Attributes>): boolean {
  const what = ({ create, stdin, environment, run_as, working_directory }: Inputs<Attributes>) =>
    JSON.stringify([create, stdin, Object.entries(environment ?? {}).sort(), run_as, working_directory]);
  return what(inputs) !== what(prior);
}

function hash(result: RunResult): string {
  return createHash('sha256').update(outputOf(result)).digest('hex');
}
