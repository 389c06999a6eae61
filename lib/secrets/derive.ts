import { hkdfSync } from 'node:crypto';
import type { SecretReference } from './reference';

/** How a derived secret is written. */
export interface SecretFormat {
  /** Part of what the key is derived for, so that no two formats share bytes. */
  readonly label: string;
  /** Writes a secret from a source of derived bytes that gives as many as are asked for. */
  readonly write: (bytes: Iterator<number, never>) => string;
}

const LETTERS_AND_DIGITS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';
const LENGTH = 32;
/** The largest multiple of the alphabet's size in a byte: bytes from here on would favour some characters. */
const FAIR_BYTES = 256 - (256 % LETTERS_AND_DIGITS.length);

/** 32 letters and digits (190 bits): safe in URLs, INI files, shells and SQL without any quoting. */
export const password: SecretFormat = {
  label: 'secret',
  write: (bytes) => {
    let text = '';
    while (text.length < LENGTH) {
      const byte = bytes.next().value;
      if (byte < FAIR_BYTES) text += LETTERS_AND_DIGITS[byte % LETTERS_AND_DIGITS.length];
    }
    return text;
  },
};

/**
 * The value of a secret: HKDF-SHA256 (RFC 5869) from the master key, without salt, for
 * `stackwright/LABEL/v1/NAME/VERSION`. The same master key always gives the same values, so this must never change.
 */
export function deriveSecret(
  masterKey: Buffer,
  { name, version }: SecretReference,
  format: SecretFormat = password,
): string {
  return format.write(deriveBytes(masterKey, `stackwright/${format.label}/v1/${name}/${version}`));
}

/** More than any format needs; HKDF-SHA256 gives up to 8160. */
const BYTES = 1024;

function* deriveBytes(masterKey: Buffer, purpose: string): Generator<number, never> {
  yield* new Uint8Array(hkdfSync('sha256', masterKey, '', purpose, BYTES));
  throw new Error(`The derived bytes for ${purpose} ran out.`);
}
