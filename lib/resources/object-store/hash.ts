import { ConfigFileMissing, ConfigFileUnfit } from '../../host/config-files/config-files';
import { IniEditUnsafe, IniSyntaxError } from '../../ini';
import { bool, set, string } from '../../schema/attribute';
import type { Context } from '../../schema/context';
import { at, DiagnosticError } from '../../schema/diagnostics';
import type { Inputs, State } from '../../schema/model';
import { GONE, resource } from '../../schema/resource';
import { notEmpty } from '../../schema/validator';
import { ACCOUNT_NAME, octalMode, sameMode } from '../host/ownership';
import { absolutePath } from '../host/paths';
import { passwordAttribute, secretReference } from '../password-attribute';
import type { Runtime } from '../runtime';
import { isAway } from './away';
import { OTHER_VALUES, refuseUnreadable, sameHash, tagOf, wouldChange } from './hash-values';

const SECTION = 'swift-hash';
const PREFIX = { section: SECTION, key: 'swift_hash_path_prefix' };
const SUFFIX = { section: SECTION, key: 'swift_hash_path_suffix' };
/** What stands there before anybody has chosen: nothing, or what packages bring. */
const UNCHOSEN = ['', 'changeme'];

/** Kept beside the state: by what to tell that the secrets have other values, and which hosts were given them. */
const TAG = 'tag';
const OTHER = 'other';
const WRITTEN = 'written';

const attributes = {
  hosts: set('string', {
    description:
      'The hosts that have it, by their names in the provider: all on which a service of Swift runs. One on which something else stands is not counted, so a plan shows it as missing here.',
    required: true,
    validate: [notEmpty()],
    example: '["node1", "node3"]',
  }),
  path: string({
    description: "Absolute path of Swift's common configuration file.",
    default: '/etc/swift/swift.conf',
    replace: true,
    validate: [absolutePath],
  }),
  suffix: passwordAttribute('What is put behind every name before it is hashed: `swift_hash_path_suffix`.'),
  prefix: string({
    description: 'What is put before every name: `swift_hash_path_prefix`. Left out, it is empty.',
    optional: true,
    validate: [secretReference],
  }),
  allow_change: bool({
    description:
      'Whether the hash may become another one. Nothing that is stored is found then; without this a plan that would do it is an error.',
    default: false,
  }),
  owner: string({ description: 'Name of the owner of the file.', default: 'root', validate: [ACCOUNT_NAME] }),
  group: string({ description: 'Name of the group of the file.', default: 'swift', validate: [ACCOUNT_NAME] }),
  mode: string({
    description: 'Permissions of the file as an octal mode.',
    default: '0640',
    validate: [octalMode],
    same: sameMode,
  }),
};
type Attributes = typeof attributes;

/** What Swift hashes names with. */
export const swiftHash = resource<Runtime>()({
  name: 'swift_hash',
  description:
    'The secret prefix and suffix with which Swift hashes the names of accounts, containers and objects, the same on all hosts of a cluster. ' +
    'With others nothing that is stored is found, so what would change them, be it another reference or another value of the secret, is an error unless `allow_change` is true; ' +
    'so is a host that has a hash already which is not this one. Of the rest of the file nothing is touched. Destroying puts back what stood there. It cannot be imported: create it with secrets that have the values in use.',
  example: `resource "stackwright_swift_hash" "cluster" {
  hosts  = ["node1", "node3"]
  suffix = "{{secret:swift/hash-suffix}}"
  prefix = "{{secret:swift/hash-prefix}}"
}`,
  attributes,
  timeouts: { create: 120, read: 60, update: 120, delete: 120 },

  async read(context, state) {
    const { private: facts } = context;
    const tag = facts.get<string>(TAG);
    facts.set(OTHER, (tag !== undefined && tagOf(state, tag) !== tag) || undefined);
    const looked = await Promise.all(state.hosts.map((host) => look(context, host, state.path)));
    if (looked.length > 0 && looked.every((one) => one === null)) return GONE;
    const right = state.hosts.filter((_, index) => {
      const found = looked[index];
      return found === 'away' || (found && sameHash(found, state));
    });
    const files = looked.filter((one) => one !== null && one !== 'away');
    const odd = (name: 'owner' | 'group' | 'mode') => {
      const differs = (value: string) => (name === 'mode' ? !sameMode(value, state.mode) : value !== state[name]);
      return files.map((file) => file[name]).find(differs) ?? state[name];
    };
    return { ...state, hosts: right, owner: odd('owner'), group: odd('group'), mode: odd('mode') };
  },

  async plan({ diagnostics, private: facts }, { prior, planned }) {
    if (!prior) return undefined;
    const other = facts.get<boolean>(OTHER) === true;
    const renamed = (['suffix', 'prefix'] as const).find((name) => planned[name] !== prior[name]);
    if (!other && !renamed) return undefined;
    const what = renamed ? `${renamed} becomes ${planned[renamed]}, and is ${prior[renamed]}.` : OTHER_VALUES;
    if (planned.allow_change === true) {
      diagnostics.warn(
        'Nothing stored will be found',
        `${what} Swift looks for everything elsewhere then.`,
        at(renamed ?? 'suffix'),
      );
      return undefined;
    }
    throw wouldChange(what, renamed ?? 'suffix');
  },

  create: (context, inputs) => keepHash(context, inputs, null),
  update: (context, inputs, prior) => keepHash(context, inputs, prior),

  async planDestroy({ diagnostics }, state) {
    const detail = `What stood in ${state.path} before comes back on ${[...state.hosts].join(', ')}. Nothing that was stored is found with it.`;
    diagnostics.warn('Nothing stored will be found', detail, at('hosts'));
  },

  async delete({ runtime, signal, private: facts }, state) {
    const hosts = new Set([...state.hosts, ...(facts.get<string[]>(WRITTEN) ?? [])]);
    for (const host of hosts) await runtime.host(host).configFiles.release(state.path, [PREFIX, SUFFIX], signal);
  },
});

