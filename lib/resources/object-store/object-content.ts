import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { Readable, Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { looking } from '../../schema/timeouts';
import { expandHome } from '../../ssh/home';
import { localFileSize } from '../host/local-file';

/** Bytes read at a time: enough that the way to Swift never waits for the disk. */
const PIECE = 512 * 1024;

/** The content of an object, of which any part can be read, as often as need be. */
export interface Content {
  /** Where it comes from, for messages. */
  readonly from: string;
  /** Bytes. */
  readonly size: number;
  /** From the byte `start` to before the byte `end`: that many, or the stream fails. */
  open(start: number, end: number): Promise<Readable>;
}

/** A part of the content from the byte `start` to before the byte `end`. */
export interface Part {
  readonly start: number;
  readonly end: number;
}

/** What Swift will tell of the content once it has it. */
export interface Digest {
  /** MD5 of all, or of its segments' MD5s. */
  readonly etag: string;
  readonly size: number;
  /** How many segments it is kept in; 0 for an object in one piece. */
  readonly segments: number;
}

/** The file or the text that is configured. @throws {DiagnosticError} when the file cannot be read */
export function contentOf(given: {
  readonly source: string | null;
  readonly content: string | null;
}): Promise<Content> | Content {
  return given.source !== null ? fileContent(given.source) : textContent(given.content ?? '');
}

async function fileContent(given: string): Promise<Content> {
  const path = expandHome(given);
  return {
    from: path,
    size: await localFileSize(path),
    async open(start, end) {
      if (start === end) return Readable.from([]);
      const whole = exactly(end - start, path);
      const source = createReadStream(path, { start, end: end - 1, highWaterMark: PIECE });
      // A failure ends `whole` as well, whose reader tells of it.
      pipeline(source, whole).catch(() => undefined);
      return whole;
    },
  };
}

function textContent(text: string): Content {
  const bytes = Buffer.from(text, 'utf8');
  return {
    from: 'the configuration',
    size: bytes.length,
    open: async (start, end) => Readable.from(start === end ? [] : [bytes.subarray(start, end)]),
  };
}

/** How content of this size is kept: its segments, or nothing where one piece is enough. */
export function segmentsOf(size: number, segmentSize: number): Part[] {
  if (size <= segmentSize) return [];
  return Array.from({ length: Math.ceil(size / segmentSize) }, (_, index) => ({
    start: index * segmentSize,
    end: Math.min((index + 1) * segmentSize, size),
  }));
}

/** MD5 of part of the content. */
export async function md5Of(content: Content, { start, end }: Part, signal: AbortSignal): Promise<string> {
  const hash = createHash('md5');
  await looking(signal, pipeline(await content.open(start, end), hash, { signal }));
  return hash.digest('hex');
}

/** The MD5 that Swift tells of a large object. */
export function etagOfSegments(etags: readonly string[]): string {
  return createHash('md5').update(etags.join('')).digest('hex');
}

/** Reads all of the content. */
export async function digestOf(content: Content, segmentSize: number, signal: AbortSignal): Promise<Digest> {
  const { size } = content;
  const parts = segmentsOf(size, segmentSize);
  if (parts.length === 0) return { size, segments: 0, etag: await md5Of(content, { start: 0, end: size }, signal) };
  const etags: string[] = [];
  for (const part of parts) etags.push(await md5Of(content, part, signal));
  return { size, segments: parts.length, etag: etagOfSegments(etags) };
}

/** Lets so many bytes through, and fails when there are fewer: whoever was told how many come would wait for the rest. */
function exactly(count: number, from: string): Transform {
  let seen = 0;
  return new Transform({
    transform(piece: Buffer, _, done) {
      seen += piece.length;
      done(null, piece);
    },
    flush(done) {
      done(seen === count ? null : new Error(`${from} has become shorter while it was read`));
    },
  });
}
