import { randomBytes } from 'node:crypto';
import { request } from 'node:http';
import type { Duplex } from 'node:stream';
import { OpenStackError } from '../openstack/errors';
import type { Dial } from '../openstack/http';
import { jsonOf } from '../openstack/json';
import type { Check } from './check';
import { INSTANCE } from './instance';

const PATIENCE_MS = 30_000;

/** The way of a browser to an instance's screen: the proxy's WebSocket, and behind it the greeting of a VNC server. */
export const CONSOLE: Check = {
  title: "A browser reaches the instance's screen (noVNC)",
  applies: INSTANCE.applies,
  async run(subject, say) {
    const { server } = await subject.guest.get(say);
    const answer = await subject.cloud.session.ask({
      service: 'compute',
      method: 'POST',
      path: `/servers/${server.id}/remote-consoles`,
      body: { remote_console: { protocol: 'vnc', type: 'novnc' } },
      microversion: 'compute 2.6',
      signal: subject.signal,
    });
    const { url } = jsonOf<{ remote_console: { url: string } }>(answer).remote_console;
    const page = new URL(url);
    if (page.protocol !== 'http:') {
      throw new OpenStackError(`The screen is at ${page.origin}, and only http is tried: open ${url} in a browser.`);
    }
    // noVNC's page is told by `path` where its WebSocket is.
    const path = `/${page.searchParams.get('path') ?? 'websockify'}`;
    const greeting = await greet(subject.cloud.session.dial, page, path, subject.signal);
    if (!greeting.startsWith('RFB ')) {
      throw new OpenStackError(`${page.origin} leads to something that greets with ${JSON.stringify(greeting)}.`);
    }
    return `${greeting.trim()} at ${page.origin}`;
  },
};

/** What comes first over the WebSocket (RFC 6455), whose frames a server does not mask. */
async function greet(dial: Dial, { origin, hostname, port }: URL, path: string, signal: AbortSignal): Promise<string> {
  const socket = await dial(hostname, Number(port) || 80, signal);
  try {
    return await new Promise((resolve, reject) => {
      const headers = {
        connection: 'Upgrade',
        upgrade: 'websocket',
        origin,
        host: `${hostname}:${port}`,
        'sec-websocket-version': '13',
        'sec-websocket-protocol': 'binary',
        'sec-websocket-key': randomBytes(16).toString('base64'),
      };
      const asked = request({ path, headers, createConnection: () => socket as never });
      // The way through a host has no timeout of its own.
      AbortSignal.timeout(PATIENCE_MS).addEventListener('abort', () => {
        asked.destroy(new OpenStackError(`${origin} does not answer.`));
        reject(new OpenStackError(`${origin} does not greet.`));
      });
      asked.on('error', reject);
      asked.on('response', ({ statusCode }) =>
        reject(new OpenStackError(`${origin} refuses the WebSocket with ${statusCode}.`)),
      );
      asked.on('upgrade', (_answer, upgraded: Duplex, head: Buffer) => {
        let told = head;
        const read = () => {
          const length = (told[1] ?? 0) & 0x7f;
          if (told.length >= 2 && told.length >= 2 + length) resolve(told.subarray(2, 2 + length).toString('latin1'));
        };
        upgraded.on('data', (piece: Buffer) => {
          told = Buffer.concat([told, piece]);
          read();
        });
        upgraded.on('close', () => reject(new OpenStackError(`${origin} ends the WebSocket without a greeting.`)));
        read();
      });
      asked.end();
    });
  } finally {
    socket.destroy();
  }
}
