import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { pipeline } from 'node:stream/promises';
import { at, DiagnosticError } from '../../schema/diagnostics';

/**
 * The SHA-256 of a file on the machine that runs Terraform, in hexadecimal.
 * @throws {DiagnosticError} at `source` when it cannot be read
 */
export async function localFileHash(path: string): Promise<string> {
  try {
    const info = await stat(path);
    if (!info.isFile()) throw new Error('it is not a regular file');
    const hash = createHash('sha256');
    await pipeline(createReadStream(path), hash);
    return hash.digest('hex');
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new DiagnosticError(
      'Cannot read the source',
      `source is "${path}", which cannot be read here: ${why}. Give the path of a readable file, relative to where Terraform runs.`,
      at('source'),
    );
  }
}
