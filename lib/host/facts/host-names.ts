import type { SshConnection } from '../../ssh/connection';
import { sh } from '../../ssh/quote';
import { editFile } from '../files/edit-file';
import { Found } from '../found';
import { HOSTNAME_FILE } from './facts';
import { HOSTS_FILE, type HostsEntries, withoutEntries, writeEntries } from './hosts-file';

/** How a host called itself before. */
interface NameBefore {
  /** Text of /etc/hostname, null when it was missing. */
  readonly file: string | null;
  readonly hostname: string;
}

const NOTE = 'hostname';

/** The names by which a host knows itself and others. */
export class HostNames {
  private readonly found: Found;

  constructor(private readonly connection: SshConnection) {
    this.found = new Found(connection, 'host');
  }

  /** Names the host, now and after a reboot, after remembering what it was called before. */
  public async setHostname(name: string, before: NameBefore, signal?: AbortSignal): Promise<void> {
    await this.found.remember(NOTE, JSON.stringify(before), signal);
    await this.connection.upload(HOSTNAME_FILE, `${name}\n`, { mode: 0o644, signal });
    await this.connection.check(sh`hostname ${name}`, { signal });
  }

  /** Gives the host back the name that it had, if it was given another. */
  public async restoreHostname(signal?: AbortSignal): Promise<void> {
    const note = await this.found.recall(NOTE, signal);
    if (note === undefined) return;
    const { file, hostname } = JSON.parse(note) as NameBefore;
    if (file === null) await this.connection.check(sh`rm -f -- ${HOSTNAME_FILE}`, { signal });
    else await this.connection.upload(HOSTNAME_FILE, file, { mode: 0o644, signal });
    await this.connection.check(sh`hostname ${hostname}`, { signal });
    await this.found.forget(NOTE, signal);
  }

  /** Keeps these entries in /etc/hosts. */
  public async writeHosts(entries: HostsEntries, hostname: string, signal?: AbortSignal): Promise<void> {
    await editFile(this.connection, HOSTS_FILE, (text) => writeEntries(text, entries, hostname), signal);
  }

  /** Leaves /etc/hosts as it would be without us. */
  public async restoreHosts(signal?: AbortSignal): Promise<void> {
    await editFile(this.connection, HOSTS_FILE, withoutEntries, signal);
  }
}
