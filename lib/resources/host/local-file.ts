import { createHash } from 'node:crypto';
import { constants, createReadStream } from 'node:fs';
import { access, stat } from 'node:fs/promises';
import { pipeline } from 'node:stream/promises';
import { at, DiagnosticError } from '../../schema/diagnostics';

/**
 * The size in bytes of a file on the machine that runs Terraform.
 * @throws {DiagnosticError} at `source` when it is not one that can be read
 */
export async function localFileSize(path: string): Promise<number> {
  try {
    const info = await stat(path);
    if (!info.isFile()) throw new Error('it is not a regular file');
    await access(path, constants.R_OK);
    return info.size;
  } catch (error) {
    throw unreadable(path, error);
  }
}

/**
 * The SHA-256 of a file on the machine that runs Terraform, in hexadecimal.
 * @throws {DiagnosticError} at `source` when it cannot be read
 */
export async function localFileHash(path: string): Promise<string> {
  await localFileSize(path);
  const hash = createHash('sha256');
  await pipeline(createReadStream(path), hash).catch((error) => {
    throw unreadable(path, error);
  });
  return hash.digest('hex');
}

function unreadable(path: string, error: unknown): DiagnosticError {
  const why = error instanceof Error ? error.message : String(error);
  return new DiagnosticError(
    'Cannot read the source',
    `source is "${path}", which cannot be read here: ${why}. Give the path of a readable file, relative to where Terraform runs.`,
    at('source'),
  );
}
