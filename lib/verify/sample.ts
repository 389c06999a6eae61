import { createHash, randomBytes } from 'node:crypto';
import { Readable } from 'node:stream';
import { OpenStackError } from '../openstack/errors';
import type { StreamedContent } from '../openstack/streamed-content';

/** Content that a service is given and has to give back. It is text, so that it comes back as it was however the answer is read. */
export class Sample {
  private readonly text = randomBytes(128 * 1024).toString('hex');

  public get size(): number {
    return this.text.length;
  }

  public get stream(): StreamedContent {
    return { open: async () => Readable.from([this.text]) };
  }

  /** Tells what came back. @throws {OpenStackError} when it is something else */
  public compare(service: string, received: string): string {
    if (sha256(received) === sha256(this.text)) return `${this.size} bytes, equal SHA-256`;
    throw new OpenStackError(`${service} gave back ${received.length} bytes with another checksum than those sent.`);
  }
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
