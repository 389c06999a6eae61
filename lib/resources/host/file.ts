import { isUtf8 } from 'node:buffer';
import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import type { FileType } from '../../host/files/files';
import { UNKNOWN } from '../../plugin/value/unknown';
import { string } from '../../schema/attribute';
import type { Context } from '../../schema/context';
import { at, DiagnosticError } from '../../schema/diagnostics';
import { exactlyOneOf } from '../../schema/exclusive';
import type { Inputs, State } from '../../schema/model';
import { GONE, resource } from '../../schema/resource';
import { importOnHost } from '../host-and';
import { hostAttribute } from '../host-attribute';
import type { Runtime } from '../runtime';
import { localFileHash } from './local-file';
import { ownershipAttributes } from './ownership';
import { absolutePath } from './paths';
import { newRevision, revised, revisionAttribute } from './revision';

/** Above this many bytes a changed content is told by its hash alone. */
const MOST_SHOWN = 1024 * 1024;

/** The private fact that the host remembers what was at the path. */
const REMEMBERED = 'remembered';

const NAMES: Readonly<Record<FileType, string>> = {
  file: 'a regular file',
  directory: 'a directory',
  symlink: 'a symbolic link',
  other: 'a device, pipe or socket',
};

const CONTENT = ['content', 'content_base64', 'source'];

const attributes = {
  host: hostAttribute,
  path: string({
    description: 'Absolute path on the host.',
    required: true,
    replace: true,
    validate: [absolutePath],
    example: '"/etc/motd"',
  }),
  content: string({ description: 'The content as text. May refer to secrets.', optional: true }),
  content_base64: string({
    description: 'The content in base64, for bytes that are not UTF-8 text.',
    optional: true,
    validate: [
      {
        description: 'base64',
        problem: (value) =>
          Buffer.from(value, 'base64').toString('base64') === value
            ? undefined
            : 'Give base64 with its padding, without line breaks.',
      },
    ],
  }),
  source: string({ description: 'Path of a local file whose content is sent.', optional: true }),
  ...ownershipAttributes('0644'),
  sha256: string({
    description: 'Hash of the content, in hexadecimal.',
    computed: true,
    follows: CONTENT,
  }),
  revision: revisionAttribute(CONTENT),
};
type Attributes = typeof attributes;

