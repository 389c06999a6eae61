import { createHash } from 'node:crypto';

/** What the server keeps of a password (`mysql_native_password`), made here so that no password travels. */
export function passwordHash(password: string): string {
  const sha1 = (data: string | Buffer) => createHash('sha1').update(data).digest();
  return `*${sha1(sha1(Buffer.from(password, 'utf8')))
    .toString('hex')
    .toUpperCase()}`;
}
