import { createHash } from 'node:crypto';
import { CommandError } from '../../ssh/command-errors';
import type { SshConnection } from '../../ssh/connection';
import { sh } from '../../ssh/quote';
import type { Files } from '../files/files';
import type { Units } from '../units/units';
import { KeyRepositories } from './key-repositories';
import { type Rotation, rotationCommands } from './key-rotation';
import { calendarIn, rotationUnit, rotationUnits, type ScheduledRotation } from './rotation-timer';

/** By what to tell that the units of a schedule are as they were written. */
export interface UnitHashes {
  readonly schedule: string;
  readonly timer: string;
  readonly service: string;
}

/** Keystone's keys on a host: where they are, and how they are rotated. */
export class KeystoneKeys {
  public readonly repositories: KeyRepositories;

  constructor(
    private readonly connection: SshConnection,
    private readonly files: Files,
    private readonly units: Units,
  ) {
    this.repositories = new KeyRepositories(connection, files);
  }

  /** Rotates the keys once, as their owner. @throws {RotationFailed} */
  public async rotate(rotation: Rotation, owner: string, signal?: AbortSignal): Promise<void> {
    const { exitCode, stderr } = await this.connection.run(sh`exec bash -c ${rotationCommands(rotation).text}`, {
      asUser: owner,
      signal,
    });
    if (exitCode !== 0) throw new RotationFailed(rotation.path, stderr.trim());
  }

  /** Why systemd does not understand when something is to be done; undefined when it does. */
  public async calendarProblem(schedule: string, signal?: AbortSignal): Promise<string | undefined> {
    const options = { signal, repeatable: true };
    const { exitCode, stderr } = await this.connection.run(
      sh`systemd-analyze calendar -- ${schedule} >/dev/null`,
      options,
    );
    return exitCode === 0 ? undefined : stderr.trim();
  }

  /**
   * When the keys of a repository are rotated by systemd; null when they are not. With a timer that does not run, or with units that
   * are not as they were written, they are not.
   * @param written what {@link setSchedule} gave; without it the units are taken as they are
   */
  public async schedule(path: string, written?: UnitHashes): Promise<string | null> {
    const name = rotationUnit(path);
    const [timer, service] = await Promise.all(
      ['timer', 'service'].map((type) => this.files.info(`/etc/systemd/system/${name}.${type}`)),
    );
    if (!timer) return null;
    const unit = await this.units.info(`${name}.timer`);
    if (!unit?.enabled || !unit.active || unit.masked) return null;
    if (written?.timer === timer.sha256) return written?.service === service?.sha256 ? written.schedule : null;
    const schedule = calendarIn((await this.files.content(`/etc/systemd/system/${name}.timer`)).toString('utf8'));
    return schedule === written?.schedule ? null : schedule;
  }

  /** Has systemd rotate the keys from now on. */
  public async setSchedule(rotation: ScheduledRotation, signal?: AbortSignal): Promise<UnitHashes> {
    const { timer, service } = rotationUnits(rotation);
    for (const { path, content } of [service, timer]) {
      await this.connection.upload(path, content, { owner: 'root', group: 'root', mode: 0o644, signal });
    }
    await this.units.reload();
    // Restarted, for a timer that runs goes on with the calendar that it has.
    await this.connection.check(sh`systemctl --quiet enable -- ${timer.name} && systemctl restart -- ${timer.name}`, {
      signal,
    });
    return { schedule: rotation.schedule, timer: hash(timer.content), service: hash(service.content) };
  }

  /** Has systemd no longer do so. */
  public async removeSchedule(path: string, signal?: AbortSignal): Promise<void> {
    const name = rotationUnit(path);
    const [timer, service] = [`${name}.timer`, `${name}.service`];
    const paths = [timer, service].map((unit) => `/etc/systemd/system/${unit}`);
    const { stdout } = await this.connection.check(
      sh`set -- ${paths}
      if [ ! -e "$1" ] && [ ! -e "$2" ]; then exit 0; fi
      if [ -e "$1" ]; then systemctl --quiet disable --now -- ${timer} || exit; fi
      rm -f -- "$@" || exit
      rm -f -- ${`/var/lib/systemd/timers/stamp-${timer}`}
      echo removed`,
      { signal },
    );
    if (stdout.length > 0) await this.units.reload();
  }
}

/** Keys were not rotated. */
export class RotationFailed extends Error {
  constructor(
    public readonly path: string,
    /** What `keystone-manage` wrote. */
    public readonly said: string,
  ) {
    super(`The keys in ${path} were not rotated: ${said}`);
    this.name = 'RotationFailed';
  }
}

/** What a command on the host said when it failed; undefined for any other error. */
export function saidBy(error: unknown): string | undefined {
  return error instanceof CommandError ? error.stderr.trim() : undefined;
}

function hash(content: string): string {
  return createHash('sha256').update(content).digest('hex');
}
