/** A line that is none of what an INI file may hold. Only section headers are quoted in it: other lines may hold a secret. */
export class IniSyntaxError extends Error {
  constructor(
    /** Counted from 1. */
    public readonly line: number,
    problem: string,
  ) {
    super(`Line ${line} ${problem}`);
    this.name = 'IniSyntaxError';
  }
}
