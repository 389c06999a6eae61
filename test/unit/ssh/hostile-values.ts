/** Values that break careless quoting. */
export const HOSTILE_VALUES: readonly string[] = [
  '',
  ' ',
  "it's",
  `"double" 'single' \`backticks\``,
  `$(touch /tmp/pwned) \${HOME} $HOME $$ \`id\``,
  'a\nb\n\n',
  '\n',
  '-rf',
  '--help',
  '\\ \\\\ \\n \\',
  "\\'",
  "'\\''",
  '; exit 7 #',
  '* ? [a-z] ~ {a,b} !!',
  '\t\r\x01\x7f\x1b[31m',
  'grüße 日本語 🙂 \u0301 \u202e',
  'ā\u0081\u0082\u0088',
  'EOF\n)\n}\n',
  '%s%n%d',
];

/** 1 MiB in which every byte value occurs, in an order that is always the same. */
export function hostileMebibyte(): Buffer {
  const bytes = Buffer.alloc(1024 * 1024);
  let state = 1;
  for (let index = 0; index < bytes.length; index++) {
    state = (Math.imul(state, 1103515245) + 12345) >>> 0;
    bytes[index] = state >>> 16;
  }
  return bytes;
}
