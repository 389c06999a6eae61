/** What an import shows of a value that looks like a secret. */
export const HIDDEN = '(hidden: looks like a secret)';

const SECRET_KEY = /pass(word|wd|phrase|$)|secret|token|credential|community|salt|(^|_)kek$|hash_path|[-_]key$|^key$/i;
const URL_WITH_PASSWORD = /:\/\/[^\s/@]*:[^\s/@]+@/;

/** Whether a value may be a secret, to go by the name of its key or by a password in a URL. Paths and numbers are none. */
export function looksSecret(key: string, value: string): boolean {
  if (URL_WITH_PASSWORD.test(value)) return true;
  return SECRET_KEY.test(key) && !/^(\/\S*|\d{0,5}|true|false|<None>)$/i.test(value);
}
