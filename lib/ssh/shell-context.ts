/** Where in a command's syntax a position stands. */
type Nesting = 'command' | 'single quotes' | 'double quotes' | 'backticks' | 'parameter';

/**
 * Follows shell text just far enough to know whether a quoted value may stand at its end.
 * `"$(cat ${path})"` is fine, since `$( )` starts afresh; `"${path}"` is not: inside double quotes the single quotes
 * around a value are ordinary characters and a `$( )` in the value would run.
 */
export class ShellContext {
  private readonly nesting: Nesting[] = [];
  private hereDocument = false;
  private wordStart = true;

  private get innermost(): Nesting | undefined {
    return this.nesting.at(-1);
  }

  /** Moves on past a literal part of the command. */
  public read(text: string): void {
    for (let at = 0; at < text.length; at++) at = this.step(text, at);
  }

  /** @throws {TypeError} when a quoted value must not stand here. */
  public checkInterpolation(position: number): void {
    const refuse = (where: string, fix: string) => {
      throw new TypeError(`Value ${position} of the shell command stands inside ${where}: ${fix}.`);
    };
    if (this.hereDocument) refuse('a here-document', 'send the text as stdin');
    if (this.innermost === 'backticks') refuse('backticks', 'use $( ) instead');
    if (this.nesting.includes('parameter')) refuse('a parameter expansion', 'set a shell variable first');
    if (this.innermost?.endsWith('quotes')) refuse(`${this.innermost}`, 'leave the quotes out, sh quotes every value');
    this.wordStart = false;
  }

  /** Reads what stands at `at` and gives the position of the last character that belongs to it. */
  private step(text: string, at: number): number {
    const character = text[at] ?? '';
    const here = this.innermost;
    if (here === 'single quotes') {
      if (character === "'") this.nesting.pop();
      return at;
    }
    if (character === '\\') {
      this.wordStart = false;
      return at + 1;
    }
    if (character === '#' && this.wordStart && here !== 'double quotes' && here !== 'parameter') {
      const end = text.indexOf('\n', at);
      return end < 0 ? text.length : end;
    }
    if (here !== 'double quotes' && /^<<-?\s*[A-Za-z_'"\\]/.test(text.slice(at, at + 16))) this.hereDocument = true;
    this.wordStart = /[\s;&|()]/.test(character);
    return this.nest(text, at, character);
  }

  private nest(text: string, at: number, character: string): number {
    const here = this.innermost;
    const inDoubleQuotes = here === 'double quotes';
    if (character === '"') this.toggle('double quotes');
    else if (character === '`') this.toggle('backticks');
    else if (character === "'" && !inDoubleQuotes) this.nesting.push('single quotes');
    else if (character === '$' && text[at + 1] === '(') return this.enter('command', at + 1);
    else if (character === '$' && text[at + 1] === '{') return this.enter('parameter', at + 1);
    else if (character === '(' && !inDoubleQuotes) this.nesting.push('command');
    else if (character === ')' && here === 'command') this.nesting.pop();
    else if (character === '}' && here === 'parameter') this.nesting.pop();
    return at;
  }

  private enter(nesting: Nesting, at: number): number {
    this.nesting.push(nesting);
    this.wordStart = true;
    return at;
  }

  private toggle(nesting: Nesting): void {
    if (this.innermost === nesting) this.nesting.pop();
    else this.nesting.push(nesting);
  }
}
