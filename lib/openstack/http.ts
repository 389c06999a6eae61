import { once } from 'node:events';
import { Agent, type ClientRequest, type IncomingMessage, type RequestOptions, request } from 'node:http';
import type { Duplex } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { Semaphore } from '../semaphore';
import { CertificateRefused } from './errors';
import { ContentFailed, type StreamedContent } from './streamed-content';

/** Opens a stream to a port: directly, or from where the APIs can be reached. */
export type Dial = (host: string, port: number, signal?: AbortSignal) => Promise<Duplex>;

export interface HttpRequest {
  readonly method: string;
  readonly url: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
  /** In place of `body`. */
  readonly stream?: StreamedContent;
  readonly signal?: AbortSignal;
}

export interface HttpAnswer {
  /** What was asked. */
  readonly url: string;
  readonly status: number;
  /** By name in lower case. */
  readonly headers: Readonly<Record<string, string | undefined>>;
  readonly text: string;
}

/** How long an API may take to begin its answer. */
const PATIENCE_MS = 60_000;
/** The same where content is sent; counted anew with every piece of it that goes out. A store may write for a while after the last. */
const STREAM_PATIENCE_MS = 300_000;
/** An API's workers are few; more requests at once only wait there. */
const CONNECTIONS = 8;

/** The answer did not come whole. `sent` tells whether the request was on its way: then it may have been carried out. */
export class HttpFailed extends Error {
  constructor(
    message: string,
    public readonly sent: boolean,
    options?: ErrorOptions,
  ) {
    super(message, options);
    this.name = 'HttpFailed';
  }
}

/** HTTP over streams of anyone's making. */
export class Http {
  private readonly agent: StreamAgent;
  private readonly secureAgent: StreamAgent;
  /** By origin. */
  private readonly turns = new Map<string, Semaphore>();

  constructor(dial: Dial, tls: TlsOptions = {}) {
    this.agent = new StreamAgent(dial);
    this.secureAgent = new StreamAgent(securely(dial, tls));
  }

  /** @throws {HttpFailed} or the signal's reason */
  public async ask(request: HttpRequest): Promise<HttpAnswer> {
    const { origin } = new URL(request.url);
    const turns = this.turns.get(origin) ?? new Semaphore(CONNECTIONS);
    this.turns.set(origin, turns);
    const release = await turns.acquire(request.signal);
    try {
      request.signal?.throwIfAborted();
      return await this.exchange(request);
    } finally {
      release();
    }
  }

  private exchange({ method, url, headers, body, stream, signal }: HttpRequest): Promise<HttpAnswer> {
    const { protocol, hostname, port, pathname, search } = new URL(url);
    const agent = protocol === 'https:' ? this.secureAgent : this.agent;
    return new Promise((resolve, reject) => {
      let sent = false;
      let answered = false;
      const tooLong = new AbortController();
      const over = AbortSignal.any([tooLong.signal, ...(signal ? [signal] : [])]);
      const fail = (error: NodeJS.ErrnoException) => {
        if (answered) return;
        if (over.aborted) return reject(over.reason);
        // What the network says has a code. Anything else, such as a key that is not right, is for the user to know.
        if (error.code === undefined) return reject(error);
        const why = error.message === 'socket hang up' ? 'the connection ended without an answer' : error.message;
        reject(new HttpFailed(why, sent, { cause: error }));
      };
      // The agent makes the connection, a secure one too, so that `http` serves both.
      const outgoing: ClientRequest = request({
        // Given to the agent, which gets no signal.
        until: over,
        agent,
        method,
        host: hostname.replace(/^\[|\]$/g, ''),
        port: port === '' ? (protocol === 'https:' ? 443 : 80) : Number(port),
        path: pathname + search,
        headers: { ...headers, ...(body !== undefined && { 'content-length': `${Buffer.byteLength(body)}` }) },
        signal: over,
        setHost: true,
      } as Until & RequestOptions);
      const patience = stream ? STREAM_PATIENCE_MS : PATIENCE_MS;
      const timer = setTimeout(() => {
        tooLong.abort(new HttpFailed(`no answer within ${patience / 1000} s`, sent));
      }, patience);
      // A request that waits for its connection says nothing when it is ended.
      over.addEventListener(
        'abort',
        () => {
          clearTimeout(timer);
          reject(over.reason);
        },
        { once: true },
      );
      outgoing.once('finish', () => {
        sent = true;
      });
      outgoing.once('close', () => clearTimeout(timer));
      outgoing.once('error', fail);
      outgoing.once('response', (answer) => {
        // What an API refuses it may not read to its end: then the answer counts, and not that the rest was not taken.
        answered = stream !== undefined;
        collect(url, answer).then(resolve, stream ? reject : fail);
      });
      if (!stream) outgoing.end(body);
      else {
        const begun = () => {
          sent = true;
          timer.refresh();
        };
        send(stream, outgoing, begun, signal).catch((error) => outgoing.destroy(error));
      }
    });
  }

