import type { DatabaseInfo } from '../../host/mariadb/databases';
import type { MariaDb } from '../../host/mariadb/mariadb';
import { string } from '../../schema/attribute';
import { at, DiagnosticError } from '../../schema/diagnostics';
import type { Inputs } from '../../schema/model';
import { GONE, resource } from '../../schema/resource';
import { matches } from '../../schema/validator';
import { importOnHost } from '../host-and';
import { hostAttribute } from '../host-attribute';
import type { Runtime } from '../runtime';
import { exactName, isCollationOf, sameCharacterSet, usualCollation } from './character-sets';
import { lossOf } from './database-loss';
import { databaseName } from './server-names';

/** The note of a database that was not there before. */
const MADE_HERE = 'made here';
const NAME_OF_SET = /^[A-Za-z0-9_]+$/;

const attributes = {
  host: hostAttribute,
  name: string({
    description: 'Name of the database.',
    required: true,
    replace: true,
    validate: [databaseName],
    example: '"nova_api"',
  }),
  character_set: string({
    description:
      'Character set of tables made from then on; those that are there keep theirs. `utf8` and `utf8mb3` are the same one, for ' +
      "which OpenStack's own migrations are written.",
    default: 'utf8',
    same: sameCharacterSet,
    validate: [matches(NAME_OF_SET, 'the name of a character set such as "utf8"')],
  }),
  collation: string({
    description: 'Collation of tables made from then on. When left out, the `_general_ci` of the character set.',
    optional: true,
    computed: true,
    same: sameCharacterSet,
    validate: [matches(NAME_OF_SET, 'the name of a collation such as "utf8_general_ci"')],
    example: '"utf8_general_ci"',
  }),
};
type Attributes = typeof attributes;

/** A database of a MariaDB server. */
export const mariadbDatabase = resource<Runtime>()({
  name: 'mariadb_database',
  description:
    "A database of the MariaDB server on a host, reached by the host's root through the server's socket. Destroying drops it with all " +
    'its tables. A database that was there before and is as configured is taken over, or can be imported: then destroying leaves it, ' +
    'with the character set that it had.',
  example: `resource "stackwright_mariadb_database" "nova_api" {
  host = "node1"
  name = "nova_api"
}`,
  attributes,
  unique: ['host', 'name'],
  rules: [
    {
      description: '`collation` is one of `character_set`.',
      problems({ character_set: set, collation }) {
        const characterSet = set === null ? attributes.character_set.default : set;
        if (typeof characterSet !== 'string' || typeof collation !== 'string') return [];
        if (isCollationOf(collation, characterSet)) return [];
        const detail = `collation is "${collation}", which is none of the character set "${characterSet}". Give one that begins with "${characterSet}_", or leave it out.`;
        return [{ severity: 'error', summary: 'Not a collation of the character set', detail, path: at('collation') }];
      },
    },
  ],
  timeouts: { create: 60, read: 60, update: 60, delete: 300 },

  async read({ runtime }, state) {
    const info = await runtime.host(state.host).mariadb.databases.info(state.name);
    return info
      ? { host: state.host, name: state.name, character_set: info.characterSet, collation: info.collation }
      : GONE;
  },

  async plan(_, { config, prior, planned }) {
    const { character_set: characterSet } = planned;
    if (config.collation !== null || typeof characterSet !== 'string') return undefined;
    const usual = usualCollation(characterSet);
    return { planned: { collation: prior && sameCharacterSet(prior.collation, usual) ? prior.collation : usual } };
  },

  async create(context, inputs) {
    const { mariadb } = context.runtime.host(inputs.host);
    const { signal } = context;
    const wanted = wantedOf(inputs);
    const before = await mariadb.databases.info(inputs.name);
    if (before && !(await isOurs(mariadb, inputs.name, signal))) refuseOther(mariadb, inputs, before, wanted);
    await remember(mariadb, inputs.name, before, signal);
    context.save({ ...inputs, collation: wanted.collation });
    return settle(mariadb, inputs, before, signal);
  },

  async update({ runtime, signal }, inputs) {
    const { mariadb } = runtime.host(inputs.host);
    const before = await mariadb.databases.info(inputs.name);
    // After an import nothing is remembered yet.
    await remember(mariadb, inputs.name, before, signal);
    return settle(mariadb, inputs, before, signal);
  },

  async planDestroy({ runtime, diagnostics, signal }, { host, name }) {
    const { mariadb } = runtime.host(host);
    if (await isOurs(mariadb, name, signal)) {
      const loss = lossOf(await mariadb.databases.tables(name));
      diagnostics.warn('A database will be lost', `The database ${name} of ${mariadb.name} will be dropped: ${loss}.`);
    } else {
      const detail = `The database ${name} of ${mariadb.name} was there before it was managed, so destroying leaves it.`;
      diagnostics.warn('The database stays', detail);
    }
  },

  async delete({ runtime, signal }, { host, name }) {
    const { mariadb } = runtime.host(host);
    const note = await mariadb.databasesFound.recall(name, signal);
    if (note === MADE_HERE) await mariadb.databases.drop(name, signal);
    else if (note !== undefined && (await mariadb.databases.info(name))) {
      await mariadb.databases.alter(JSON.parse(note) as DatabaseInfo, signal);
    }
    await mariadb.databasesFound.forget(name, signal);
  },

  import: importOnHost('name', 'node1:nova_api'),
});

async function settle(mariadb: MariaDb, inputs: Inputs<Attributes>, before: DatabaseInfo | null, signal: AbortSignal) {
  const wanted = wantedOf(inputs);
  if (!before) await mariadb.databases.create(wanted, signal);
  else if (!isSame(before, wanted)) await mariadb.databases.alter(wanted, signal);
  const { collation } = inputs;
  return { ...inputs, collation: typeof collation === 'string' ? collation : wanted.collation };
}

function wantedOf({ name, character_set: characterSet, collation }: Inputs<Attributes>): DatabaseInfo {
  const chosen = typeof collation === 'string' ? collation : usualCollation(characterSet);
  return { name, characterSet: exactName(characterSet), collation: exactName(chosen) };
}

function isSame(one: DatabaseInfo, other: DatabaseInfo): boolean {
  return sameCharacterSet(one.characterSet, other.characterSet) && sameCharacterSet(one.collation, other.collation);
}

/** Before it is made or changed: a run that is killed in between has done so all the same. */
async function remember({ databasesFound }: MariaDb, name: string, before: DatabaseInfo | null, signal: AbortSignal) {
  if (before) await databasesFound.remember(name, JSON.stringify(before), signal);
  else await databasesFound.replace(name, MADE_HERE, signal);
}

/** Whether it was made here; a note says so, which is written before it is made. */
async function isOurs(mariadb: MariaDb, name: string, signal: AbortSignal): Promise<boolean> {
  return (await mariadb.databasesFound.recall(name, signal)) === MADE_HERE;
}

function refuseOther({ name: server }: MariaDb, inputs: Inputs<Attributes>, is: DatabaseInfo, wanted: DatabaseInfo) {
  if (isSame(is, wanted)) return;
  throw new DiagnosticError(
    'The database exists already',
    `${server} has a database ${inputs.name} that is not as configured: its character set is ${is.characterSet} and its collation ` +
      `${is.collation}, not ${wanted.characterSet} and ${wanted.collation}. To change it, import it as "${inputs.host}:${inputs.name}"; ` +
      'else give this one another name.',
    at('name'),
  );
}
