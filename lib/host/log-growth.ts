import type { SshConnection } from '../ssh/connection';
import { sh } from '../ssh/quote';

/** What a log file grows by. */
export class LogGrowth {
  private constructor(
    private readonly connection: SshConnection,
    private readonly path: string,
    private readonly size: number,
  ) {}

  /** From now on. A file that is not there yet has no size. */
  public static async from(connection: SshConnection, path: string, signal?: AbortSignal): Promise<LogGrowth> {
    const { stdout } = await connection.read(sh`stat -Lc %s -- ${path} 2>/dev/null || echo 0`, { signal });
    return new LogGrowth(connection, path, Number(stdout.toString('utf8').trim()));
  }

  /** The last that was written since; nothing when the file cannot be read. */
  public async last(lines: number): Promise<string> {
    const command = sh`tail -c +${this.size + 1} -- ${this.path} | tail -n ${lines}`;
    return (await this.connection.run(command, { repeatable: true })).stdout.toString('utf8').trimEnd();
  }
}
