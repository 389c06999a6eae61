/** What the client says of one statement that failed. */
export interface Said {
  /** The server's number for it, as 1146. */
  readonly code: number;
  /** The line of the script, from 1. Null when it was no statement that failed, but the connection. */
  readonly line: number | null;
  readonly text: string;
}

/** The server took a statement and refused it. The statement itself is never part of this. */
export class SqlError extends Error {
  constructor(
    /** `MariaDB on node1`. */
    public readonly server: string,
    public readonly code: number,
    /** The server's words; they may quote values, so there are none where a secret was sent. */
    said: string,
  ) {
    super(`${server} refused: ${said} (error ${code}).`);
    this.name = 'DatabaseError';
  }
}

/** Numbers that stand for a missing server, not for a wrong statement. */
const UNAVAILABLE = new Set([1040, 1053, 1152, 1203, 2000, 2002, 2003, 2006, 2013, 2055]);
/** Whoever connects is not let in. */
export const ACCESS_DENIED: readonly number[] = [1045, 1698];
export const NO_SUCH_DATABASE = 1049;
export const SYNTAX_ERROR = 1064;
export const NO_SUCH_TABLE = 1146;

export function meansUnavailable({ code }: Said): boolean {
  return UNAVAILABLE.has(code);
}

/** Finds the errors among all that the client wrote; with each it also shows the statement, which is left out. */
export function errorsIn(stderr: string): Said[] {
  return [...stderr.matchAll(/^ERROR (\d+)(?: \(\w+\))?(?: at line (\d+))?: (.*)$/gm)].map(([, code, line, text]) => ({
    code: Number(code),
    line: line === undefined ? null : Number(line),
    text: text ?? '',
  }));
}
