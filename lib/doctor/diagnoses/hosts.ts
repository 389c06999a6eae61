import type { Diagnosis } from '../diagnosis';
import { problem } from '../finding';

/** Hosts that cannot be looked at. */
export const hosts: Diagnosis = {
  subject: 'hosts',
  look: ({ unseenHosts }) =>
    [...unseenHosts].map(([host, error]) =>
      problem(
        `${host} cannot be looked at: ${error.message}`,
        { host },
        'See that it runs and lets the provider in. What is on it was not examined.',
      ),
    ),
};