/** A regular file with a certain content. */
export const file = resource<Runtime>()({
  name: 'file',
  description:
    'A regular file on a host. It is written beside its place and renamed into it, so no reader ever sees half of it. ' +
    'A file that was there before is remembered on the host and comes back when this one is destroyed.',
  example: `resource "stackwright_file" "motd" {
  host    = "node1"
  path    = "/etc/motd"
  content = "Kept by Stackwright.\\n"
}`,
  attributes,
  rules: [exactlyOneOf<Attributes>('content', 'content_base64', 'source')],
  timeouts: { create: 600, read: 120, update: 600, delete: 120 },

  async read({ runtime, signal, importing }, state) {
    const { files } = runtime.host(state.host);
    const info = await files.info(state.path, signal);
    if (!info) return GONE;
    if (info.sha256 === null) {
      const advice = 'Remove it there, or take this resource out of the configuration.';
      throw notRegular(state, `is ${NAMES[info.type]} now. ${advice}`);
    }
    const { owner, group, mode, sha256 } = info;
    const revision = sha256 === state.sha256 ? state.revision : newRevision();
    const known = { ...state, owner, group, mode, sha256, revision };
    if (!importing && sha256 === expectedHash(state)) return known;
    const actual = info.size <= MOST_SHOWN ? await files.content(state.path, signal) : null;
    if (importing) return { ...known, ...importedContent(actual) };
    const unshown = `(not text, or too long: sha256 ${sha256})`;
    if (state.content !== null) return { ...known, content: asText(actual) ?? unshown };
    if (state.content_base64 !== null) return { ...known, content_base64: actual?.toString('base64') ?? unshown };
    return known;
  },

  async plan(_, { config, prior }) {
    if (typeof config.source !== 'string') return undefined;
    const sha256 = await localFileHash(config.source);
    return { planned: { sha256, ...(sha256 !== prior?.sha256 && { revision: UNKNOWN }) } };
  },

  async create(context, inputs) {
    const { files, originals } = context.runtime.host(inputs.host);
    const found = await files.info(inputs.path, context.signal);
    if (found && found.type !== 'file' && found.type !== 'symlink') {
      throw notRegular(
        inputs,
        `is ${NAMES[found.type]}, which no file can replace. Give another path, or remove it there.`,
      );
    }
    await originals.keep(inputs.path, context.signal);
    context.private.set(REMEMBERED, true);
    return write(context, inputs);
  },

  async update(context, inputs) {
    const { files } = context.runtime.host(inputs.host);
    const { signal } = context;
    const sha256 = expectedHash(inputs);
    if ((await files.info(inputs.path, signal))?.sha256 !== sha256) return write(context, inputs);
    await files.chown(inputs.path, inputs.owner, inputs.group, signal);
    await files.chmod(inputs.path, inputs.mode, signal);
    return { ...inputs, sha256, revision: revised(inputs.revision) };
  },

  async delete({ runtime, signal, diagnostics, private: facts }, state) {
    const unknown = facts.get<boolean>(REMEMBERED) ? 'leave' : 'remove';
    if (!(await runtime.host(state.host).originals.restore(state.path, signal, unknown))) return;
    diagnostics.warn(
      'File left in place',
      `${state.path} on ${state.host} is left as it is: the host no longer remembers what stood there before, so this may be it. Remove it there if it is not wanted.`,
    );
  },

  import: importOnHost('path', 'node1:/etc/motd'),
});

async function write({ runtime, signal }: Context<Runtime>, inputs: Inputs<Attributes>): Promise<State<Attributes>> {
  const { path, owner, group, mode, source } = inputs;
  const local = source === null ? undefined : await localFileHash(source);
  if (local !== undefined && typeof inputs.sha256 === 'string' && local !== inputs.sha256) {
    const detail = `source is "${source}", whose content has changed since this was planned. Plan again, while nothing changes it.`;
    throw new DiagnosticError('The source has changed', detail, at('source'));
  }
  const content = source !== null ? createReadStream(source) : bytes(inputs);
  await runtime
    .host(inputs.host)
    .connection.upload(path, content, { owner, group, mode: Number.parseInt(mode, 8), signal });
  const sha256 = local ?? hash(bytes(inputs));
  return { ...inputs, sha256, revision: revised(inputs.revision) };
}

function notRegular({ host, path }: Pick<State<Attributes>, 'host' | 'path'>, what: string): DiagnosticError {
  return new DiagnosticError('Not a regular file', `${path} on ${host} ${what}`, at('path'));
}

/** The hash that the file should have. */
function expectedHash(inputs: Pick<Inputs<Attributes>, 'content' | 'content_base64' | 'source' | 'sha256'>): string {
  if (inputs.source !== null && typeof inputs.sha256 === 'string') return inputs.sha256;
  return hash(bytes(inputs));
}

function bytes({ content, content_base64 }: Pick<Inputs<Attributes>, 'content' | 'content_base64'>): Buffer {
  return content !== null ? Buffer.from(content, 'utf8') : Buffer.from(content_base64 ?? '', 'base64');
}

function hash(content: Buffer): string {
  return createHash('sha256').update(content).digest('hex');
}

/** The bytes as text, if that is what they are. */
function asText(content: Buffer | null): string | null {
  return content && isUtf8(content) ? content.toString('utf8') : null;
}

function importedContent(content: Buffer | null): { content: string | null; content_base64: string | null } {
  const shown = asText(content);
  return { content: shown, content_base64: shown === null ? (content?.toString('base64') ?? null) : null };
}
