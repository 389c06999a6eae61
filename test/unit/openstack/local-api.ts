import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { type AddressInfo, connect, type Socket } from 'node:net';
import type { Dial } from '../../../lib/openstack/http';

/** A request as it arrived. */
export interface Asked {
  readonly line: string;
  readonly headers: IncomingMessage['headers'];
  readonly body: string;
}

type Respond = (asked: Asked, response: ServerResponse, socket: Socket) => void;

/** An API on loopback that answers as a test says, and tells what it was asked. */
export class LocalApi {
  public readonly asked: Asked[] = [];
  public connections = 0;

  public static async start(respond: Respond): Promise<LocalApi> {
    const api: LocalApi = new LocalApi(createServer((request, response) => api.take(request, response, respond)));
    await new Promise<void>((resolve) => {
      api.server.listen(0, '127.0.0.1', resolve);
    });
    api.server.on('connection', () => {
      api.connections++;
    });
    return api;
  }

  private constructor(private readonly server: Server) {}

  public get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  /** Method and path of each request. */
  public get lines(): string[] {
    return this.asked.map(({ line }) => line);
  }

  public async close(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => {
      this.server.close(resolve);
    });
  }

  private take(request: IncomingMessage, response: ServerResponse, respond: Respond): void {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const asked = {
        line: `${request.method} ${request.url}`,
        headers: request.headers,
        body: Buffer.concat(chunks).toString('utf8'),
      };
      this.asked.push(asked);
      respond(asked, response, request.socket);
    });
  }
}

export const dial: Dial = async (host, port) => connect({ host, port });

export function answer(response: ServerResponse, status: number, body: object | string, headers: object = {}): void {
  response.writeHead(status, { ...headers });
  response.end(typeof body === 'string' ? body : JSON.stringify(body));
}
