import WebSocket from 'ws';

/** What a server of the protocol of VNC says of the screen that it shows. */
export interface Screen {
  readonly width: number;
  readonly height: number;
  readonly name: string;
}

/**
 * Opens a guest's screen as noVNC's page does. Throws when the server closes before it has told what it shows.
 * @param page its address, as Nova hands it out
 * @param certificate by which the server proves who it is, where it has one
 */
export async function openScreen(page: URL, certificate?: string): Promise<Screen> {
  const stream = new Stream(page, page.origin, certificate);
  try {
    const version = (await stream.read(12)).toString('latin1');
    expect(version).toMatch(/^RFB 003\.00[378]\n$/);
    stream.write(version);
    const types = await stream.read((await stream.read(1)).readUInt8());
    expect([...types]).toContain(1);
    // No further proof of who one is, on a screen that is shared.
    stream.write('\x01');
    expect((await stream.read(4)).readUInt32BE()).toBe(0);
    stream.write('\x01');
    const told = await stream.read(24);
    const name = await stream.read(told.readUInt32BE(20));
    return { width: told.readUInt16BE(0), height: told.readUInt16BE(2), name: name.toString('utf8') };
  } finally {
    stream.close();
  }
}

/** Whether the server says anything to the page at an address, as it is shown by a site of this origin. */
export async function isOpened(page: URL, origin = page.origin): Promise<boolean> {
  const stream = new Stream(page, origin);
  try {
    return await stream.read(12).then(
      () => true,
      () => false,
    );
  } finally {
    stream.close();
  }
}

/** Bytes in both directions over a web socket. */
class Stream {
  private readonly socket: WebSocket;
  private received = Buffer.alloc(0);
  private closed?: Error;
  private wake: () => void = () => undefined;

  constructor({ protocol, host, searchParams }: URL, origin: string, ca?: string) {
    // The page takes the address of its socket from its own.
    const url = `${protocol === 'https:' ? 'wss' : 'ws'}://${host}/${searchParams.get('path') ?? 'websockify'}`;
    // Browsers tell where the page is from, and Nova's proxy looks at that.
    this.socket = new WebSocket(url, ['binary'], { origin, ca });
    this.socket.on('message', (data: Buffer) => {
      this.received = Buffer.concat([this.received, data]);
      this.wake();
    });
    this.socket.on('error', (error) => {
      this.closed = error;
      this.wake();
    });
    this.socket.on('close', (code) => {
      this.closed ??= new Error(`${url} was closed: ${code}`);
      this.wake();
    });
  }

  public async read(length: number): Promise<Buffer> {
    while (this.received.length < length) {
      if (this.closed) throw this.closed;
      await new Promise<void>((resolve) => {
        this.wake = resolve;
      });
    }
    const bytes = this.received.subarray(0, length);
    this.received = this.received.subarray(length);
    return bytes;
  }

  public write(text: string): void {
    this.socket.send(Buffer.from(text, 'latin1'));
  }

  public close(): void {
    this.socket.close();
  }
}
