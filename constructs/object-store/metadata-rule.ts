import { Token } from 'cdktf';

const NAME = /^[a-z0-9](?:[a-z0-9.-]{0,126}[a-z0-9])?$/;

/** What Swift keeps of whatever somebody says: it makes no difference between upper and lower case, nor between "-" and "_". */
export function metadataRule({ metadata = {} }: { readonly metadata?: Record<string, string> }): string | undefined {
  if (Token.isUnresolved(metadata)) return undefined;
  const wrong = Object.keys(metadata).find((name) => !Token.isUnresolved(name) && !NAME.test(name));
  if (wrong !== undefined)
    return `metadata has ${JSON.stringify(wrong)}: give a name of up to 128 lower-case letters, digits, "-" and ".".`;
  const empty = Object.entries(metadata).find(([, value]) => !Token.isUnresolved(value) && value.trim() === '');
  return empty && `metadata has nothing to say of ${JSON.stringify(empty[0])}: give a value, or leave it out.`;
}
