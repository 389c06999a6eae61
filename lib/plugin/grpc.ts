import type { IncomingHttpHeaders, ServerHttp2Stream } from 'node:http2';
import type { Calls } from './calls';
import type { Call } from './service';

/**
 * Unary gRPC over node:http2: all that Terraform uses. (Why not a library: see the numbers in README.md beside this.)
 * A call has one request message and one response message, each behind a flag byte and a four-byte length.
 */

/** Answers one call. Its signal is aborted when it is to end early or nobody waits for its answer any more. */
export type UnaryHandler = (request: Uint8Array, call: Call) => Promise<Uint8Array>;

/** gRPC's own status codes, as far as they occur here. */
const STATUS = { ok: 0, unimplemented: 12, internal: 13 } as const;

class GrpcError extends Error {
  constructor(
    public readonly status: number,
    message: string,
  ) {
    super(message);
  }
}

/** The listener for an HTTP/2 server's `stream` event that serves these methods (by path, `/package.Service/Method`). */
export function unaryListener(methods: ReadonlyMap<string, UnaryHandler>, calls: Calls) {
  return (stream: ServerHttp2Stream, headers: IncomingHttpHeaders & { ':path'?: string }): void => {
    // The client's reset or a broken connection also ends in `close`, where the call is cancelled.
    stream.on('error', () => undefined);
    if (!headers['content-type']?.startsWith('application/grpc')) {
      stream.respond({ ':status': 415 }, { endStream: true });
      return;
    }
    const handler = methods.get(headers[':path'] ?? '');
    if (!handler) {
      refuse(stream, new GrpcError(STATUS.unimplemented, `There is no method ${headers[':path']}.`));
      return;
    }
    const call = calls.begin();
    let answered = false;
    stream.once('close', () => call.ended(answered ? undefined : 'Terraform has gone away.'));
    receive(stream)
      .then((request) => handler(request, call))
      .then(
        (response) => {
          answered = true;
          answer(stream, response);
        },
        (error: unknown) => refuse(stream, error),
      );
  };
}

async function receive(stream: ServerHttp2Stream): Promise<Uint8Array> {
  const chunks: Buffer[] = [];
  await new Promise<void>((resolve, reject) => {
    const cutOff = () => reject(new Error('The request was cut off.'));
    stream.once('close', cutOff);
    stream.on('data', (chunk: Buffer) => chunks.push(chunk));
    stream.once('end', () => {
      // Every call ends in `close`; making an error, with its stack, for each of them is felt.
      stream.removeListener('close', cutOff);
      resolve();
    });
  });
  const body = chunks.length === 1 && chunks[0] ? chunks[0] : Buffer.concat(chunks);
  if (body.length < 5) throw new GrpcError(STATUS.internal, 'The request carries no message.');
  if (body.readUInt8(0) !== 0) throw new GrpcError(STATUS.unimplemented, 'Compressed messages are not supported.');
  if (body.readUInt32BE(1) !== body.length - 5) {
    throw new GrpcError(STATUS.internal, 'The request does not carry exactly one message.');
  }
  return body.subarray(5);
}

function answer(stream: ServerHttp2Stream, response: Uint8Array): void {
  if (stream.destroyed || stream.closed) return;
  // One write: each one is a frame and a TLS record of its own.
  const message = Buffer.alloc(5 + response.length);
  message.writeUInt32BE(response.length, 1);
  message.set(response, 5);
  stream.respond({ ':status': 200, 'content-type': 'application/grpc' }, { waitForTrailers: true });
  stream.once('wantTrailers', () => stream.sendTrailers({ 'grpc-status': String(STATUS.ok) }));
  stream.end(message);
}

function refuse(stream: ServerHttp2Stream, error: unknown): void {
  if (stream.destroyed || stream.closed) return;
  stream.respond(
    {
      ':status': 200,
      'content-type': 'application/grpc',
      'grpc-status': String(error instanceof GrpcError ? error.status : STATUS.internal),
      'grpc-message': encodeURIComponent(error instanceof Error ? error.message : String(error)),
    },
    { endStream: true },
  );
}
