interface Asked<Q, A> {
  readonly question: Q;
  resolve(answer: A): void;
  reject(error: unknown): void;
}

/**
 * Answers questions together. A question waits only while an earlier batch is on its way, so a single question is never
 * delayed, and the slower the host answers the more questions share an answer.
 */
export class Batch<Q, A> {
  private readonly waiting: Asked<Q, A>[] = [];
  private underWay = 0;

  /**
   * @param answerAll answers as many questions as it is given, in their order; an error among the answers is the failure of
   * that question alone
   * @param most how many questions one batch may hold
   * @param lanes how many batches may be under way at once
   */
  constructor(
    private readonly answerAll: (questions: readonly Q[]) => Promise<readonly (A | Error)[]>,
    private readonly most = 200,
    private readonly lanes = 2,
  ) {}

  /** The answer. Who aborts waits no longer; the batch goes on for the others. */
  public async ask(question: Q, signal?: AbortSignal): Promise<A> {
    signal?.throwIfAborted();
    let abort: (() => void) | undefined;
    try {
      return await new Promise<A>((resolve, reject) => {
        abort = () => reject(signal?.reason);
        signal?.addEventListener('abort', abort, { once: true });
        this.waiting.push({ question, resolve, reject });
        // Questions that come in the same turn of the event loop belong together.
        setImmediate(() => this.send());
      });
    } finally {
      if (abort) signal?.removeEventListener('abort', abort);
    }
  }

  private send(): void {
    if (this.underWay >= this.lanes || this.waiting.length === 0) return;
    this.underWay++;
    void this.answer(this.waiting.splice(0, this.most)).finally(() => {
      this.underWay--;
      this.send();
    });
  }

  private async answer(batch: readonly Asked<Q, A>[]): Promise<void> {
    try {
      const answers = await this.answerAll(batch.map(({ question }) => question));
      // An answer that is missing must not be taken for one that says that there is nothing.
      if (answers.length !== batch.length) throw new Error(`${batch.length} questions got ${answers.length} answers.`);
      for (const [index, { resolve, reject }] of batch.entries()) {
        const answer = answers[index] as A | Error;
        if (answer instanceof Error) reject(answer);
        else resolve(answer);
      }
    } catch (error) {
      for (const { reject } of batch) reject(error);
    }
  }
}
