import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { HostKeyChanged, HostKeyRevoked, HostKeyUnknown, type OfferedKey, SshOptionsInvalid } from './errors';
import { expandHome } from './home';
import { findKnownHosts } from './known-hosts';
import { addressOf, type SshOptions } from './options';

/** Signature algorithms by the type of the key that they are made with, best first. SHA-1 signatures are not accepted. */
const ALGORITHMS: Readonly<Record<string, readonly string[]>> = {
  'ssh-ed25519': ['ssh-ed25519'],
  'ecdsa-sha2-nistp256': ['ecdsa-sha2-nistp256'],
  'ecdsa-sha2-nistp384': ['ecdsa-sha2-nistp384'],
  'ecdsa-sha2-nistp521': ['ecdsa-sha2-nistp521'],
  'ssh-rsa': ['rsa-sha2-512', 'rsa-sha2-256'],
};

interface TrustedKey {
  /** Unknown for a bare fingerprint. */
  readonly type?: string;
  readonly fingerprint: string;
  readonly revoked: boolean;
}

/** What is known about a host's keys, and what follows for one that it shows. */
export class HostKeyVerifier {
  private readonly offered: OfferedKey[] = [];

  private constructor(
    private readonly address: string,
    private readonly trusted: readonly TrustedKey[],
  ) {}

  /** @throws {SshOptionsInvalid} for a fingerprint in another form or a known_hosts file that cannot be read. */
  public static async load(options: SshOptions): Promise<HostKeyVerifier> {
    const { fingerprints = [], knownHosts, knownHostsPath } = options.hostKeys;
    const texts = [knownHosts ?? '', knownHostsPath === undefined ? '' : await readKnownHosts(knownHostsPath)];
    const known = texts.flatMap((text) => findKnownHosts(text, options.host, options.port ?? 22));
    return new HostKeyVerifier(addressOf(options), [
      ...fingerprints.map(parsePin),
      ...known.map(({ type, key, revoked }) => ({ type, fingerprint: fingerprintOf(key), revoked })),
    ]);
  }

  /**
   * Algorithms to negotiate with, one list per try: types that are trusted come first, so that a host with several keys
   * shows the right one. A bare fingerprint tells no type; then each type gets its try until one fits.
   */
  public get tries(): readonly (readonly string[])[] {
    const types = Object.keys(ALGORITHMS);
    const trusted = this.trusted.filter(({ revoked }) => !revoked);
    const preferred = new Set(trusted.map(({ type }) => type));
    const rank = (type: string) => (preferred.has(type) ? 0 : 1);
    const ordered = types.sort((a, b) => rank(a) - rank(b)).map((type) => ALGORITHMS[type] ?? []);
    if (!trusted.some(({ type }) => type === undefined)) return [ordered.flat()];
    return ordered.map((_, index) => ordered.slice(index).flat());
  }

  /** Undefined when the key is trusted, otherwise why not. */
  public verify(key: Buffer): HostKeyUnknown | HostKeyChanged | HostKeyRevoked | undefined {
    const offered = { type: keyType(key), fingerprint: fingerprintOf(key) };
    if (!this.offered.some(({ fingerprint }) => fingerprint === offered.fingerprint)) this.offered.push(offered);
    const same = this.trusted.filter(({ fingerprint }) => fingerprint === offered.fingerprint);
    if (same.some(({ revoked }) => revoked)) return new HostKeyRevoked(this.address, offered);
    if (same.length > 0) return undefined;
    const expected = this.trusted.filter(({ revoked }) => !revoked);
    if (expected.length === 0) return new HostKeyUnknown(this.address, this.offered);
    const described = expected.map(({ type, fingerprint }) => (type ? `${type} ${fingerprint}` : fingerprint));
    return new HostKeyChanged(this.address, this.offered, described);
  }
}

/** `SHA256:...` of a public key in its wire form. */
export function fingerprintOf(key: Buffer): string {
  return `SHA256:${createHash('sha256').update(key).digest('base64').replace(/=+$/, '')}`;
}

/** The wire form begins with the type's length (32 bits) and name. */
function keyType(key: Buffer): string {
  return key.toString('latin1', 4, 4 + key.readUInt32BE(0));
}

function parsePin(pin: string): TrustedKey {
  const words = pin.trim().split(/\s+/);
  const type = words.find((word) => word in ALGORITHMS);
  const fingerprint = words.find((word) => /^SHA256:[A-Za-z0-9+/]{43}=?$/.test(word));
  if (fingerprint !== undefined) return { type, fingerprint: fingerprint.replace(/=$/, ''), revoked: false };
  const blob = words.find((word) => word.startsWith('AAAA'));
  if (type === undefined || blob === undefined) {
    throw new SshOptionsInvalid(
      `The host key fingerprint '${pin}' is not one: expected 'SHA256:' and 43 characters as ssh-keygen -l prints them, ` +
        `or a public key line such as 'ssh-ed25519 AAAA...'.`,
    );
  }
  return { type, fingerprint: fingerprintOf(Buffer.from(blob, 'base64')), revoked: false };
}

async function readKnownHosts(path: string): Promise<string> {
  try {
    return await readFile(expandHome(path), 'utf8');
  } catch (error) {
    throw new SshOptionsInvalid(`The known_hosts file '${path}' cannot be read: ${(error as Error).message}.`);
  }
}
