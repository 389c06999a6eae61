import { createHash } from 'node:crypto';
import { type Readable, Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { Images } from '../../openstack/image/images';
import type { Image } from '../../openstack/image/objects';
import { log } from '../../plugin/log';
import { DiagnosticError } from '../../schema/diagnostics';
import type { OpenedContent } from './content';

const REPORT_EVERY_MS = 2_000;

/** What has been sent. */
export interface Sent {
  readonly size: number;
  readonly md5: string;
  readonly sha512: string;
}

/** Sends an image's content and counts what goes out; the log tells how far it is. */
export async function send(
  images: Images,
  image: Image,
  open: () => Promise<OpenedContent>,
  signal: AbortSignal,
): Promise<Sent> {
  const first = await open();
  let opened: OpenedContent | undefined = first;
  let count = counting(image, first.size);
  const content = {
    async open(): Promise<Readable> {
      const { stream, size } = opened ?? (await open());
      opened = undefined;
      count = counting(image, size);
      // A failure ends `through` as well, whose reader tells of it.
      pipeline(stream, count.through).catch(() => undefined);
      return count.through;
    },
  };
  log.info('Upload begins', { image: image.id, bytes: `${first.size ?? 'unknown'}` });
  const began = performance.now();
  try {
    await images.upload(image.id, content, first.size, signal);
  } finally {
    opened?.stream.destroy();
  }
  const sent = count.sent();
  const seconds = (performance.now() - began) / 1000;
  log.info('Upload ends', { image: image.id, bytes: `${sent.size}`, seconds: Number(seconds.toFixed(1)) });
  return sent;
}

/** Whether what Glance keeps is what was sent. @throws {DiagnosticError} */
export function compare(image: Image, sent: Sent): void {
  const wanted: Readonly<Record<string, unknown>> = {
    size: sent.size,
    checksum: sent.md5,
    ...(image.os_hash_algo === 'sha512' && { os_hash_value: sent.sha512 }),
  };
  for (const [name, value] of Object.entries(wanted)) {
    const kept = image[name as keyof Image];
    if (kept === value || kept === null) continue;
    throw new DiagnosticError(
      'Glance keeps something else',
      `The image ${image.id} was sent with the ${name} ${value}, and Glance says that it is ${kept}. What was sent was changed on the way or in its store.`,
    );
  }
}

function counting({ id }: Image, total: number | undefined) {
  const [md5, sha512] = [createHash('md5'), createHash('sha512')];
  let size = 0;
  let reported = performance.now();
  const through = new Transform({
    transform(piece: Buffer, _, done) {
      md5.update(piece);
      sha512.update(piece);
      size += piece.length;
      const now = performance.now();
      if (now - reported >= REPORT_EVERY_MS) {
        reported = now;
        const percent = total ? { percent: Math.floor((size / total) * 100) } : {};
        log.info('Upload goes on', { image: id, bytes: `${size}`, ...percent });
      }
      done(null, piece);
    },
  });
  return { through, sent: (): Sent => ({ size, md5: md5.digest('hex'), sha512: sha512.digest('hex') }) };
}
