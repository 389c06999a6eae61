import type { Context } from '../../schema/context';
import { at, DiagnosticError } from '../../schema/diagnostics';
import type { Config, Planned } from '../../schema/model';
import type { Runtime } from '../runtime';
import type { ObjectAttributes } from './object-attributes';
import { contentOf, type Digest, digestOf } from './object-content';

/** What Swift takes in one manifest, as it is packaged. */
const MOST_SEGMENTS = 1000;
/** Bytes of a segment's name behind that of its object. */
const BEHIND_NAME = 1 + 32 + 1 + 8;
const LONGEST_NAME = 1024;

/** What Swift will tell of the content, as far as it is known by now. */
export async function plannedDigest(
  { signal }: Context<Runtime>,
  { source, content, name }: Config<ObjectAttributes>,
  { segment_size }: Planned<ObjectAttributes>,
): Promise<Digest | undefined> {
  const isKnown = typeof source === 'string' || (typeof content === 'string' && !content.includes('{{secret:'));
  if (!isKnown || typeof segment_size !== 'number') return undefined;
  const given = {
    source: typeof source === 'string' ? source : null,
    content: typeof content === 'string' ? content : null,
  };
  const opened = await contentOf(given);
  const least = Math.ceil(opened.size / MOST_SEGMENTS);
  if (segment_size < least) {
    throw new DiagnosticError(
      'Too many segments',
      `segment_size is ${segment_size}, so that ${opened.from} with ${opened.size} bytes would need more than ${MOST_SEGMENTS} segments. Give at least ${least}.`,
      at('segment_size'),
    );
  }
  if (opened.size > segment_size && typeof name === 'string' && Buffer.byteLength(name) + BEHIND_NAME > LONGEST_NAME) {
    throw new DiagnosticError(
      'Name too long',
      `The name of an object in segments may have ${LONGEST_NAME - BEHIND_NAME} bytes, and this has ${Buffer.byteLength(name)}. Give a shorter one.`,
      at('name'),
    );
  }
  return digestOf(opened, segment_size, signal);
}
