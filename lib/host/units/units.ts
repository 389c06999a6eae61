import type { SshConnection } from '../../ssh/connection';
import { sh } from '../../ssh/quote';
import { Batch } from '../batch';
import { linesOfFiles } from '../files/lines-of-files';
import { Found } from '../found';
import { similarNames } from '../similar';
import { complaints, lastWords } from './complaints';
import { dropInPath, parseDropIn, renderDropIn, type UnitSettings } from './drop-in';
import { type BringUp, startUnit } from './start-unit';
import { activeSince, isActive, parseUnits, UNIT_PROPERTIES, type UnitProperties } from './unit-status';

/** A systemd unit as it is now. */
export interface UnitInfo {
  /** The unit's own name, where it was asked for by an alias. */
  readonly id: string;
  readonly masked: boolean;
  readonly active: boolean;
  /** Whether it starts at boot. */
  readonly enabled: boolean;
  /** systemd's word for that, such as `enabled`, `disabled` or `static`. */
  readonly fileState: string;
  /** What our drop-in file sets; null without one. */
  readonly settings: UnitSettings | null;
  /** Whether the drop-in was written after the unit was started, so that the unit runs without it. */
  readonly outdated: boolean;
  /** Whether systemd has yet to read files that changed. */
  readonly needsReload: boolean;
}

/** systemd's units on a host. */
export class Units {
  /** How units were before they were first changed. */
  public readonly found: Found;
  private readonly infos: Batch<string, UnitInfo | null>;
  private readonly reloads: Batch<void, void>;

  constructor(private readonly connection: SshConnection) {
    this.found = new Found(connection, 'units');
    this.infos = new Batch((units) => this.readInfos(units));
    this.reloads = new Batch(
      async (asked) => {
        await this.connection.check(sh`systemctl daemon-reload`);
        return asked;
      },
      Number.POSITIVE_INFINITY,
      1,
    );
  }

  /** The unit of that full name; null when systemd knows none. */
  public info(unit: string): Promise<UnitInfo | null> {
    return this.infos.ask(unit);
  }

  /** Has systemd read all unit files again. Asked for by several at once it happens once. */
  public reload(): Promise<void> {
    return this.reloads.ask();
  }

  /** Starts the unit at boot from now on, or no longer. */
  public async setEnabled(unit: string, enabled: boolean, signal?: AbortSignal): Promise<void> {
    await this.connection.check(sh`systemctl --quiet ${enabled ? 'enable' : 'disable'} -- ${unit}`, { signal });
  }

  /**
   * Starts or restarts the unit, or leaves it running, and waits until it answers.
   * @throws {UnitFailed} when it does not start, does not go on running or does not answer
   */
  public bringUp(unit: string, how: BringUp): Promise<void> {
    return startUnit(this.connection, unit, how);
  }

  public async stop(unit: string, signal?: AbortSignal): Promise<void> {
    await this.connection.check(sh`systemctl stop -- ${unit}`, { signal });
  }

  /** The last that a daemon has complained of; empty when there is nothing to see. */
  public complaints(unit: string): Promise<string> {
    return complaints(this.connection, unit);
  }

  /** The last lines of its journal, in the same way. */
  public lastWords(unit: string): Promise<string> {
    return lastWords(this.connection, unit);
  }

  /** Writes our drop-in file for the unit. systemd reads it with the next {@link reload}. */
  public async writeSettings(unit: string, settings: UnitSettings, signal?: AbortSignal): Promise<void> {
    const path = dropInPath(unit);
    await this.connection.check(sh`mkdir -p -- ${directory(path)}`, { signal });
    // Readable by all like any unit file: systemd tells every user what is in it.
    const options = { owner: 'root', group: 'root', mode: 0o644, signal };
    await this.connection.upload(path, renderDropIn(settings), options);
  }

  public async removeSettings(unit: string, signal?: AbortSignal): Promise<void> {
    const path = dropInPath(unit);
    await this.connection.check(
      sh`rm -f -- ${path}
      if [ -d ${directory(path)} ]; then rmdir --ignore-fail-on-non-empty -- ${directory(path)}; fi`,
      { signal },
    );
  }

