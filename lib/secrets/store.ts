import { createHmac, hkdfSync, timingSafeEqual } from 'node:crypto';
import { deriveSecret } from './derive';
import { MASTER_KEY_VARIABLE } from './master-key';
import { Redactor } from './redactor';
import { displayName, inForm, parseSecretName, parseText, type SecretReference } from './reference';

/** Where secrets come from. */
export interface SecretStoreOptions {
  /** What every secret without a value of its own is derived from. */
  readonly masterKey?: Buffer;
  /** Values by `NAME` or `NAME@2`. They come before derived ones; `NAME` is also good for `NAME@1`. */
  readonly secrets?: Readonly<Record<string, string>>;
}

/** A secret has no value and none can be derived. */
export class SecretUnknown extends Error {
  public constructor(public readonly reference: SecretReference) {
    super(
      `The secret '${displayName(reference)}' has no value: it is not among the configured secrets, and without a master ` +
        `key none can be derived. Set ${MASTER_KEY_VARIABLE}, name a master key file, or add the secret.`,
    );
    this.name = 'SecretUnknown';
  }
}

/** A configured secret has a name that no reference could have. */
export class SecretNameInvalid extends Error {
  public constructor(public readonly secretName: string) {
    super(
      `The secret '${secretName}' can never be referenced: a name starts with a-z or 0-9 and goes on with a-z, 0-9, ".", ` +
        '"_", "/" and "-", and may end in @ and a version from 1. Rename it.',
    );
    this.name = 'SecretNameInvalid';
  }
}

/** Knows the values behind references, and keeps them out of everything that people and files get to see. */
export class SecretStore {
  // Truly private, so that printing the store for debugging shows nothing.
  readonly #masterKey?: Buffer;
  readonly #secrets: ReadonlyMap<string, string>;
  readonly #redactor = new Redactor();
  readonly #tagKey: Buffer;

  /** @throws {SecretNameInvalid} */
  public constructor({ masterKey, secrets = {} }: SecretStoreOptions) {
    this.#masterKey = masterKey;
    this.#secrets = new Map(Object.entries(secrets));
    for (const [name, value] of this.#secrets) {
      if (parseSecretName(name) === undefined) throw new SecretNameInvalid(name);
      this.#redactor.add(name, value);
    }
    const root = masterKey ?? JSON.stringify([...this.#secrets].sort());
    this.#tagKey = Buffer.from(hkdfSync('sha256', root, '', 'stackwright/difference/v1', 32));
  }

  /** The text with every reference replaced by its value. @throws {SecretReferenceInvalid | SecretUnknown} */
  public resolve(text: string): string {
    return parseText(text)
      .map((part) => (typeof part === 'string' ? part : this.value(part)))
      .join('');
  }

  /** The text with every value that is configured or was resolved so far replaced by `(secret NAME)`. */
  public redact(text: string): string {
    return this.#redactor.redact(text);
  }

  /**
   * Compares what a host has with what a text with references says. What comes back for a difference can stand in
   * state: it tells that the value differs, and changes when the value changes, but tells nothing about the value.
   */
  public compare(text: string, actual: string): 'same' | DifferenceText {
    const expected = this.resolve(text);
    if (same(expected, actual)) return 'same';
    // The actual value may be an old or a guessed secret. 48 bits of a keyed hash neither give it away nor let it be tested.
    const tag = createHmac('sha256', this.#tagKey).update(`${text}\0${actual}`).digest('hex').slice(0, 12);
    return `(differs from ${text}, ${tag})`;
  }

  private value(reference: SecretReference): string {
    const value = this.configured(reference) ?? this.derived(reference);
    this.#redactor.add(displayName(reference), value);
    const written = inForm(reference, value);
    if (written !== value) this.#redactor.add(displayName(reference), written);
    return written;
  }

  private configured({ name, version }: SecretReference): string | undefined {
    return this.#secrets.get(`${name}@${version}`) ?? (version === 1 ? this.#secrets.get(name) : undefined);
  }

  private derived(reference: SecretReference): string {
    if (this.#masterKey === undefined) throw new SecretUnknown(reference);
    return deriveSecret(this.#masterKey, reference);
  }
}

/** For people and state: `(differs from REFERENCE, TAG)`. */
export type DifferenceText = `(differs from ${string})`;

function same(expected: string, actual: string): boolean {
  const [left, right] = [Buffer.from(expected), Buffer.from(actual)];
  return left.length === right.length && timingSafeEqual(left, right);
}
