import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join, sep } from 'node:path';

/**
 * The hash of a directory that Terraform writes in its lock file: Go's `dirhash.Hash1`, that is, `h1:` and the base64 of
 * the SHA-256 of a list with the SHA-256 and name of every file, sorted by name.
 */
export function directoryHash(directory: string): string {
  const names = readdirSync(directory, { encoding: 'utf8', recursive: true })
    .filter((name) => statSync(join(directory, name)).isFile())
    .map((name) => name.split(sep).join('/'))
    .sort((one, other) => Buffer.compare(Buffer.from(one), Buffer.from(other)));
  const lines = names.map((name) => `${sha256(readFileSync(join(directory, name)), 'hex')}  ${name}\n`);
  return `h1:${sha256(lines.join(''), 'base64')}`;
}

function sha256(content: string | Buffer, encoding: 'hex' | 'base64'): string {
  return createHash('sha256').update(content).digest(encoding);
}
