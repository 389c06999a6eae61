/** Collects what one stream of a command says, up to a mark that ends it. */
export class Output {
  private readonly chunks: Buffer[] = [];
  /** The end of what came so far, long enough to hold all of a mark but its last byte. */
  private tail: Buffer = Buffer.alloc(0);
  private length = 0;
  private end?: { readonly at: number; readonly line: string };

  public constructor(
    private readonly limit: number,
    /** Undefined when the stream itself ends. */
    private readonly mark?: string,
  ) {}

  /** Whether the mark and the rest of its line have come. */
  public get ended(): boolean {
    return this.end !== undefined;
  }

  public get tooLarge(): boolean {
    return this.length > this.limit;
  }

  /** What follows the mark in its line. */
  public get line(): string {
    return this.end?.line ?? '';
  }

  /** All that came before the mark. */
  public get bytes(): Buffer {
    return Buffer.concat(this.chunks).subarray(0, this.end?.at);
  }

  public add(chunk: Buffer): void {
    this.chunks.push(chunk);
    if (this.mark !== undefined) this.findMark(this.mark, chunk);
    this.length += chunk.length;
  }

  private findMark(mark: string, chunk: Buffer): void {
    const window = Buffer.concat([this.tail, chunk]);
    const at = window.indexOf(mark, 0, 'latin1');
    const lineEnd = at < 0 ? -1 : window.indexOf('\n', at);
    if (lineEnd >= 0) {
      const line = window.toString('latin1', at + mark.length, lineEnd).trim();
      this.end = { at: this.length - this.tail.length + at, line };
    }
    // A mark that has come without the rest of its line stays in the window.
    this.tail = window.subarray(at < 0 ? Math.max(0, window.length - mark.length + 1) : at);
  }
}
