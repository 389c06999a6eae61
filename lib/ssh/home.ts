import { homedir } from 'node:os';
import { join } from 'node:path';

/** A path in which a leading `~/` is the home directory, as a shell would read it. */
export function expandHome(path: string): string {
  return path === '~' || path.startsWith('~/') ? join(homedir(), path.slice(1)) : path;
}
