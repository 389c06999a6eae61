/** Swift counts the time since a partition was moved in whole hours. */
const HOUR = 3600;
/** It counts no further. */
const MOST_HOURS = 256;

/**
 * The time by which a rebalance judges which partitions may move. A plan and its apply have to judge by the same, so what counts is
 * when the builder was looked at, in the steps in which anything changes by it: so also a look that finds nothing new tells nothing new.
 *
 * @param free from when on all partitions may be moved
 */
export function judgedAt(now: number, free: number): number {
  return free + HOUR * Math.min(Math.floor((now - free) / HOUR), MOST_HOURS);
}

/** `2026-11-26T21:00:00Z`, from seconds since 1970. */
export function timeText(seconds: number): string {
  return new Date(seconds * 1000).toISOString().replace('.000', '');
}

/** Seconds since 1970, from such a text. */
export function timeOf(text: string): number {
  return Date.parse(text) / 1000;
}
