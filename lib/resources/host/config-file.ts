import { createHash } from 'node:crypto';
import { ConfigFileMissing, ConfigFileUnfit } from '../../host/config-files/config-files';
import type { FileInfo } from '../../host/files/files';
import { IniEditUnsafe, IniSyntaxError } from '../../ini';
import { equalValues } from '../../plugin/value/equal';
import { bool, mapOfMaps, mapOfMapsOfLists, mapOfSets, string } from '../../schema/attribute';
import type { Context } from '../../schema/context';
import { at, DiagnosticError, DiagnosticsError } from '../../schema/diagnostics';
import type { Inputs, State } from '../../schema/model';
import { GONE, resource } from '../../schema/resource';
import { importOnHost } from '../host-and';
import { hostAttribute } from '../host-attribute';
import type { Runtime } from '../runtime';
import { allKeys, type ConfigValues, keyNames, type ManagedKeys, managedKeys, wantedKeys } from './config-keys';
import { actualValues, importedValues } from './config-reading';
import { configProblems } from './config-rule';
import { ACCOUNT_NAME, octalMode, sameMode } from './ownership';
import { absolutePath } from './paths';
import { newRevision, revised, revisionAttribute } from './revision';

/** Kept beside the state: which keys are ours, and by what to tell that nothing has changed. */
const MANAGED = 'managed';
const FINGERPRINT = 'fingerprint';

/** The attributes that say what is in the file. */
const VALUES = ['settings', 'repeated', 'flags', 'absent'] as const;

const AS_FOUND = 'When left out it stays as it is';

const attributes = {
  host: hostAttribute,
  path: string({
    description: 'Absolute path of the file on the host. Links are followed.',
    required: true,
    replace: true,
    validate: [absolutePath],
    example: '"/etc/nova/nova.conf"',
  }),
  settings: mapOfMaps({
    description:
      'Values by section and key. Keys before the first section stand in the section `""`. Where a file has a key several ' +
      'times, the last one counts. A value is one line and ends with the line: what looks like a comment behind it is part of it.',
    optional: true,
    example: '{ DEFAULT = { debug = "true" } }',
  }),
  repeated: mapOfMapsOfLists({
    description: 'Keys that stand several times in their section, once for each of these values, in their order.',
    optional: true,
    example: '{ filter_scheduler = { available_filters = ["a", "b"] } }',
  }),
  flags: mapOfSets({
    description: 'Keys that stand alone on their line, without separator and value, by section.',
    optional: true,
    example: '{ mysqld = ["skip-name-resolve"] }',
  }),
  absent: mapOfSets({
    description: 'Keys that must not be in the file, by section. Commented ones may.',
    optional: true,
    example: '{ DEFAULT = ["log_config_append"] }',
  }),
  owner: string({
    description: `Name of the owner. ${AS_FOUND}; of a new file it is \`root\`.`,
    optional: true,
    computed: true,
    stable: true,
    validate: [ACCOUNT_NAME],
  }),
  group: string({
    description: `Name of the group. ${AS_FOUND}; of a new file it is \`root\`.`,
    optional: true,
    computed: true,
    stable: true,
    validate: [ACCOUNT_NAME],
  }),
  mode: string({
    description: `Permissions as an octal mode. ${AS_FOUND}; of a new file they are \`0600\`.`,
    optional: true,
    computed: true,
    stable: true,
    validate: [octalMode],
    same: sameMode,
  }),
  create: bool({
    description: 'Whether to make the file when there is none. Otherwise a missing file is an error.',
    default: false,
  }),
  revision: revisionAttribute(VALUES),
};
type Attributes = typeof attributes;

