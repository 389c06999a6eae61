import { Writable } from 'node:stream';
import { format } from 'node:util';
import type { Logger, LogLevel } from './log';

const CONSOLE: Readonly<Record<'log' | 'info' | 'debug' | 'warn' | 'error' | 'trace' | 'dir', LogLevel>> = {
  log: 'debug',
  dir: 'debug',
  debug: 'debug',
  trace: 'trace',
  info: 'info',
  warn: 'warn',
  error: 'error',
};

/**
 * Standard output belongs to the handshake: one foreign byte before it and Terraform does not start the provider.
 * What libraries print goes to the log instead.
 */
export function keepStdoutClean(log: Logger): void {
  for (const [method, level] of Object.entries(CONSOLE)) {
    const print = (...values: unknown[]) => log.log(level, format(...values));
    Object.defineProperty(console, method, { value: print, configurable: true, writable: true });
  }
  let stdout: Writable | undefined;
  Object.defineProperty(process, 'stdout', {
    configurable: true,
    get() {
      stdout ??= new Writable({
        write(chunk, _encoding, done) {
          log.debug(String(chunk).trimEnd());
          done();
        },
      });
      return stdout;
    },
  });
}

let stderr: NodeJS.WritableStream | undefined;

/** Writes to standard error, which costs its loading only at the first use. */
export function toStderr(text: string): void {
  if (!stderr) {
    stderr = process.stderr;
    // Nobody reads any more once Terraform was killed. That ends the process by itself, and in order (see parent.ts).
    stderr.on('error', () => undefined);
  }
  stderr.write(text);
}
