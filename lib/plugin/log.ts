import { AsyncLocalStorage } from 'node:async_hooks';
import { toStderr } from './stdio';

/**
 * The provider's log: one JSON line an entry on standard error, in the form Terraform (hclog) reads and shows under
 * TF_LOG. Each entry carries the fields of the call it belongs to (rpc, type, request id) by itself.
 */

const LEVELS = ['trace', 'debug', 'info', 'warn', 'error'] as const;
export type LogLevel = (typeof LEVELS)[number];
export type LogFields = Readonly<Record<string, unknown>>;

export interface LoggerOptions {
  /** The least level that is written; 'off' writes nothing. */
  readonly level: LogLevel | 'off';
  /** Takes one finished line, with its line end. */
  readonly write: (line: string) => void;
  /** Shown as the entry's `@module`. */
  readonly module?: string;
}

/** Terraform cuts longer lines into pieces that are no longer JSON. In UTF-8 bytes, with the line end. */
const LONGEST_LINE = 64 * 1024 - 1;
/** Texts of a line that would be longer are cut here. In characters, each of which takes up to six bytes. */
const SHORTENED = 4 * 1024;

export class Logger {
  /** Takes secrets out of a text. Applied to each text of an entry before it is quoted, so that quoting hides none. */
  public redact: (text: string) => string = (text) => text;
  private readonly least: number;
  private readonly scope = new AsyncLocalStorage<LogFields>();

  public constructor(private readonly options: LoggerOptions) {
    this.least = options.level === 'off' ? LEVELS.length : LEVELS.indexOf(options.level);
  }

  /** Whether an entry of this level would be written; ask before an entry that is costly to put together. */
  public shows(level: LogLevel): boolean {
    return LEVELS.indexOf(level) >= this.least;
  }

  /** Runs the action with these fields on every entry made by it or by what it awaits. */
  public within<T>(fields: LogFields, action: () => T): T {
    // Without a reader there is nothing to remember, and promises are faster when nobody follows them.
    if (!this.shows('error')) return action();
    return this.scope.run({ ...this.scope.getStore(), ...fields }, action);
  }

  public trace(message: string, fields?: LogFields): void {
    this.log('trace', message, fields);
  }

  public debug(message: string, fields?: LogFields): void {
    this.log('debug', message, fields);
  }

  public info(message: string, fields?: LogFields): void {
    this.log('info', message, fields);
  }

  public warn(message: string, fields?: LogFields): void {
    this.log('warn', message, fields);
  }

  public error(message: string, fields?: LogFields): void {
    this.log('error', message, fields);
  }

  public log(level: LogLevel, message: string, fields?: LogFields): void {
    if (!this.shows(level)) return;
    const entry: Record<string, unknown> = Object.create(null);
    for (const source of [this.scope.getStore(), fields]) {
      // Keys with @ are the log's own; a wrong type there makes Terraform itself crash.
      for (const [key, value] of Object.entries(source ?? {})) entry[key.replace(/^@+/, '')] = value;
    }
    entry['@level'] = level;
    entry['@message'] = String(message);
    entry['@timestamp'] = new Date().toISOString().replace('Z', '000Z'); // exactly six digits, or Terraform sees no JSON
    if (this.options.module !== undefined) entry['@module'] = this.options.module;
    this.options.write(`${this.line(entry)}\n`);
  }

  private line(entry: Readonly<Record<string, unknown>>): string {
    for (const longest of [Number.POSITIVE_INFINITY, SHORTENED]) {
      const line = this.json(entry, longest);
      if (Buffer.byteLength(line) < LONGEST_LINE) return line;
    }
    const own = Object.entries(entry).filter(([key]) => key.startsWith('@'));
    return this.json({ ...Object.fromEntries(own), shortened: true }, SHORTENED);
  }

  /** JSON of anything: what JSON cannot say (a cycle, a BigInt, a getter that throws) becomes text, not an exception. */
  private json(entry: Readonly<Record<string, unknown>>, longest: number): string {
    const around: unknown[] = [];
    const replace = function replace(this: Readonly<Record<string, unknown>>, key: string, item: unknown): unknown {
      while (around.length > 0 && around.at(-1) !== this) around.pop();
      if (around.includes(item)) return '(circular)';
      // A Buffer's toJSON has been called already, which nobody wants to read.
      const plain = this[key] instanceof Uint8Array ? `(${this[key].length} bytes)` : plainly(item);
      if (typeof plain === 'object') around.push(plain);
      if (typeof plain !== 'string') return plain;
      const safe = redact(plain);
      return safe.length > longest ? `${safe.slice(0, longest)}... (${safe.length} characters)` : safe;
    };
    const redact = this.redact;
    try {
      return JSON.stringify(entry, replace);
    } catch (error) {
      const own = Object.entries(entry).filter(([key]) => key.startsWith('@'));
      return JSON.stringify({ ...Object.fromEntries(own), unreadable: String(error) }, replace);
    }
  }
}

function plainly(item: unknown): unknown {
  if (item === undefined || typeof item === 'symbol' || typeof item === 'function' || typeof item === 'bigint')
    return String(item);
  if (item instanceof Error) return errorText(item);
  return item;
}

function errorText(error: Error): string {
  const cause = error.cause instanceof Error ? `\ncaused by ${errorText(error.cause)}` : '';
  return `${error.stack ?? error.message}${cause}`;
}

/** The level that Terraform shows of providers: TF_LOG_PROVIDER's, else TF_LOG's; off without both. */
export function levelFromEnvironment(env: NodeJS.ProcessEnv): LogLevel | 'off' {
  const asked = (env.TF_LOG_PROVIDER || env.TF_LOG || 'off').toLowerCase();
  if (asked === 'off') return 'off';
  // Like Terraform: JSON means everything, and so does a word it does not know.
  return LEVELS.find((level) => level === asked) ?? 'trace';
}

/** The process's own log, on standard error. */
export const log = new Logger({
  level: levelFromEnvironment(process.env),
  module: 'stackwright',
  write: toStderr,
});
