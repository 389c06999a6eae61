import { IniSyntaxError } from '../../ini';
import { readersOf } from '../as-kept';
import type { Diagnosis } from '../diagnosis';
import { problem } from '../finding';

/** Configuration files that are missing or cannot be read. */
export const configFiles: Diagnosis = {
  subject: 'configuration files',
  look: ({ hosts }) =>
    hosts.flatMap((examined) =>
      [...examined.wanted.settings.keys()].flatMap((file) => {
        const { name: host, facts } = examined;
        const config = facts.configs.get(file);
        const readers = readersOf(examined, file).join(', ');
        const who = readers === '' ? 'what reads it' : readers;
        const place = { host, file };
        if (!config)
          return problem(`${file} is missing on ${host}, so ${who} cannot start.`, place, 'Deploy the stack.');
        if (!(config instanceof IniSyntaxError)) return [];
        const fix = `Mend the line, and restart ${who}.`;
        return problem(`${file} on ${host} cannot be read: ${config.message}`, place, fix);
      }),
    ),
};
