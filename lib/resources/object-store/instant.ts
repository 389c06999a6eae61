import type { Validator } from '../../schema/validator';

const FORM = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(Z|[+-]\d\d:\d\d)$/;

/** A time in RFC 3339, to the second. */
export const instant: Validator<string> = {
  description: 'a time such as "2030-01-01T00:00:00Z"',
  problem: (text) =>
    FORM.test(text) && Number.isFinite(Date.parse(text)) ? undefined : 'Give a time such as "2030-01-01T00:00:00Z".',
};

/** Whether two texts mean the same time. */
export function sameInstant(one: string, other: string): boolean {
  return Date.parse(one) === Date.parse(other);
}

/** Seconds since 1970. */
export function secondsOf(text: string): number {
  return Math.floor(Date.parse(text) / 1000);
}

/** The reverse, in UTC. */
export function timeOf(seconds: number): string {
  return new Date(seconds * 1000).toISOString().replace(/\.\d+Z$/, 'Z');
}
