import { resolve } from 'node:path';
import { Token } from 'cdktf';

/**
 * A path on the machine that deploys. Terraform runs in the stack's own directory, so a relative path, which its author
 * wrote as seen from the program, is made absolute. `~/` stays: it is the home directory of who deploys.
 */
export function localPath(path: string): string {
  return Token.isUnresolved(path) || path.startsWith('~/') ? path : resolve(path);
}
