import type { Readable } from 'node:stream';

/** Content that is sent as it is read, and never held whole. */
export interface StreamedContent {
  /** From its beginning; called again when it has to be sent again. */
  open(): Promise<Readable>;
}

/** What was to be sent could not be read to its end: no fault of the API's. */
export class ContentFailed extends Error {
  constructor(cause: unknown) {
    super(cause instanceof Error ? cause.message : String(cause), { cause });
    this.name = 'ContentFailed';
  }
}
