import type { SshConnection } from '../../ssh/connection';
import { sh } from '../../ssh/quote';
import { Batch } from '../batch';
import { linesOfFiles } from '../files/lines-of-files';
import { Found } from '../found';
import { sysctlFile, sysctlPath } from './sysctl-key';

/** A kernel parameter. */
export interface SysctlInfo {
  /** Its value now. Null for one that can be written but not read. */
  readonly value: string | null;
  /** The value that our file under `/etc/sysctl.d` gives it at boot; null without one. */
  readonly atBoot: string | null;
}

/** Kernel parameters of a host. */
export class Sysctls {
  /** The values that parameters had at first. */
  public readonly found: Found;
  private readonly infos: Batch<string, SysctlInfo | null>;

  constructor(private readonly connection: SshConnection) {
    this.found = new Found(connection, 'sysctls');
    this.infos = new Batch((keys) => this.readInfos(keys));
  }

  /** The parameter; null when the kernel has none of that name. */
  public info(key: string): Promise<SysctlInfo | null> {
    return this.infos.ask(key);
  }

  /** Sets the value that holds until the next boot. @throws {SysctlRefused} when the kernel does not take it */
  public async set(key: string, value: string, signal?: AbortSignal): Promise<void> {
    const { exitCode, stderr } = await this.connection.run(
      // Not a redirection: the shell would not say what the kernel has against the value.
      sh`printf '%s\n' ${value} | tee -- ${`/proc/sys/${sysctlPath(key)}`} >/dev/null`,
      { signal },
    );
    if (exitCode !== 0) throw new SysctlRefused(key, value, stderr.trim().replace(/^.*: /s, ''));
  }

  /** Sets the value from the next boot on. */
  public async setAtBoot(key: string, value: string, signal?: AbortSignal): Promise<void> {
    const content = `# Kept by Stackwright.\n${key} = ${value}\n`;
    await this.connection.upload(sysctlFile(key), content, { owner: 'root', group: 'root', mode: 0o644, signal });
  }

  public async unsetAtBoot(key: string, signal?: AbortSignal): Promise<void> {
    await this.connection.check(sh`rm -f -- ${sysctlFile(key)}`, { signal });
  }

  /** One `grep` for all: it reads many files in one process and tells which line is whose. */
  private async readInfos(keys: readonly string[]): Promise<(SysctlInfo | null)[]> {
    const values = [...new Set(keys.map((key) => `/proc/sys/${sysctlPath(key)}`))];
    const files = [...new Set(keys.map(sysctlFile))];
    const { stdout } = await this.connection.read(sh`
      for path in ${values} ${files}; do if [ -e "$path" ]; then printf '%s\0' "$path"; fi; done
      printf '\0'
      grep -aHsZ '' -- ${values} ${files}
      [ -d /proc/sys/kernel ]`);
    const [present = '', content = ''] = divide(stdout.toString('utf8'), '\0\0');
    const exists = new Set(present.split('\0'));
    const lines = linesOfFiles(content);
    return keys.map((key) => {
      const path = `/proc/sys/${sysctlPath(key)}`;
      if (!exists.has(path)) return null;
      const file = sysctlFile(key);
      return {
        value: lines.get(path)?.join('\n') ?? null,
        atBoot: exists.has(file) ? valueIn(lines.get(file) ?? [], key) : null,
      };
    });
  }
}

/** The kernel does not take a value. */
export class SysctlRefused extends Error {
  constructor(
    public readonly key: string,
    public readonly value: string,
    /** The kernel's words: "Invalid argument". */
    public readonly why: string,
  ) {
    super(`The kernel does not take "${value}" for ${key}: ${why}.`);
    this.name = 'SysctlRefused';
  }
}

/** Both sides of the first separator; the whole and nothing when there is none. */
function divide(text: string, separator: string): [string, string] {
  const position = text.indexOf(separator);
  return position < 0 ? ['', text.slice(1)] : [text.slice(0, position), text.slice(position + separator.length)];
}

/** What a `sysctl.d` file sets a key to; empty text when it does not set it. The last line counts. */
export function valueIn(lines: readonly string[], key: string): string {
  let value = '';
  for (const line of lines) {
    const [, name, text] = /^\s*-?\s*([^#;=\s]+)\s*=\s*(.*?)\s*$/.exec(line) ?? [];
    if (name !== undefined && sysctlPath(name) === sysctlPath(key)) value = text ?? '';
  }
  return value;
}
