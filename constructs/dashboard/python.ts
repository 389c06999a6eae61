import { Fn, Token } from 'cdktf';
import { Secret } from '../core/secret';

/**
 * A value as Python writes it. Texts may refer to secrets, and hold what only Terraform knows.
 * @param path of the value, for the message when it cannot be written
 */
export function python(value: unknown, path: string): string {
  if (value === null) return 'None';
  if (typeof value === 'boolean') return value ? 'True' : 'False';
  if (value instanceof Secret) return `"${value.jsonReference}"`;
  // Of what Terraform's JSON has, all but true, false and null is Python, too.
  if (Token.isUnresolved(value)) return Fn.jsonencode(value);
  if (typeof value === 'string') return text(value);
  if (typeof value === 'number' && Number.isFinite(value)) return `${value}`;
  if (Array.isArray(value)) return `[${value.map((item, index) => python(item, `${path}[${index}]`)).join(', ')}]`;
  if (isRecord(value)) {
    const items = Object.entries(value).map(([key, item]) => `${text(key)}: ${python(item, `${path}.${key}`)}`);
    return `{${items.join(', ')}}`;
  }
  throw new Error(
    `${path} is ${typeof value === 'number' ? value : typeof value}, which has no form in Python: give a text, a number, true, false, null, a Secret, or a list or record of these.`,
  );
}

/** Every text of JSON means the same in Python. */
function text(value: string): string {
  return (
    JSON.stringify(value)
      // Within the quotes, whatever the secret is.
      .replace(/\{\{secret:([^{}|]*)\}\}/g, '{{secret:$1|json}}')
      // What would be an expression for Terraform.
      .replaceAll('${', '\\u0024{')
      .replaceAll('%{', '\\u0025{')
  );
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && [Object.prototype, null].includes(Object.getPrototypeOf(value));
}
