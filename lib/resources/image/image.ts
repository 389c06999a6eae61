import type { Diagnostic } from '../../plugin/diagnostic';
import { UNKNOWN } from '../../plugin/value/unknown';
import { at, DiagnosticError } from '../../schema/diagnostics';
import { exactlyOneOf } from '../../schema/exclusive';
import type { Config, State } from '../../schema/model';
import { type Rule, resource } from '../../schema/resource';
import { apiObject } from '../api/api-object';
import type { Runtime } from '../runtime';
import { checkLocalFile, sha512Of } from './content';
import { type ImageAttributes, imageAttributes } from './image-attributes';
import { removeLeftover } from './image-content';
import { imageKind } from './image-kind';

const handlers = apiObject(imageKind);

/** The private fact that holds the hash of what was sent. */
const UPLOADED = 'uploaded';

const AMAZONS = new Set(['aki', 'ari', 'ami']);

/** Glance refuses other pairs. */
const sameFormats: Rule<ImageAttributes> = {
  description: 'Of the formats `aki`, `ari` and `ami`, disk and container have the same.',
  problems({ disk_format: disk, container_format: given }): Diagnostic[] {
    const container = given ?? 'bare';
    if (typeof disk !== 'string' || typeof container !== 'string') return [];
    if (disk !== container && (AMAZONS.has(disk) || AMAZONS.has(container))) {
      const wanted = AMAZONS.has(disk) ? `Set container_format = "${disk}".` : 'Set container_format = "bare".';
      const detail = `disk_format is "${disk}" and container_format "${container}": Glance takes aki, ari and ami only when both are the same. ${wanted}`;
      return [{ severity: 'error', summary: 'Formats that do not go together', detail, path: at('container_format') }];
    }
    if (disk !== 'ami') return [];
    const detail =
      'Nova compares what it finds in an image with its disk_format, finds "raw" in an "ami", and refuses to boot it. Declare a root disk as disk_format = "raw" with ' +
      'container_format = "bare", and name its kernel and ramdisk in properties kernel_id and ramdisk_id.';
    return [{ severity: 'warning', summary: 'Nova boots no "ami"', detail, path: at('disk_format') }];
  },
};

/** An image in Glance. */
export const image = resource<Runtime>()({
  name: 'image',
  description:
    'An image in Glance: what servers boot from. Its content is sent as it is read and never held whole; what Glance keeps is compared with what was sent. Glance does not ' +
    'change the content of an image, so another content is another image, and the old one goes first. Where it should stay until the new one is there, use `create_before_destroy` and give the new one another `name` each time: ' +
    'with the same name the new one would be taken for the old one. ' +
    'An upload that fails leaves no image behind, and one that was killed is begun anew by the next apply.',
  example: `resource "stackwright_image" "cirros" {
  cloud           = stackwright_keystone_bootstrap.keystone.id
  name            = "cirros"
  local_file_path = "images/cirros-0.6.2-x86_64-disk.img"
  disk_format     = "qcow2"
  visibility      = "public"
  properties = {
    architecture = "x86_64"
    hw_disk_bus  = "virtio"
  }
}`,
  attributes: imageAttributes,
  rules: [exactlyOneOf<ImageAttributes>('local_file_path', 'source_url'), sameFormats],
  unique: ['cloud', 'name'],
  timeouts: { create: 3600, read: 120, update: 3600, delete: 120 },
  ...handlers,

  async plan(context, request) {
    await handlers.plan(context, request);
    const { config, prior } = request;
    const path = config.local_file_path;
    const format = typeof config.disk_format === 'string' ? config.disk_format : undefined;
    let wanted: string | undefined;
    if (typeof path === 'string') {
      await checkLocalFile(path, format);
      wanted = await sha512Of(path, context.signal);
    }
    if (!prior) return wanted === undefined ? undefined : { planned: { sha512: wanted } };
    if (prior.protected && hasOtherFormat(config, prior))
      throw protectedImage(prior, 'replaced, since its format changes');
    const kept = context.private.get<string>(UPLOADED);
    const isOther =
      wanted !== undefined
        ? prior.sha512 !== wanted
        : (kept !== undefined && prior.sha512 !== kept) || isOtherUrl(config, prior);
    if (!isOther) return prior.status === 'active' ? undefined : { planned: { status: 'active' } };
    if (prior.protected) throw protectedImage(prior, 'replaced, since its content changes');
    return { planned: { sha512: wanted ?? UNKNOWN }, replace: [at('sha512')] };
  },

  async create(context, inputs) {
    await removeLeftover(context, inputs);
    const state = await handlers.create(context, inputs);
    context.private.set(UPLOADED, state.sha512 ?? undefined);
    return state;
  },

  async planDestroy(_, state) {
    if (state.protected) throw protectedImage(state, 'destroyed');
  },

  async delete(context, state) {
    if (state.protected) throw protectedImage(state, 'destroyed');
    await handlers.delete(context, state);
  },
});

/** An imported image has no URL yet, and gets the first that it is told. */
function isOtherUrl({ source_url: url }: Config<ImageAttributes>, prior: State<ImageAttributes>): boolean {
  if (typeof url !== 'string') return false;
  return prior.local_file_path !== null || (prior.source_url !== null && prior.source_url !== url);
}

function hasOtherFormat(config: Config<ImageAttributes>, prior: State<ImageAttributes>): boolean {
  const { disk_format: disk, container_format: container } = config;
  return disk !== prior.disk_format || (container ?? 'bare') !== prior.container_format;
}

function protectedImage({ name, id }: State<ImageAttributes>, what: string): DiagnosticError {
  return new DiagnosticError(
    'The image is protected',
    `The image "${name}" (${id}) is protected, so it cannot be ${what}. Set protected = false and apply that first.`,
    at('protected'),
  );
}
