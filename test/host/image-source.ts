import { randomBytes } from 'node:crypto';
import { createServer, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** Bytes of a disk that begins as a format does. */
export function disk(magic = '', size = 3_000_000): Buffer {
  // Glance reads a disk's size from its header, and fails on one that its database cannot hold.
  const content = randomBytes(size).fill(0, 0, 512);
  content.write(magic, 0, 'latin1');
  return content;
}

/** A web server on loopback with one file, which may send only half of it. */
export class ImageSource {
  public content = disk();
  /** After half of the content: go on, end the connection, or neither. */
  public half: 'go on' | 'break' | 'wait' = 'go on';
  /** Runs when half has been sent. */
  public onHalf: () => void = () => undefined;
  private readonly server: Server = createServer((_, response) => this.answer(response));

  public async start(): Promise<this> {
    await new Promise<void>((resolve) => {
      this.server.listen(0, '127.0.0.1', resolve);
    });
    return this;
  }

  public get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}/disk.raw`;
  }

  public close(): void {
    this.server.closeAllConnections();
    this.server.close();
  }

  private answer(response: ServerResponse): void {
    const { content } = this;
    response.writeHead(200, { 'content-length': `${content.length}` });
    if (this.half === 'go on') response.end(content);
    else {
      response.write(content.subarray(0, content.length / 2), () => {
        if (this.half === 'break') response.destroy();
        this.onHalf();
      });
    }
  }
}
