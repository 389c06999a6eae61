import { createHmac, timingSafeEqual } from 'node:crypto';

/** One key of a known_hosts file. */
export interface KnownHost {
  readonly type: string;
  /** The key in its wire form. */
  readonly key: Buffer;
  readonly revoked: boolean;
}

/**
 * The lines of a known_hosts file that are about one host (sshd(8), SSH_KNOWN_HOSTS FILE FORMAT): plain and hashed
 * names, `[name]:port`, wildcards, `!` exceptions and `@revoked`. `@cert-authority` lines are passed over, since host
 * certificates are not negotiated.
 */
export function findKnownHosts(text: string, host: string, port: number): KnownHost[] {
  const name = port === 22 ? host.toLowerCase() : `[${host.toLowerCase()}]:${port}`;
  return text.split('\n').flatMap((line) => {
    const fields = line.trim().split(/\s+/);
    if (fields[0] === undefined || fields[0].startsWith('#')) return [];
    const marker = fields[0].startsWith('@') ? fields.shift() : undefined;
    const [names = '', type = '', key = ''] = fields;
    if (marker === '@cert-authority' || type === '' || key === '' || !namesInclude(names, name)) return [];
    return [{ type, key: Buffer.from(key, 'base64'), revoked: marker === '@revoked' }];
  });
}

function namesInclude(names: string, name: string): boolean {
  if (names.startsWith('|1|')) return hashMatches(names, name);
  let found = false;
  for (const pattern of names.toLowerCase().split(',')) {
    if (pattern.startsWith('!')) {
      if (wildcardMatches(pattern.slice(1), name)) return false;
    } else if (wildcardMatches(pattern, name)) found = true;
  }
  return found;
}

/** `|1|salt|HMAC-SHA1(salt, name)|`, all base64. */
function hashMatches(hashed: string, name: string): boolean {
  const [, , salt = '', hash = ''] = hashed.split('|');
  const expected = Buffer.from(hash, 'base64');
  const actual = createHmac('sha1', Buffer.from(salt, 'base64')).update(name).digest();
  return expected.length === actual.length && timingSafeEqual(expected, actual);
}

function wildcardMatches(pattern: string, name: string): boolean {
  if (!/[*?]/.test(pattern)) return pattern === name;
  const expression = pattern
    .replace(/[.+^${}()|[\]\\]/g, '\\$&')
    .replaceAll('*', '.*')
    .replaceAll('?', '.');
  return new RegExp(`^${expression}$`).test(name);
}