/** Some keys of a configuration file. */
export const configFile = resource<Runtime>()({
  name: 'config_file',
  description:
    'Some keys of an INI file, as oslo.config, MariaDB, PHP and systemd have it. Nothing else in the file is touched: comments, ' +
    'order, blank lines, other keys and the way each line is written stay. A new key follows the commented sample of itself, ' +
    'if there is one. How each key stood before is remembered on the host, and comes back when the key is taken out of the ' +
    'configuration or the resource is destroyed; a file that was made and has nothing else in it is removed then. ' +
    'An import takes all keys of the file; values that look like secrets are hidden. Keys that are not configured are let ' +
    'go with the next apply, which does not change them in the file. ' +
    'A line that is indented deeper than the key above it is part of its value.',
  example: `resource "stackwright_config_file" "nova" {
  host = "node1"
  path = "/etc/nova/nova.conf"
  settings = {
    DEFAULT  = { my_ip = "10.0.0.11" }
    database = { connection = "mysql+pymysql://nova:{{secret:nova-database}}@10.0.0.11/nova" }
  }
  absent = { DEFAULT = ["log_config_append"] }
}`,
  attributes,
  rules: [
    {
      description:
        'Each key stands in one of `settings`, `repeated`, `flags` and `absent` only; keys and values are single lines.',
      problems: configProblems,
    },
  ],
  timeouts: { create: 120, read: 60, update: 120, delete: 120 },

  read(context, state) {
    return explained(state, async () => {
      const { configFiles } = context.runtime.host(state.host);
      const info = await configFiles.info(state.path);
      if (!info) return GONE;
      const { owner, group, mode } = info;
      const found = { ...state, create: state.create ?? false, owner, group, mode };
      if (context.importing) {
        const values = importedValues(await configFiles.document(info.path));
        remember(context, managedKeys(values), values, info);
        return { ...found, ...values, revision: newRevision() };
      }
      if (context.private.get(FINGERPRINT) === fingerprint(info, state)) return found;
      const managed = context.private.get<ManagedKeys>(MANAGED) ?? managedKeys(state);
      const values = actualValues(await configFiles.document(info.path), managed, state);
      remember(context, managed, values, info);
      const same = VALUES.every((name) => equalValues(values[name], state[name], attributes[name].type));
      return { ...found, ...values, revision: same ? state.revision : newRevision() };
    });
  },

  async create(context, inputs) {
    return write(context, inputs, managedKeys(inputs));
  },

  async update(context, inputs, prior) {
    const before = allKeys(managedKeys(prior), context.private.get<ManagedKeys>(MANAGED) ?? managedKeys(prior));
    return write(context, inputs, before);
  },

  async delete({ runtime, signal, private: facts }, state) {
    const managed = allKeys(managedKeys(state), facts.get<ManagedKeys>(MANAGED) ?? managedKeys(state));
    await explained(state, () => runtime.host(state.host).configFiles.release(state.path, keyNames(managed), signal));
  },

  import: importOnHost('path', 'node1:/etc/nova/nova.conf'),
});

/** @param before the keys that may be ours already */
async function write(
  context: Context<Runtime>,
  inputs: Inputs<Attributes>,
  before: ManagedKeys,
): Promise<State<Attributes>> {
  // Once more, now that references are resolved and nothing is unknown.
  const problems = configProblems(inputs);
  if (problems.length > 0) throw new DiagnosticsError(problems);
  const managed = managedKeys(inputs);
  const ours = new Set(keyNames(managed).map((name) => JSON.stringify(name)));
  const released = keyNames(before).filter((name) => !ours.has(JSON.stringify(name)));
  // If this fails half-way, the next run has to know of both.
  context.private.set(MANAGED, allKeys(before, managed));
  context.private.set(FINGERPRINT, undefined);
  return explained(inputs, async () => {
    const ownership = { owner: given(inputs.owner), group: given(inputs.group), mode: given(inputs.mode) };
    const edit = { wanted: wantedKeys(inputs), released, create: inputs.create, ownership };
    const { configFiles } = context.runtime.host(inputs.host);
    const info = await configFiles.edit(inputs.path, edit, context.signal);
    remember(context, managed, inputs, info);
    const { owner = info.owner, group = info.group, mode = info.mode } = ownership;
    return { ...inputs, owner, group, mode, revision: revised(inputs.revision) };
  });
}

function given<T>(value: T): string | undefined {
  return typeof value === 'string' ? value : undefined;
}

function remember(
  { private: facts }: Context<Runtime>,
  managed: ManagedKeys,
  values: ConfigValues,
  info: Pick<FileInfo, 'sha256'>,
): void {
  facts.set(MANAGED, managed);
  facts.set(FINGERPRINT, fingerprint(info, values));
}

/** Equal as long as neither the file nor the values have changed: then there is no need to fetch and parse the file. */
function fingerprint({ sha256 }: Pick<FileInfo, 'sha256'>, values: ConfigValues): string {
  const { settings, repeated, flags, absent } = values;
  return createHash('sha256')
    .update(JSON.stringify([sha256, settings, repeated, flags, absent]))
    .digest('hex');
}

/** Runs something that may meet a file that is not as it should be, and says so in the user's terms. */
async function explained<T>(
  { host, path }: { readonly host: string; readonly path: string },
  work: () => Promise<T>,
): Promise<T> {
  try {
    return await work();
  } catch (error) {
    const fail = (summary: string, detail: string) => new DiagnosticError(summary, detail, at('path'));
    if (error instanceof IniSyntaxError) {
      throw fail(
        'File does not parse',
        `${path} on ${host} is no INI file: ${error.message} Mend the line on the host.`,
      );
    }
    if (error instanceof ConfigFileMissing) {
      throw fail(
        'No such file',
        `${path} on ${host}: ${error.message} Set create = true to make it, or let this resource depend on what brings it.`,
      );
    }
    if (error instanceof ConfigFileUnfit) throw fail('Not a configuration file', `On ${host}: ${error.message}`);
    if (error instanceof IniEditUnsafe) throw fail('File cannot be edited', `${path} on ${host}: ${error.message}`);
    throw error;
  }
}
