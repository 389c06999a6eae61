import { stripVTControlCharacters } from 'node:util';
import { lastLines } from './last-lines';

/** What an OpenStack tool died of, from what it logs: the line after a traceback, or else the last that it said. */
export function causeIn(stderr: string): string {
  const lines = stripVTControlCharacters(stderr)
    .split('\n')
    .map((line) => line.replace(/^\d{4}-\d\d-\d\d [\d:.]+ \d+ [A-Z]+ \S+ ?(?:\[[^\]]*\] ?)?/, ''))
    .filter((line) => line.trim() !== '');
  const cause = lines.filter((line) => /^(?:\w+\.)+\w+: \S|^\w*(?:Error|Exception): \S/.test(line)).at(-1);
  return cause ?? (lastLines(lines.join('\n')) || 'It said nothing; its log may say more.');
}
