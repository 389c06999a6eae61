import { DirectoryRefused } from '../../host/files/directories';
import { bool, string } from '../../schema/attribute';
import type { Context } from '../../schema/context';
import { at, DiagnosticError } from '../../schema/diagnostics';
import type { Inputs, State } from '../../schema/model';
import { GONE, resource } from '../../schema/resource';
import { importOnHost } from '../host-and';
import { hostAttribute } from '../host-attribute';
import type { Runtime } from '../runtime';
import { ownershipAttributes } from './ownership';
import { absolutePath } from './paths';

const attributes = {
  host: hostAttribute,
  path: string({
    description: 'Absolute path on the host.',
    required: true,
    replace: true,
    validate: [absolutePath],
    example: '"/srv/images"',
  }),
  ...ownershipAttributes('0755'),
  create_parents: bool({
    description: "Whether to make missing directories above it, which are root's with mode `0755`.",
    default: false,
  }),
  force_destroy: bool({
    description: 'Whether destroying removes the directory with all that is in it. Otherwise it has to be empty.',
    default: false,
  }),
};
type Attributes = typeof attributes;

/** A directory. */
export const directory = resource<Runtime>()({
  name: 'directory',
  description:
    'A directory on a host. When it is destroyed it is removed if this made it, and has to be empty then; a directory that was ' +
    'there before stays and gets back the owner and mode that it had.',
  example: `resource "stackwright_directory" "images" {
  host  = "node1"
  path  = "/srv/images"
  owner = "glance"
  group = "glance"
  mode  = "0750"
}`,
  attributes,
  timeouts: { create: 60, read: 60, update: 60, delete: 120 },

  async read({ runtime }, state) {
    const info = await runtime.host(state.host).files.info(state.path);
    if (!info) return GONE;
    const { type, owner, group, mode } = info;
    if (type !== 'directory') throw refused(state, 'not-a-directory', `${state.path} is a ${type}`);
    return {
      ...state,
      owner,
      group,
      mode,
      create_parents: state.create_parents ?? false,
      force_destroy: state.force_destroy ?? false,
    };
  },

  create: make,
  update: make,

  async planDestroy({ runtime, diagnostics, signal }, state) {
    if (!state.force_destroy) return;
    const losses = await runtime.host(state.host).directories.losses(state.path, signal);
    if (losses.length === 0) return;
    diagnostics.warn(
      'Files will be lost',
      `${state.path} on ${state.host} holds ${losses.join(', ')}. All of it is removed with the directory (force_destroy = true).`,
      at('force_destroy'),
    );
  },

  async delete({ runtime, signal }, state) {
    try {
      await runtime.host(state.host).directories.release(state.path, state.force_destroy, signal);
    } catch (error) {
      throw error instanceof DirectoryRefused ? refused(state, error.reason, error.message) : error;
    }
  },

  import: importOnHost('path', 'node1:/srv/images'),
});

async function make({ runtime, signal }: Context<Runtime>, inputs: Inputs<Attributes>): Promise<State<Attributes>> {
  const { path, owner, group, mode, create_parents: createParents } = inputs;
  try {
    await runtime.host(inputs.host).directories.make(path, { owner, group, mode }, createParents, signal);
  } catch (error) {
    throw error instanceof DirectoryRefused ? refused(inputs, error.reason, error.message) : error;
  }
  return inputs;
}

const SUMMARIES: Readonly<Record<DirectoryRefused['reason'], readonly [summary: string, fix: string]>> = {
  'not-a-directory': ['Not a directory', 'Remove it there, or give another path.'],
  'no-parent': ['No directory to make it in', 'Set create_parents = true, or make it with a resource of its own.'],
  'not-empty': ['Directory is not empty', 'Remove what is in it, or apply force_destroy = true before destroying.'],
};

function refused({ host }: { readonly host: string }, reason: DirectoryRefused['reason'], message: string): Error {
  const [summary, fix] = SUMMARIES[reason];
  return new DiagnosticError(summary, `On ${host}, ${message}. ${fix}`, at('path'));
}
