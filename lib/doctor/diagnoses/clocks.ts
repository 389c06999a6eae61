import type { Diagnosis } from '../diagnosis';
import type { Examined } from '../examination';
import { problem } from '../finding';

/** Tokens, reports of daemons and Swift's time stamps are compared across hosts. */
const MOST_SECONDS = 5;

/** Clocks that differ between hosts. */
export const clocks: Diagnosis = {
  subject: 'clocks',
  look({ hosts }) {
    const middle = median(hosts.map(({ clockAhead }) => clockAhead));
    return hosts
      .filter((host) => isAstray(host, middle))
      .map((host) => {
        const by = Math.round(Math.abs(host.clockAhead - middle));
        const which = host.clockAhead > middle ? 'ahead of' : 'behind';
        return problem(
          `The clock of ${host.name} is ${by} s ${which} those of the other hosts: tokens count as expired or not yet valid there, and daemons that report as down.`,
          { host: host.name },
          `Let all hosts ask the same time servers: "timedatectl" on ${host.name} tells whether its clock is synchronized; then restart the OpenStack services there.`,
        );
      });
  },
};

function isAstray({ clockAhead, clockDoubt }: Examined, middle: number): boolean {
  return Math.abs(clockAhead - middle) - clockDoubt > MOST_SECONDS;
}

/** The lower one of two: so that of two hosts only one is astray. */
function median(values: readonly number[]): number {
  const sorted = [...values].sort((one, other) => one - other);
  return sorted[Math.floor((sorted.length - 1) / 2)] ?? 0;
}
