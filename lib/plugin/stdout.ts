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
 * What libraries print goes to the log instead. Standard error may break when Terraform is killed; that ends nothing.
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
