import { NO_SUCH_DATABASE, NO_SUCH_TABLE, SqlError } from '../../host/mariadb/sql-error';
import { CELL0, type Cell, NO_QUEUE, withoutPassword } from '../../host/nova/cells';
import { string } from '../../schema/attribute';
import type { Context } from '../../schema/context';
import { at, DiagnosticError } from '../../schema/diagnostics';
import type { Inputs, State } from '../../schema/model';
import { GONE, resource } from '../../schema/resource';
import { matches } from '../../schema/validator';
import { causeIn } from '../cause-in';
import { databaseName } from '../database/server-names';
import { ACCOUNT_NAME } from '../host/ownership';
import { importOnHost } from '../host-and';
import { hostAttribute } from '../host-attribute';
import type { Runtime } from '../runtime';

const NO_PASSWORD = matches(
  /^(?!.*:\/\/[^:@/]*:(?!\{password\d*\}@)[^@]*@).+$/,
  'a template with {password} in place of the password, as in "{scheme}://{username}:{password}@{hostname}/{path}"',
);
const FOLLOWED = ['name'];

const attributes = {
  host: hostAttribute,
  name: string({
    description:
      'Its name. `cell0` is the one of servers that were never placed, which every Nova needs besides one with hosts.',
    required: true,
    validate: [matches(/^\S[^\r\n]{0,254}$/, 'a name of 1 to 255 characters on one line')],
    example: '"cell1"',
  }),
  api_database: string({
    description: "Name of Nova's API database, on the MariaDB server of the same host.",
    default: 'nova_api',
    replace: true,
    validate: [databaseName],
  }),
  database_connection: string({
    description:
      "Where the cell's database is, as a template of which Nova fills in the parts from `[database] connection` of its configuration: so no password is kept here, and a new one " +
      'needs no change.',
    default: '{scheme}://{username}:{password}@{hostname}/{path}',
    validate: [NO_PASSWORD],
  }),
  transport_url: string({
    description:
      "Where the cell's message queue is, as a template for `[DEFAULT] transport_url`. Left out: that of Nova's configuration; `cell0` has none.",
    optional: true,
    computed: true,
    follows: FOLLOWED,
    validate: [NO_PASSWORD],
  }),
  run_as: string({
    description: 'User to run `nova-manage` as: the one that may read its configuration.',
    default: 'nova',
    validate: [ACCOUNT_NAME],
  }),
  uuid: string({ description: "Nova's id of it.", computed: true, stable: true }),
};
type Attributes = typeof attributes;

const QUEUE = '{scheme}://{username}:{password}@{hostname}:{port}/{path}';
const isCell0 = (name: string) => name === 'cell0';
const queueOf = (name: string) => (isCell0(name) ? NO_QUEUE : QUEUE);

/** A cell of Nova's: which database and queue its hosts use. */
export const computeCell = resource<Runtime>()({
  name: 'compute_cell',
  description:
    'A cell of Nova: which database and queue a part of its hosts uses. It is read from the API database, without the slow `nova-manage`, which makes and changes it. ' +
    'One of that name, or the `cell0` that exists, is taken over. Destroying it forgets its hosts, too; their servers are not touched.',
  example: `resource "stackwright_compute_cell" "cell1" {
  host       = "node1"
  name       = "cell1"
  depends_on = [stackwright_schema_migration.nova_api]
}`,
  attributes,
  unique: ['host', 'api_database', 'name'],
  timeouts: { create: 180, read: 60, update: 180, delete: 180 },

  async read({ runtime }, state) {
    const cells = await runtime
      .host(state.host)
      .cells.all(state.api_database ?? 'nova_api')
      .catch(noneWithoutDatabase);
    const cell = cells.find(({ uuid }) => uuid === state.uuid) ?? find(cells, state.name);
    if (!cell) return GONE;
    return stateOf(cell, { ...state, api_database: state.api_database ?? 'nova_api', run_as: state.run_as ?? 'nova' });
  },

  /** What stands there is shown without its password, and must never be taken for what is wanted. */
  async plan(_, { config }) {
    const { name, transport_url } = config;
    if (transport_url !== null || typeof name !== 'string') return undefined;
    return { planned: { transport_url: queueOf(name) } };
  },

  create: (context, inputs) => settle(context, inputs),
  update: (context, inputs, prior) => settle(context, inputs, prior),

  async delete(context, state) {
    const cells = await context.runtime.host(state.host).cells.all(state.api_database).catch(noneWithoutDatabase);
    if (!cells.some(({ uuid }) => uuid === state.uuid)) return;
    await manage(context, state, ['delete_cell', '--force', '--cell_uuid', state.uuid]);
  },

  import: importOnHost('name', 'node1:cell1'),
});

async function settle(
  context: Context<Runtime>,
  inputs: Inputs<Attributes>,
  prior?: State<Attributes>,
): Promise<State<Attributes>> {
  const { cells } = context.runtime.host(inputs.host);
  const look = () => cells.all(inputs.api_database);
  const known = await look();
  const cell = prior ? known.find(({ uuid }) => uuid === prior.uuid) : find(known, inputs.name);
  const { name, database_connection } = inputs;
  const queue = typeof inputs.transport_url === 'string' && !isCell0(name) ? inputs.transport_url : queueOf(name);
  const where = ['--database_connection', database_connection];
  if (!cell) {
    const words = isCell0(name)
      ? ['map_cell0', ...where]
      : ['create_cell', '--name', name, ...where, '--transport-url', queue];
    await manage(context, inputs, words);
  } else if (cell.name !== name || cell.database_connection !== database_connection || cell.transport_url !== queue) {
    const id = ['--cell_uuid', cell.uuid];
    await manage(context, inputs, ['update_cell', ...id, '--name', name, ...where, '--transport-url', queue]);
  }
  const made = find(await look(), name);
  if (!made)
    throw new DiagnosticError(
      'Not made',
      `nova-manage succeeded on ${inputs.host}, but ${inputs.api_database} has no cell ${name}.`,
      at('name'),
    );
  return stateOf(made, inputs);
}

function stateOf(
  cell: Cell,
  { host, api_database, run_as }: Pick<State<Attributes>, 'host' | 'api_database' | 'run_as'>,
) {
  return {
    host,
    api_database,
    run_as,
    uuid: cell.uuid,
    name: cell.uuid === CELL0 ? 'cell0' : cell.name,
    database_connection: withoutPassword(cell.database_connection),
    transport_url: withoutPassword(cell.transport_url),
  };
}

function find(cells: readonly Cell[], name: string): Cell | undefined {
  return cells.find((cell) => (isCell0(name) ? cell.uuid === CELL0 : cell.name === name));
}

/** With the database, all that was in it is gone. */
function noneWithoutDatabase(error: unknown): readonly Cell[] {
  if (error instanceof SqlError && (error.code === NO_SUCH_DATABASE || error.code === NO_SUCH_TABLE)) return [];
  throw error;
}

async function manage(
  { runtime, signal }: Context<Runtime>,
  { host, run_as }: Pick<State<Attributes>, 'host' | 'run_as'>,
  words: readonly string[],
): Promise<void> {
  const { exitCode, stdout, stderr } = await runtime.host(host).cells.manage(words, run_as, signal);
  if (exitCode === 0) return;
  const said = `${stdout.toString('utf8').trim()}\n${causeIn(stderr)}`.trim();
  throw new DiagnosticError(
    "Nova's cells could not be changed",
    `\`nova-manage cell_v2 ${words[0]}\` ended with exit code ${exitCode} on ${host}. Mend the cause and apply again.\n${said}`,
    at('name'),
  );
}
