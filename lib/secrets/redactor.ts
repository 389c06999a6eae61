/** Shorter values are not removed: they would also remove parts of ordinary words, and are no secrets worth the name. */
const SHORTEST = 6;

/** Takes secret values out of texts, also where they were encoded on the way. */
export class Redactor {
  /** What to look for, and the secret's name. */
  private readonly forms = new Map<string, string>();
  private pattern?: RegExp;

  /** Remembers a value. A value of fewer than six characters is not looked for. */
  public add(name: string, value: string): void {
    if (value.length < SHORTEST || this.forms.has(value)) return;
    for (const form of formsOf(value)) this.forms.set(form, this.forms.get(form) ?? name);
    this.pattern = undefined;
  }

  /** Puts `(secret NAME)` in the place of every known value. */
  public redact(text: string): string {
    if (this.forms.size === 0) return text;
    this.pattern ??= new RegExp(
      longestFirst([...this.forms.keys()])
        .map(escaped)
        .join('|'),
      'g',
    );
    return text.replace(this.pattern, (form) => `(secret ${this.forms.get(form)})`);
  }
}

/** The forms in which a value may turn up: plain, in JSON, in a URL, in a shell word, and as base64. */
function formsOf(value: string): string[] {
  const url = encodeURIComponent(value);
  const plain = [
    value,
    JSON.stringify(value).slice(1, -1),
    url,
    url.replace(/%[0-9A-F]{2}/g, (code) => code.toLowerCase()),
    url.replaceAll('%20', '+'),
    value.replaceAll("'", `'\\''`),
  ];
  return [...new Set([...plain, ...base64Forms(Buffer.from(value))])].filter((form) => form.length >= SHORTEST);
}

/**
 * base64 of a value differs with its place in the encoded text, modulo three bytes. Of each form, only the characters
 * that depend on nothing but the value are looked for; those on the edges mix with the neighbours' bits.
 */
function base64Forms(bytes: Buffer): string[] {
  const alphabets: (BufferEncoding & ('base64' | 'base64url'))[] = ['base64', 'base64url'];
  const shifted = [0, 1, 2].flatMap((shift) => {
    const start = Math.ceil((shift * 8) / 6);
    const end = Math.floor(((shift + bytes.length) * 8) / 6);
    const padded = Buffer.concat([Buffer.alloc(shift), bytes]);
    return alphabets.map((alphabet) => padded.toString(alphabet).slice(start, end));
  });
  return [...alphabets.map((alphabet) => bytes.toString(alphabet)), ...shifted];
}

/** A secret that contains another one is taken out whole. */
function longestFirst(forms: string[]): string[] {
  return forms.sort((a, b) => b.length - a.length);
}

const escaped = (text: string) => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
