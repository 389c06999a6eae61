/** One provider's entry in `.terraform.lock.hcl`. */
export interface LockEntry {
  /** `registry.terraform.io/NAMESPACE/TYPE`. */
  readonly address: string;
  readonly version: string;
  /** `h1:` hashes of the packages that are accepted. */
  readonly hashes: readonly string[];
}

const HEADER = `# This file is maintained automatically by "terraform init".
# Manual edits may be lost in future updates.
`;

/**
 * A lock file's text with this entry in the place of the provider's former one; the other providers' entries stay as they
 * are. The constraint is the version itself: cdktf compares it with the version in the stack, letter by letter.
 */
export function withLockEntry(text: string, { address, version, hashes }: LockEntry): string {
  const entry = [
    `provider "${address}" {`,
    `  version     = "${version}"`,
    `  constraints = "${version}"`,
    '  hashes = [',
    ...hashes.map((hash) => `    "${hash}",`),
    '  ]',
    '}',
    '',
  ].join('\n');
  const former = blockOf(address);
  if (former.test(text)) return text.replace(former, () => entry);
  return `${text === '' ? HEADER : text.replace(/\n*$/, '\n')}\n${entry}`;
}

/** Whether a lock file knows a provider. */
export function hasLockEntry(text: string, address: string): boolean {
  return blockOf(address).test(text);
}

/** A provider's block, up to the brace that closes it at the beginning of a line. */
function blockOf(address: string): RegExp {
  return new RegExp(`^provider "${address.replace(/[.\\]/g, '\\$&')}" \\{\\n[\\s\\S]*?^\\}\\n?`, 'm');
}
