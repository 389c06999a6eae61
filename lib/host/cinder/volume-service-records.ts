import type { SshConnection } from '../../ssh/connection';
import { sh } from '../../ssh/quote';
import type { RunResult } from '../../ssh/run';

/** What Cinder's database knows of daemons, seen from a host with its configuration. The API lists the records and removes none. */
export class VolumeServiceRecords {
  constructor(private readonly connection: SshConnection) {}

  /** Makes Cinder forget a daemon. One that runs would enter itself again. */
  public remove(binary: string, host: string, user: string, signal?: AbortSignal): Promise<RunResult> {
    return this.connection.run(sh`exec cinder-manage service remove ${binary} ${host} </dev/null`, {
      asUser: user,
      signal,
    });
  }
}