  /** Ends all connections. */
  public close(): void {
    this.agent.destroy();
    this.secureAgent.destroy();
  }
}

/** Sends content as it is read. It is opened only when there is a connection to send it through. */
async function send(content: StreamedContent, outgoing: ClientRequest, moved: () => void, signal?: AbortSignal) {
  const [socket] = (await once(outgoing, 'socket', { signal })) as [Duplex];
  if (socket.destroyed) return;
  const source = await content.open().catch((error) => {
    throw new ContentFailed(error);
  });
  source.on('data', moved);
  source.once('error', (error) => outgoing.destroy(new ContentFailed(error)));
  await pipeline(source, outgoing, { signal });
}

async function collect(url: string, answer: IncomingMessage): Promise<HttpAnswer> {
  const chunks: Buffer[] = [];
  for await (const chunk of answer) chunks.push(chunk as Buffer);
  const headers = Object.entries(answer.headers).map(([name, value]) => [name, `${value}`]);
  return {
    url,
    status: answer.statusCode ?? 0,
    headers: Object.fromEntries(headers),
    text: Buffer.concat(chunks).toString('utf8'),
  };
}

/** Which certificates are trusted. */
export interface TlsOptions {
  /** PEM text of the authorities that are trusted, in place of the system's. */
  readonly ca?: string;
}

function securely(dial: Dial, { ca }: TlsOptions): Dial {
  return async (host, port, signal) => {
    const [{ connect }, { isIP }, socket] = await Promise.all([
      import('node:tls'),
      import('node:net'),
      dial(host, port, signal),
    ]);
    const secure = connect({ socket, ca, host, ...(isIP(host) === 0 && { servername: host }) });
    signal?.addEventListener('abort', () => secure.destroy(), { once: true });
    await new Promise((resolve, reject) => {
      secure.once('secureConnect', resolve);
      secure.once('error', (error: NodeJS.ErrnoException) => {
        const isNetwork = error.syscall !== undefined || error.code === 'ECONNRESET';
        reject(isNetwork ? error : new CertificateRefused(`https://${host}:${port}`, error.message, { cause: error }));
      });
    });
    return secure;
  };
}

interface Until {
  /** How long the request that it is made for wants a connection. */
  readonly until: AbortSignal;
}

interface Wanted extends Until {
  readonly host: string;
  readonly port: number;
}

type Created = (error: Error | null, stream?: Duplex) => void;

/**
 * Node's agent over streams that somebody else opens. None is kept for a second request: an application server that closes
 * one silently would leave that request without an answer, and whether it was carried out would not be known.
 */
class StreamAgent extends Agent {
  constructor(private readonly dial: Dial) {
    // It wakes who waits in its queue only when a connection ends, and not when one cannot be made: so there is no queue.
    super({ keepAlive: false });
  }

  public override createConnection({ host, port, until }: Wanted, created: Created): undefined {
    this.dial(host, port, until).then(
      (stream) => created(null, stream),
      (error: Error) => created(error),
    );
  }
}
