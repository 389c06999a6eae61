import { createHash } from 'node:crypto';
import { constants, createReadStream } from 'node:fs';
import { access, stat } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { at, DiagnosticError } from '../../schema/diagnostics';
import { looking } from '../../schema/timeouts';
import { expandHome } from '../../ssh/home';
import { formatOf, formatProblem } from './disk-format';

/** Bytes read at a time: enough that the way to Glance never waits for the disk. */
const PIECE = 512 * 1024;

/** Where the content of an image comes from, opened. */
export interface OpenedContent {
  readonly stream: Readable;
  /** Bytes; undefined where a server does not tell. */
  readonly size?: number;
}

/** What is wrong with a local file as the content of an image. @throws {DiagnosticError} */
export async function checkLocalFile(given: string, diskFormat: string | undefined): Promise<void> {
  const path = expandHome(given);
  try {
    const info = await stat(path);
    if (!info.isFile()) throw new Error('it is not a regular file');
    if (info.size === 0) throw new Error('it is empty');
    await access(path, constants.R_OK);
  } catch (error) {
    throw unreadable(path, error);
  }
  const problem = diskFormat === undefined ? undefined : formatProblem(diskFormat, await formatOf(path));
  if (problem === undefined) return;
  throw new DiagnosticError(
    'Not the format that is declared',
    `disk_format is "${diskFormat}", but ${path} is something else: ${problem}`,
    at('disk_format'),
  );
}

/** SHA-512 of a local file in hexadecimal, read piece by piece. */
export async function sha512Of(path: string, signal: AbortSignal): Promise<string> {
  const hash = createHash('sha512');
  try {
    await looking(signal, pipeline(createReadStream(expandHome(path), { highWaterMark: PIECE, signal }), hash));
  } catch (error) {
    if (signal.aborted) throw error;
    throw unreadable(path, error);
  }
  return hash.digest('hex');
}

export async function openLocalFile(given: string): Promise<OpenedContent> {
  const path = expandHome(given);
  const { size } = await stat(path);
  return { size, stream: createReadStream(path, { highWaterMark: PIECE }) };
}

/** The content of a URL, without anything a server would pack it in. */
export async function openUrl(url: string, signal: AbortSignal): Promise<OpenedContent> {
  const { address, authorization } = takenApart(url);
  const headers = { 'accept-encoding': 'identity', ...(authorization !== undefined && { authorization }) };
  const answer = await fetch(address, { signal, headers });
  if (!answer.ok || !answer.body) {
    await answer.body?.cancel();
    throw new Error(`${withoutSecrets(url)} was answered with ${answer.status} ${answer.statusText}`);
  }
  const length = answer.headers.get('content-encoding') ? null : answer.headers.get('content-length');
  // The web's type of a stream and Node's are the same thing with two declarations.
  const stream = Readable.fromWeb(answer.body as Parameters<typeof Readable.fromWeb>[0]);
  return { stream, ...(length !== null && { size: Number(length) }) };
}

/** A URL without user and password, which `fetch` refuses in one, and the header that tells them instead (RFC 7617). */
export function takenApart(url: string): { readonly address: string; readonly authorization?: string } {
  const address = new URL(url);
  const { username, password } = address;
  if (username === '' && password === '') return { address: url };
  Object.assign(address, { username: '', password: '' });
  const pair = `${decoded(username)}:${decoded(password)}`;
  return { address: address.href, authorization: `Basic ${Buffer.from(pair).toString('base64')}` };
}

/** What is not encoded as in a URL is meant as it stands. */
function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** What may be told of a URL: neither a user's password nor a query, which may be a signature. */
export function withoutSecrets(url: string): string {
  const { protocol, host, pathname } = new URL(url);
  return `${protocol}//${host}${pathname}`;
}

/** What may be told of what somebody else has said of a URL. */
export function withoutUrl(text: string, url: string): string {
  return [url, new URL(url).href, takenApart(url).address].reduce(
    (left, form) => left.replaceAll(form, withoutSecrets(url)),
    text,
  );
}

function unreadable(path: string, error: unknown): DiagnosticError {
  const why = error instanceof Error ? error.message : String(error);
  return new DiagnosticError(
    'Cannot read the image',
    `local_file_path is "${path}", which cannot be taken: ${why}. Give the path of a readable file with something in it, relative to where Terraform runs.`,
    at('local_file_path'),
  );
}