async function keepHash(
  context: Context<Runtime>,
  inputs: Inputs<Attributes>,
  prior: State<Attributes> | null,
): Promise<State<Attributes>> {
  const { runtime, signal, private: facts } = context;
  const { path, owner, group, mode, hosts } = inputs;
  refuseUnreadable(inputs);
  const written = facts.get<string[]>(WRITTEN) ?? [];
  if (!inputs.allow_change) {
    // The secrets may have got other values since the plan, or it has not looked.
    const tag = prior ? facts.get<string>(TAG) : undefined;
    if (tag !== undefined && tagOf(inputs, tag) !== tag) throw wouldChange(OTHER_VALUES, 'suffix');
    const given = prior ? written : [];
    for (const host of hosts) if (!given.includes(host)) await refuseOther(context, host, inputs);
  }
  facts.set(WRITTEN, [...new Set([...written, ...hosts])]);
  const wanted = [
    { name: PREFIX, values: [inputs.prefix ?? ''], lastCounts: true },
    { name: SUFFIX, values: [inputs.suffix], lastCounts: true },
  ];
  for (const host of hosts) {
    await explained(host, path, () =>
      runtime
        .host(host)
        .configFiles.edit(
          path,
          { wanted, released: [], create: false, ownership: { owner, group, mode: mode.padStart(4, '0') } },
          signal,
        ),
    );
  }
  const gone = [...new Set([...written, ...(prior?.hosts ?? [])])].filter((host) => !hosts.includes(host));
  for (const host of gone) await release(context, host, path);
  facts.set(WRITTEN, [...hosts]);
  facts.set(TAG, tagOf(inputs));
  facts.set(OTHER, undefined);
  return { ...inputs };
}

/** Gives a host back what stood there. One that is away for good must not keep the others from what they are to have. */
async function release({ runtime, signal, diagnostics }: Context<Runtime>, host: string, path: string): Promise<void> {
  try {
    await runtime.host(host).configFiles.release(path, [PREFIX, SUFFIX], signal);
  } catch (error) {
    if (!isAway(error)) throw error;
    const detail = `${error.message}\n\nIt keeps the hash as it was. Take it out of the file there if the host comes back.`;
    diagnostics.warn(`${path} on ${host} could not be put back`, detail, at('hosts'));
  }
}

/** A host that never had this hash from here must not have another: its data would be lost. */
async function refuseOther(context: Context<Runtime>, host: string, inputs: Inputs<Attributes>): Promise<void> {
  const found = await look(context, host, inputs.path);
  if (found === null || found === 'away' || sameHash(found, inputs)) return;
  const chosen = [found.prefix, found.suffix].some((value) => !UNCHOSEN.includes(value));
  if (!chosen) return;
  throw new DiagnosticError(
    'Host has another hash',
    `${inputs.path} on ${host} has a hash that is not this one, so what is stored there would not be found. Give its values to the secrets in the provider's \`secrets\`; ` +
      'or set allow_change = true if nothing is stored there.',
    at('hosts'),
  );
}

interface Found {
  readonly prefix: string;
  readonly suffix: string;
  readonly owner: string;
  readonly group: string;
  readonly mode: string;
}

/** What stands on a host; null where there is no file. */
async function look(
  { runtime, diagnostics }: Context<Runtime>,
  name: string,
  path: string,
): Promise<Found | null | 'away'> {
  const { configFiles } = runtime.host(name);
  try {
    return await explained(name, path, async () => {
      const info = await configFiles.info(path);
      if (!info) return null;
      const document = await configFiles.document(info.path);
      const value = (key: typeof PREFIX) => document.values(key).at(-1) ?? '';
      const { owner, group, mode } = info;
      return { prefix: value(PREFIX), suffix: value(SUFFIX), owner, group, mode };
    });
  } catch (error) {
    if (!isAway(error)) throw error;
    diagnostics.warn(
      `${path} on ${name} could not be looked at`,
      `${error.message}\n\nIt is taken to be what it was.`,
      at('hosts'),
    );
    return 'away';
  }
}

async function explained<T>(host: string, path: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    const fail = (summary: string, detail: string) => new DiagnosticError(summary, detail, at('path'));
    if (error instanceof ConfigFileMissing) {
      throw fail(
        'No such file',
        `${path} on ${host}: ${error.message} Install Swift there first, and let this depend on its package.`,
      );
    }
    if (error instanceof IniSyntaxError || error instanceof IniEditUnsafe || error instanceof ConfigFileUnfit) {
      throw fail('Not a configuration file', `${path} on ${host}: ${error.message} Mend it on the host.`);
    }
    throw error;
  }
}
