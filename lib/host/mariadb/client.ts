import type { SshConnection } from '../../ssh/connection';
import { sh } from '../../ssh/quote';
import type { RunResult } from '../../ssh/run';
import { Batch } from '../batch';
import { ServerUnavailable } from '../server-unavailable';
import { answersIn } from './answers';
import { ACCESS_DENIED, errorsIn, meansUnavailable, type Said, SqlError, SYNTAX_ERROR } from './sql-error';

/** Statements mean the same whatever the server's defaults are. */
const FIRST = "SET NAMES utf8mb4, sql_mode = ''";

export interface ChangeOptions {
  readonly signal?: AbortSignal;
  /** Whether the statements hold what must not be told: then an error tells its number alone. */
  readonly secret?: boolean;
}

/**
 * The host's own client, run as its root, whom the server knows by the socket. Statements go over standard input: no list of
 * processes shows them.
 */
export class MariaDbClient {
  /** For people: `MariaDB on node1`. */
  public readonly server: string;
  private readonly asked: Batch<string, readonly unknown[]>;

  constructor(
    private readonly connection: SshConnection,
    hostName: string,
  ) {
    this.server = `MariaDB on ${hostName}`;
    this.asked = new Batch((questions) => this.answerAll(questions));
  }

  /**
   * The rows of a question: a SELECT of one line whose only column is a JSON object. Questions that come together are
   * answered by one run of the client, and the same one only once.
   * @throws {SqlError} when the server refuses it
   * @throws {ServerUnavailable}
   */
  public select<T>(question: string, signal?: AbortSignal): Promise<readonly T[]> {
    return this.asked.ask(question, signal) as Promise<readonly T[]>;
  }

  /**
   * Runs statements one after the other until one is refused.
   * @throws {SqlError} when the server refuses one
   * @throws {ServerUnavailable}
   */
  public async change(statements: readonly string[], { signal, secret = false }: ChangeOptions = {}): Promise<void> {
    if (statements.length === 0) return;
    const { exitCode, stderr } = await this.run([FIRST, ...statements], [], { signal });
    const [first] = this.errors(stderr, exitCode);
    if (first) throw this.refused(first, secret);
    if (exitCode !== 0) throw this.unusable(stderr, exitCode);
  }

  private async answerAll(questions: readonly string[]): Promise<(readonly unknown[] | Error)[]> {
    const distinct = [...new Set(questions)];
    // A number before each question's rows tells whose they are; a question that fails spoils no other.
    const numbered = distinct.flatMap((question, index) => [`SELECT ${index}`, question]);
    const lines = [FIRST, ...numbered, `SELECT ${distinct.length}`];
    const { stdout, stderr, exitCode } = await this.run(lines, ['--force'], { repeatable: true });
    const errors = this.errors(stderr, exitCode);
    const failed = new Map(errors.map((said) => [said.line, said]));
    const answers = answersIn(stdout.toString('utf8'));
    if (!answers.has(distinct.length)) throw errors[0] ? this.refused(errors[0]) : this.unusable(stderr, exitCode);
    return questions.map((question) => {
      const index = distinct.indexOf(question);
      const said = failed.get(2 * index + 3);
      return said ? this.refused(said) : (answers.get(index) ?? []);
    });
  }

  private run(
    lines: readonly string[],
    options: readonly string[],
    how: { readonly signal?: AbortSignal; readonly repeatable?: boolean },
  ): Promise<RunResult> {
    const stdin = lines.map((line) => `${line};\n`).join('');
    return this.connection.run(
      sh`client=$(command -v mariadb || command -v mysql) || exit 127
      "$client" --batch --raw --skip-column-names --binary-mode --connect-timeout=10 --default-character-set=utf8mb4 ${options}`,
      { ...how, stdin },
    );
  }

  private errors(stderr: string, exitCode: number): Said[] {
    if (exitCode === 127) {
      throw new ServerUnavailable(
        this.server,
        'Its client, mariadb or mysql, is not installed on the host. Install the server first.',
      );
    }
    const errors = errorsIn(stderr);
    const lost = errors.find(meansUnavailable);
    if (lost) {
      throw new ServerUnavailable(
        this.server,
        `Its client says: ${lost.text}. Start it; \`systemctl status mariadb\` on the host says why it does not run.`,
      );
    }
    return errors;
  }

  /** An error of syntax quotes the statement. */
  private refused({ code, text }: Said, secret = false): SqlError {
    if (ACCESS_DENIED.includes(code)) {
      const fix = "let the host's root in by the socket (plugin unix_socket), or give its password in /root/.my.cnf";
      return new SqlError(this.server, code, `${text}; ${fix}`);
    }
    const hidden = secret || code === SYNTAX_ERROR;
    return new SqlError(this.server, code, hidden ? 'it did not take what it was sent' : text);
  }

  /** The client failed without an error of the server's; it shows statements, so its words stay out of this. */
  private unusable(stderr: string, exitCode: number): Error {
    const words = /^(\S*(?:mariadb|mysql): .*)$/m.exec(stderr)?.[1];
    return new Error(
      `The client of ${this.server} ended with exit code ${exitCode} before it was done.${words ? ` It said: ${words}` : ''}`,
    );
  }
}