  /** Names of units of the same type that look like this one. */
  public async similar(unit: string): Promise<string[]> {
    const type = unit.slice(unit.lastIndexOf('.') + 1);
    const { stdout } = await this.connection.read(
      sh`systemctl list-unit-files --no-legend --no-pager --plain --type=${type}`,
    );
    const names = [...stdout.toString('utf8').matchAll(/^(\S+)\.\w+ /gm)].map(([, name = '']) => name);
    return similarNames(unit.slice(0, -type.length - 1), names).map((name) => `${name}.${type}`);
  }

  /** One `systemctl` for the units, one `stat` and one `grep` for their drop-ins. */
  private async readInfos(units: readonly string[]): Promise<(UnitInfo | null)[]> {
    const paths = units.map(dropInPath);
    const { stdout } = await this.connection.read(sh`
      systemctl --timestamp=us+utc show --property=${UNIT_PROPERTIES.join()} -- ${units} || exit
      set --
      for path in ${paths}; do if [ -e "$path" ]; then set -- "$@" "$path"; fi; done
      if [ "$#" -eq 0 ]; then exit 0; fi
      printf '\0'
      stat --printf='%n\t%.Y\n' -- "$@"
      printf '\0'
      grep -aHZ '' -- "$@"
      [ "$?" -le 1 ]`);
    const [shown = '', times = '', ...content] = stdout.toString('utf8').split('\0');
    const properties = parseUnits(shown);
    const dropIns = dropInFiles(times, content.join('\0'));
    const started = await this.startedBySysV(properties);
    return units.map((unit, index) => {
      const of = properties[index] ?? new Map<string, string>();
      if (of.get('LoadState') === 'not-found') return null;
      return unitInfo(of, dropIns.get(dropInPath(unit)), started.has(of.get('Id') ?? unit));
    });
  }

  /** Which of the units that systemd made from scripts in `/etc/init.d` start at boot: only links tell. */
  private async startedBySysV(properties: readonly UnitProperties[]): Promise<ReadonlySet<string>> {
    const ids = properties.filter((of) => of.get('UnitFileState') === 'generated').map((of) => of.get('Id') ?? '');
    if (ids.length === 0) return new Set();
    const { stdout } = await this.connection.read(sh`
      for unit in ${ids}; do
        set -- /etc/rc[2-5].d/S[0-9][0-9]"\${unit%.service}"
        if [ -e "$1" ]; then printf '%s\n' "$unit"; fi
      done`);
    return new Set(stdout.toString('utf8').split('\n'));
  }
}

interface DropIn {
  readonly content: string;
  /** When it was last written, in seconds since 1970. */
  readonly written: number;
}

function unitInfo(of: UnitProperties, dropIn: DropIn | undefined, startedBySysV: boolean): UnitInfo {
  const fileState = of.get('UnitFileState') ?? '';
  const active = isActive(of);
  const since = activeSince(of);
  return {
    id: of.get('Id') ?? '',
    masked: of.get('LoadState') === 'masked',
    active,
    enabled: fileState === 'enabled' || (fileState === 'generated' && startedBySysV),
    fileState,
    settings: dropIn ? parseDropIn(dropIn.content) : null,
    outdated: active && dropIn !== undefined && since !== undefined && dropIn.written > since,
    needsReload: of.get('NeedDaemonReload') === 'yes',
  };
}

/** From lines of `PATH TAB TIME`, and the files' content as `grep` gives it. */
function dropInFiles(times: string, content: string): Map<string, DropIn> {
  const lines = linesOfFiles(content);
  const files = new Map<string, DropIn>();
  for (const [, path = '', written] of times.matchAll(/^(.*)\t(.*)$/gm)) {
    files.set(path, { content: (lines.get(path) ?? []).join('\n'), written: Number(written) });
  }
  return files;
}

function directory(path: string): string {
  return path.slice(0, path.lastIndexOf('/'));
}
