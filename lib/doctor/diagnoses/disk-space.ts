import type { Diagnosis } from '../diagnosis';
import { problem } from '../finding';

/** File systems without room. */
export const diskSpace: Diagnosis = {
  subject: 'disk space',
  look: ({ hosts }) =>
    hosts.flatMap(({ name, facts }) =>
      facts.fullDisks.map(({ mountPoint, availableMib }) =>
        problem(
          `${mountPoint} on ${name} is full: ${availableMib} MiB are left. Databases stop, and queues take no messages.`,
          { host: name, file: mountPoint },
          `Make room: "du -xh --max-depth=2 ${mountPoint} | sort -h" tells what takes it.`,
        ),
      ),
    ),
};
