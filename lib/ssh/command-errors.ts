import { SshError } from './errors';
import type { ShellCommand } from './quote';

const SHOWN_LINES = 20;
const SHOWN_LINE_LENGTH = 2000;

/** A command ended with an exit code other than 0. */
export class CommandError extends SshError {
  public constructor(
    public readonly address: string,
    /** The command in one line; never what it was given as stdin. */
    public readonly command: string,
    public readonly exitCode: number,
    /** All that the command wrote to stderr. */
    public readonly stderr: string,
  ) {
    const said = lastLines(stderr);
    super(
      `${command}\nended with exit code ${exitCode} on ${address}${said === '' ? ', saying nothing.' : `:\n${said}`}`,
    );
  }
}

/** A command took longer than it may. Its processes were ended. */
export class CommandTimeout extends SshError {
  public constructor(
    public readonly address: string,
    public readonly command: string,
    public readonly timeoutSeconds: number,
    /** What it had written to stderr by then. */
    public readonly stderr: string,
    note = 'Its processes were ended.',
  ) {
    const said = lastLines(stderr);
    super(
      `${command}\ndid not end within ${timeoutSeconds} seconds on ${address}. ${note}` +
        `${said === '' ? '' : ` It had said:\n${said}`}`,
    );
  }
}

/** A command wrote more than anyone would read. Its processes were ended. */
export class OutputTooLarge extends SshError {
  public constructor(address: string, command: ShellCommand, limit: number) {
    super(
      `${command.summary}\nwrote more than ${limit} bytes on ${address} and was ended. Read a large file as a stream.`,
    );
  }
}

/** The last lines, each whole or replaced by its length: half a secret would escape redaction. */
function lastLines(text: string): string {
  return text
    .trimEnd()
    .split('\n')
    .slice(-SHOWN_LINES)
    .map((line) => (line.length > SHOWN_LINE_LENGTH ? `(a line of ${line.length} characters)` : line))
    .join('\n');
}
