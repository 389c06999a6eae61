import type { SshConnection } from '../../ssh/connection';
import { sh } from '../../ssh/quote';
import { Batch } from '../batch';
import { headsOf, revisionsIn } from './revisions';

/** Database migrations as installed packages bring them. */
export class Migrations {
  private readonly asked: Batch<string, readonly string[] | null>;

  constructor(private readonly connection: SshConnection) {
    this.asked = new Batch((directories) => this.readHeads(directories));
  }

  /** The newest revisions below a directory of Alembic's; null when there is no such directory. */
  public heads(directory: string): Promise<readonly string[] | null> {
    return this.asked.ask(directory.replace(/\/+$/, ''));
  }

  /** One search for all: it reads every revision file once. A value in brackets may go over several lines. */
  private async readHeads(directories: readonly string[]): Promise<(readonly string[] | null)[]> {
    const distinct = [...new Set(directories)];
    const { stdout } = await this.connection.read(sh`
      for directory in ${distinct}; do
        if [ -d "$directory" ]; then printf '%s\0' "$directory"; fi
      done
      printf '\0'
      grep -rPzoHs --include='*.py' -- '(?m)^(revision|down_revision|depends_on)\b[^=\n]*=\s*(\([^)]*\)|\[[^\]]*\]|[^\n]*)' ${distinct}
      [ $? -le 2 ]`);
    const text = stdout.toString('utf8');
    const end = text.indexOf('\0\0');
    const present = new Set(end < 0 ? [] : text.slice(0, end).split('\0'));
    const revisions = [...revisionsIn(text.slice(end < 0 ? 1 : end + 2))];
    return directories.map((directory) => {
      if (!present.has(directory)) return null;
      return headsOf(revisions.filter(([path]) => path.startsWith(`${directory}/`)).map(([, revision]) => revision));
    });
  }
}
