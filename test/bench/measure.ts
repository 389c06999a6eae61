/** The middle of an odd number of figures. */
export function median(figures: readonly number[]): number {
  const sorted = [...figures].sort((one, other) => one - other);
  const middle = sorted[Math.floor(sorted.length / 2)];
  if (middle === undefined) throw new Error('there is no median of nothing');
  return middle;
}

/** Wall seconds that something takes. */
export async function seconds(work: () => Promise<unknown>): Promise<number> {
  const start = process.hrtime.bigint();
  await work();
  return Number(process.hrtime.bigint() - start) / 1e9;
}

/**
 * Medians of several things measured in turn, round by round: what disturbs the machine disturbs all of them alike, so the
 * ratios hold where the seconds do not.
 */
export async function sideBySide<K extends string>(
  rounds: number,
  things: Readonly<Record<K, () => Promise<number>>>,
): Promise<Record<K, number>> {
  const figures = new Map<string, number[]>();
  for (let round = 0; round < rounds; round++) {
    for (const [name, measure] of Object.entries<() => Promise<number>>(things)) {
      const figure = await measure();
      // Not lost when somebody stops it before the end.
      console.error(`round ${round + 1} of ${rounds}: ${name} ${figure.toFixed(2)}`);
      figures.set(name, [...(figures.get(name) ?? []), figure]);
    }
  }
  return Object.fromEntries([...figures].map(([name, values]) => [name, median(values)])) as Record<K, number>;
}

/** What a figure should be. */
export interface Goal {
  readonly text: string;
  met(figure: number): boolean;
}

export const atLeast = (least: number): Goal => ({
  text: `${least} or more`,
  met: (figure) => figure >= least,
});

export const atMost = (most: number): Goal => ({
  text: `${most} or less`,
  met: (figure) => figure <= most,
});

/** A line of a result, with its goal if it has one. The figure is judged as it is printed. */
export function report(what: string, figure: string, goal?: Goal): void {
  const judged = goal ? `   goal: ${goal.text}, ${goal.met(Number(figure)) ? 'met' : 'MISSED'}` : '';
  console.log(`${what.padEnd(72)} ${figure.padStart(12)}${judged}`);
}
