import { ShellContext } from './shell-context';

/** What may stand in a `${}` of a `sh` template. */
export type ShellValue = string | number | readonly string[] | ShellCommand;

/**
 * A piece of shell text in which every value is quoted. Only the `sh` template makes one, so a plain string can never
 * reach a shell by mistake.
 */
export class ShellCommand {
  readonly #text: string;
  readonly #summary: string;

  private constructor(text: string, summary: string) {
    this.#text = text;
    this.#summary = summary;
  }

  /** The text that the shell reads. */
  public get text(): string {
    return this.#text;
  }

  /**
   * The command for people, in one line. A value stands in it whole or not at all, so that whoever removes secrets
   * from messages meets them whole.
   */
  public get summary(): string {
    return this.#summary;
  }

  /** @internal */
  public static fromTemplate(strings: TemplateStringsArray, values: readonly ShellValue[]): ShellCommand {
    const context = new ShellContext();
    let text = '';
    let summary = '';
    strings.raw.forEach((raw, index) => {
      const literal = unescapeTemplate(raw);
      refuseUnsendable(literal, 'the command');
      context.read(literal);
      text += literal;
      summary += literal;
      if (index >= values.length) return;
      context.checkInterpolation(index + 1);
      const value = render(values[index], index + 1);
      text += value.text;
      summary += value.summary;
    });
    return new ShellCommand(text, oneLine(summary));
  }

  /** @internal */
  public static join(commands: readonly ShellCommand[], separator: ShellSeparator): ShellCommand {
    const join = (pick: (command: ShellCommand) => string) => commands.map(pick).join(separator);
    return new ShellCommand(
      join((command) => command.#text),
      oneLine(join((command) => command.#summary)),
    );
  }
}

/**
 * The one way to write a command. Every `${value}` becomes exactly one word (an array: one word each) whatever it
 * holds; another `sh` command is put in as it is.
 *
 * Backslashes reach the shell as written; only `` \` `` and `\${` lose theirs, so `\${HOME}` is the shell's own variable.
 * A `${}` inside quotes, backticks or a here-document is refused, since quoting would not protect there.
 * An option-like value needs the usual `--` before it.
 *
 * @throws {TypeError} for a NUL character, half of a surrogate pair, a value of another type, or a `${}` inside quotes.
 */
export function sh(strings: TemplateStringsArray, ...values: readonly ShellValue[]): ShellCommand {
  return ShellCommand.fromTemplate(strings, values);
}

/** What may stand between joined commands. */
export type ShellSeparator = '\n' | '; ' | ' && ' | ' || ' | ' | ' | ' ';

/** Puts commands after one another. @default separator '\n' */
export function joinCommands(commands: readonly ShellCommand[], separator: ShellSeparator = '\n'): ShellCommand {
  return ShellCommand.join(commands, separator);
}

const SHOWN_VALUE_LENGTH = 200;
const SHOWN_COMMAND_LENGTH = 1000;

function render(value: unknown, position: number): { text: string; summary: string } {
  if (value instanceof ShellCommand) return { text: value.text, summary: value.summary };
  if (typeof value === 'string') return renderString(value, position);
  if (typeof value === 'number' && Number.isFinite(value)) return { text: `${value}`, summary: `${value}` };
  if (Array.isArray(value) && value.every((item) => typeof item === 'string')) {
    const words = value.map((item) => renderString(item, position));
    return { text: words.map(({ text }) => text).join(' '), summary: words.map(({ summary }) => summary).join(' ') };
  }
  const type = Array.isArray(value) ? 'an array that holds other things than strings' : `${typeof value} ${value}`;
  throw new TypeError(
    `Value ${position} of the shell command is ${type}: pass a string, a finite number, an array of strings or another sh command.`,
  );
}

function renderString(value: string, position: number): { text: string; summary: string } {
  refuseUnsendable(value, `value ${position} of the shell command`);
  const text = singleQuoted(value);
  const showable = value.length <= SHOWN_VALUE_LENGTH && !value.includes('\n');
  return { text, summary: showable ? `'${value}'` : `(${value.length} characters)` };
}

/** Between single quotes every character stands for itself but the quote, which is put in between two quoted parts. */
function singleQuoted(value: string): string {
  return `'${value.replaceAll("'", `'\\''`)}'`;
}

function unescapeTemplate(raw: string): string {
  return raw.replace(/\\(`|\$\{)/g, '$1');
}

function refuseUnsendable(text: string, what: string): void {
  if (text.includes('\0')) throw new TypeError(`A NUL character in ${what}: no shell can hold it. Send it as stdin.`);
  if (/\p{Surrogate}/u.test(text)) {
    throw new TypeError(`Half of a surrogate pair in ${what}: it has no UTF-8 form, so no host can hold it.`);
  }
}

/** Lines are dropped whole, never cut: half a secret would escape redaction. */
function oneLine(summary: string): string {
  const lines = summary.split('\n').map((line) => line.trim());
  const shown: string[] = [];
  let length = 0;
  for (const line of lines.filter((candidate) => candidate !== '')) {
    length += line.length;
    if (shown.length > 0 && length > SHOWN_COMMAND_LENGTH) return `${shown.join('; ')}; ...`;
    shown.push(line);
  }
  return shown.join('; ');
}
