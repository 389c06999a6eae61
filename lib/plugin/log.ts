import { AsyncLocalStorage } from 'node:async_hooks';

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
/** An entry of nothing but characters of four bytes, each escaped, still fits when its texts are cut at this. */
const SHORTENED_TEXT = 4 * 1024;

export class Logger {
  /** Takes secrets out of a line. Applied to each line as a whole, after it was put together. */
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
    const line = this.redact(safeJson(entry));
    if (Buffer.byteLength(line) < LONGEST_LINE) return line;
    const shorter: Record<string, unknown> = { '@message': '' };
    for (const [key, value] of Object.entries(entry)) {
      const text = typeof value === 'string' ? value : safeJson(value);
      const cut =
        text.length > SHORTENED_TEXT ? `${text.slice(0, SHORTENED_TEXT)}... (${text.length} characters)` : value;
      if (key.startsWith('@') || Object.keys(shorter).length < 5) shorter[key] = cut;
    }
    return this.redact(safeJson(shorter));
  }
}

/** JSON of anything: what JSON cannot say (cycles, BigInt, a throwing getter) becomes text instead of an exception. */
function safeJson(value: unknown): string {
  const open: unknown[] = [];
  const plain = (key: string, item: unknown): unknown => {
    if (typeof item === 'bigint' || typeof item === 'symbol' || typeof item === 'function') return String(item);
    if (item instanceof Error) return item.stack ?? String(item);
    if (item instanceof Uint8Array) return `(${item.length} bytes)`;
    return key === '' || item !== undefined ? item : '(undefined)';
  };
  try {
    return JSON.stringify(value, function (this: unknown, key, item) {
      while (open.length > 0 && open.at(-1) !== this) open.pop();
      if (typeof item === 'object' && item !== null) {
        if (open.includes(item)) return '(circular)';
        const replaced = plain(key, item);
        if (replaced === item) open.push(item);
        return replaced;
      }
      return plain(key, item);
    });
  } catch (error) {
    return JSON.stringify({ ...headers(value), unreadable: String(error) });
  }
}

function headers(entry: unknown): Record<string, unknown> {
  if (typeof entry !== 'object' || entry === null) return {};
  return Object.fromEntries(Object.entries(entry).filter(([key]) => key.startsWith('@')));
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
  write: (line) => process.stderr.write(line),
});
