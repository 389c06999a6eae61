import type { Validator } from '../../schema/validator';

/** What Nova can read. Keys on tokens (`sk-...`) it cannot. */
const TYPES = [
  'ssh-ed25519',
  'ssh-rsa',
  'ecdsa-sha2-nistp256',
  'ecdsa-sha2-nistp384',
  'ecdsa-sha2-nistp521',
  'ssh-dss',
];

/** A public key as `ssh-keygen` writes it: one line of type, base64 and a comment. */
export const publicKey: Validator<string> = {
  description: 'a public key as in the file that ends in .pub: type, base64 and a comment, on one line',
  problem(text) {
    if (/PRIVATE KEY/.test(text))
      return 'This is a private key. Give the public one: the content of the file that ends in ".pub".';
    if (/[\r\n]/.test(text.trim())) return 'Give one key on one line, as it stands in the file that ends in ".pub".';
    const [type = '', body = ''] = text.trim().split(/[ \t]+/);
    if (!TYPES.includes(type)) {
      return `"${type.slice(0, 40)}" is no type of keys that Nova takes. Give a line that begins with one of ${TYPES.join(', ')}.`;
    }
    if (!/^[A-Za-z0-9+/]+={0,2}$/.test(body)) return `What follows ${type} is not base64. Copy the whole line again.`;
    const fields = fieldsOf(Buffer.from(body, 'base64'));
    if (!fields || fields.length < 2) return 'The key is cut short or damaged. Copy the whole line again.';
    const inside = (fields[0] as Buffer).toString('latin1');
    if (inside !== type) return `It says ${type}, but holds a key of another type. Copy the whole line again.`;
    return undefined;
  },
};

/** Type and key without the comment, which is nothing to anybody but people. */
export function withoutComment(key: string): string {
  return key.trim().split(/\s+/, 2).join(' ');
}

/** The parts of a key, each with its length before it; undefined when they do not add up. */
function fieldsOf(key: Buffer): Buffer[] | undefined {
  const fields: Buffer[] = [];
  let at = 0;
  while (at < key.length) {
    if (at + 4 > key.length) return undefined;
    const end = at + 4 + key.readUInt32BE(at);
    if (end > key.length) return undefined;
    fields.push(key.subarray(at + 4, end));
    at = end;
  }
  return fields;
}
