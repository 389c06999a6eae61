import { createHash } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import type { Images } from '../../openstack/image/images';
import { type Image, INCOMPLETE } from '../../openstack/image/objects';
import type { Context } from '../../schema/context';
import { at, DiagnosticError } from '../../schema/diagnostics';
import type { Inputs } from '../../schema/model';
import { reason } from '../api/reason';
import type { Runtime } from '../runtime';
import { openLocalFile, openUrl, takenApart, withoutSecrets, withoutUrl } from './content';
import type { ImageAttributes } from './image-attributes';
import { compare, send } from './upload';

type Wanted = Inputs<ImageAttributes>;

/** The note of the URL that an image's content came from, as a hash, since a URL may hold what not all may read. */
const SOURCE = 'source';

/** How long an upload that nobody goes on with may take to be noticed by Glance. */
const STUCK_MS = 15_000;
const PAUSE_MS = 500;

/** Whether there is content, and all of it was seen to arrive. */
export function isComplete(image: Image): boolean {
  return image.status === 'active' && !(INCOMPLETE in image.notes);
}

/** Whether the content is the one that is wanted, as far as it can be told. */
export function isContent(image: Image, { source_url, sha512 }: Wanted): boolean {
  if (source_url !== null) return image.notes[SOURCE] === noteOf(source_url);
  return image.os_hash_algo !== 'sha512' || image.os_hash_value === sha512;
}

/**
 * Removes what a killed run has left half-way. Glance goes on for a while with an upload whose sender is gone, and may take
 * half of the content for the whole.
 */
export async function removeLeftover({ runtime, signal }: Context<Runtime>, inputs: Wanted): Promise<void> {
  const { images } = runtime.cloud(inputs.cloud);
  const left = await images.where((image) => image.isOwn && image.name === inputs.name && INCOMPLETE in image.notes, {
    name: inputs.name,
  });
  for (const image of left) {
    const now = await settled(images, image, signal);
    if (!now) continue;
    const isWhole = now.status === 'active' && inputs.source_url === null && now.os_hash_algo === 'sha512';
    if (!isWhole || !isContent(now, inputs)) await discard(images, now);
  }
}

/** Gives an image what it lacks before it can be used. */
export async function completed(context: Context<Runtime>, image: Image, inputs: Wanted): Promise<Image> {
  const { images } = context.runtime.cloud(inputs.cloud);
  const { signal } = context;
  if (image.status === 'queued') return uploaded(images, image, inputs, signal);
  if (image.status === 'deactivated') {
    await images.reactivate(image.id, signal);
    return (await images.look(image.id, signal)) ?? image;
  }
  if (isComplete(image)) return image;
  if (image.status === 'active' && isContent(image, inputs)) return noted(images, image, inputs, signal);
  throw new DiagnosticError(
    'The image cannot be used',
    `The image "${inputs.name}" (${image.id}) is ${image.status}, and its content is not complete: somebody else may be sending it. Wait until it is active, or remove it, and apply again.`,
    at('name'),
  );
}

async function uploaded(images: Images, image: Image, inputs: Wanted, signal: AbortSignal): Promise<Image> {
  const { local_file_path: path, source_url: url } = inputs;
  const from = path ?? withoutSecrets(url ?? '');
  try {
    const open = () => (path === null ? openUrl(url ?? '', signal) : openLocalFile(path));
    const sent = await send(images, image, open, signal);
    if (typeof inputs.sha512 === 'string' && sent.sha512 !== inputs.sha512) {
      const detail = `${from} has changed since this was planned. Plan again, while nothing changes it.`;
      throw new DiagnosticError('The source has changed', detail, at('local_file_path'));
    }
    const kept = await images.look(image.id, signal);
    if (kept?.status !== 'active') throw new Error(`Glance took it, but the image is ${kept?.status ?? 'gone'}.`);
    compare(kept, sent);
    return await noted(images, kept, inputs, signal);
  } catch (error) {
    const left = await discard(images, image).then(
      () => 'It was removed again, so that no half of it is left.',
      (failure) => `It is still there, and the next apply begins it anew (to remove it failed: ${reason(failure)}).`,
    );
    const why = signal.aborted ? 'it was stopped.' : reason(error);
    throw new DiagnosticError(
      'Image not uploaded',
      `The content of the image "${inputs.name}" (${image.id}) from ${from} did not get to Glance: ${url === null ? why : withoutUrl(why, url)} ${left}`,
      at(path === null ? 'source_url' : 'local_file_path'),
    );
  }
}

/** The image as it is when nobody sends to it any more, or for too long. */
async function settled(images: Images, image: Image, signal: AbortSignal): Promise<Image | undefined> {
  for (const end = Date.now() + STUCK_MS; ; await wait(PAUSE_MS, undefined, { signal })) {
    const now = await images.look(image.id, signal);
    if (!now || !['saving', 'importing', 'uploading'].includes(now.status) || Date.now() > end) return now;
  }
}

/** Notes that the content is complete, and where it came from when it was a URL. */
function noted(images: Images, { id }: Image, { source_url }: Wanted, signal: AbortSignal): Promise<Image> {
  const notes: Record<string, string> = source_url === null ? {} : { [SOURCE]: noteOf(source_url) };
  return images.update(id, { notes }, signal);
}

/** Also after the operation was stopped, and so without its signal. */
async function discard(images: Images, { id, protected: isProtected }: Image): Promise<void> {
  if (isProtected) await images.update(id, { protected: false });
  await images.remove(id);
}

/** Whoever fetches it, it is the same content. */
function noteOf(url: string): string {
  return createHash('sha256').update(takenApart(url).address).digest('hex');
}
