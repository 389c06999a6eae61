/**
 * Answers questions together. A question waits only while an earlier batch is on its way, so a single question is never
 * delayed, and the slower the host answers the more questions share an answer.
 */
export class Batch<Q, A> {
  private waiting: { question: Q; resolve: (answer: A) => void; reject: (error: unknown) => void }[] = [];
  private underWay = 0;

  /**
   * @param answerAll answers as many questions as it is given, in their order
   * @param most how many questions one batch may hold
   * @param lanes how many batches may be under way at once
   */
  constructor(
    private readonly answerAll: (questions: readonly Q[]) => Promise<readonly A[]>,
    private readonly most = 200,
    private readonly lanes = 2,
  ) {}

  public ask(question: Q): Promise<A> {
    return new Promise<A>((resolve, reject) => {
      this.waiting.push({ question, resolve, reject });
      // Questions that come in the same turn of the event loop belong together.
      setImmediate(() => this.send());
    });
  }

  private send(): void {
    if (this.underWay >= this.lanes || this.waiting.length === 0) return;
    const batch = this.waiting.splice(0, this.most);
    this.underWay++;
    this.answerAll(batch.map(({ question }) => question))
      .then(
        (answers) => {
          for (const [index, { resolve }] of batch.entries()) resolve(answers[index] as A);
        },
        (error: unknown) => {
          for (const { reject } of batch) reject(error);
        },
      )
      .finally(() => {
        this.underWay--;
        this.send();
      });
  }
}
