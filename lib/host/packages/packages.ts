import { createHash } from 'node:crypto';
import type { SshConnection } from '../../ssh/connection';
import { sh } from '../../ssh/quote';
import { Batch } from '../batch';
import type { Report } from '../detached';
import { PackagesFailed } from './package-failure';
import { RECORD } from './package-record';
import { type PackageStatus, parsePackages, STATUS_FORMAT } from './package-status';
import { type Claim, install, KEPT, type Removal, release } from './package-transaction';

/** What one resource wants installed. */
export interface InstallRequest {
  readonly claim: Claim;
  readonly recommends: boolean;
  readonly startServices: boolean;
  readonly hold: boolean;
  /** Lines for `debconf-set-selections`. */
  readonly answers: readonly string[];
}

/** What one resource no longer wants: all that it claimed before but what the claim still names. */
export interface ReleaseRequest {
  readonly claim: Claim;
  readonly removal: Removal;
}

type Outcome = PackagesFailed | undefined;

/**
 * Packages on a host. Each run of apt costs seconds, so requests that come while one is under way are put together: those
 * with the same options run as one transaction.
 */
export class Packages {
  private known?: Promise<ReadonlyMap<string, PackageStatus>>;
  private broughtOnes?: Promise<ReadonlySet<string>>;
  private readonly installs: Batch<InstallRequest, Outcome>;
  private readonly releases: Batch<ReleaseRequest, readonly string[] | PackagesFailed>;

  constructor(private readonly connection: SshConnection) {
    this.installs = new Batch((requests) => this.alone(() => this.installAll(requests)), 1000, 1);
    this.releases = new Batch((requests) => this.alone(() => this.releaseAll(requests)), 1000, 1);
  }

  /** The id by which the host knows a resource that asked for these packages first. */
  public static claimId(names: readonly string[]): string {
    return createHash('sha256')
      .update([...names].sort().join(' '))
      .digest('hex')
      .slice(0, 16);
  }

  /** All packages that are there. Asked for often it is looked up once, until a transaction changes it. */
  public all(): Promise<ReadonlyMap<string, PackageStatus>> {
    this.known ??= this.connection
      .read(sh`dpkg-query --show --showformat=${STATUS_FORMAT}`)
      .then(({ stdout }) => parsePackages(stdout.toString('utf8')));
    this.known.catch(() => this.forget());
    return this.known;
  }

  /** The packages that were not there before something was installed through us. */
  public brought(): Promise<ReadonlySet<string>> {
    const path = `${RECORD}/brought`;
    this.broughtOnes ??= this.connection
      .read(sh`if [ -e ${path} ]; then cat ${path}; fi`)
      .then(({ stdout }) => new Set(stdout.toString('utf8').split('\n')));
    this.broughtOnes.catch(() => this.forget());
    return this.broughtOnes;
  }

  /**
   * Has packages installed. When the signal aborts nobody waits any longer, but what has begun on the host goes on to its end.
   * @throws {PackagesFailed}
   */
  public async install(request: InstallRequest, signal: AbortSignal): Promise<void> {
    const failed = await orAborted(this.installs.ask(request), signal);
    if (failed) throw failed;
  }

  /**
   * Takes a claim back and removes what nothing needs any more.
   * @returns the packages that had to stay because others need them
   * @throws {PackagesFailed}
   */
  public async release(request: ReleaseRequest, signal: AbortSignal): Promise<readonly string[]> {
    const result = await orAborted(this.releases.ask(request), signal);
    if (result instanceof PackagesFailed) throw result;
    return result;
  }

  private forget(): void {
    this.known = undefined;
    this.broughtOnes = undefined;
  }

  /** Within this process the lock keeps others waiting here; other programs on the host are waited for there. */
  private alone<T>(work: () => Promise<T>): Promise<T> {
    return this.connection.withLock('dpkg', async () => {
      this.forget();
      try {
        return await work();
      } finally {
        this.forget();
      }
    });
  }

  private async installAll(requests: readonly InstallRequest[]): Promise<Outcome[]> {
    const outcomes = new Map<InstallRequest, Outcome>();
    const options = ({ recommends, startServices }: InstallRequest) => `${recommends} ${startServices}`;
    for (const group of grouped(requests, options)) await this.installGroup(group, outcomes);
    return requests.map((request) => outcomes.get(request));
  }

  /** Installs together what has the same options. One that cannot be must not keep the others from it. */
  private async installGroup(
    requests: readonly InstallRequest[],
    outcomes: Map<InstallRequest, Outcome>,
  ): Promise<void> {
    const failed = await this.installTogether(requests);
    if (!failed) return;
    const guilty = requests.filter(({ claim }) => claim.names.some((name) => failed.missing.includes(name)));
    const innocent = guilty.length > 0 ? requests.filter((request) => !guilty.includes(request)) : [];
    const apart =
      guilty.length === 0 && requests.length > 1 && !['busy', 'unreachable', 'disk-full'].includes(failed.reason);
    for (const request of guilty.length > 0 ? guilty : requests) outcomes.set(request, failed);
    if (innocent.length > 0) await this.installGroup(innocent, outcomes);
    if (!apart) return;
    for (const request of requests) outcomes.set(request, await this.installTogether([request]));
  }

  /** Tries again with young lists where old ones may be the cause, and after finishing what somebody else broke off. */
  private async installTogether(requests: readonly InstallRequest[]): Promise<Outcome> {
    const before = await this.all();
    const held = (name: string) => before.get(name)?.held ?? false;
    const wanted = (hold: boolean) =>
      requests
        .filter((request) => request.hold === hold)
        .flatMap(({ claim }) => claim.names.filter((name) => held(name) !== hold));
    const what = {
      claims: requests.map(({ claim }) => claim),
      recommends: requests.some(({ recommends }) => recommends),
      startServices: requests.some(({ startServices }) => startServices),
      hold: wanted(true),
      unhold: wanted(false),
      answers: requests.flatMap(({ answers }) => answers),
    };
    let report = await install(this.connection, { ...what, refresh: false, repair: false });
    let repair = false;
    if (report.exitCode !== 0 && PackagesFailed.from(report).reason === 'interrupted') {
      repair = true;
      report = await install(this.connection, { ...what, refresh: false, repair });
    }
    if (report.exitCode === 0) return undefined;
    const failed = PackagesFailed.from(report);
    if (failed.refreshed || !['not-found', 'outdated'].includes(failed.reason)) return failed;
    report = await install(this.connection, { ...what, refresh: true, repair });
    return report.exitCode === 0 ? undefined : PackagesFailed.from(report);
  }

  private async releaseAll(requests: readonly ReleaseRequest[]): Promise<(readonly string[] | PackagesFailed)[]> {
    const outcomes = new Map<ReleaseRequest, readonly string[] | PackagesFailed>();
    for (const group of grouped(requests, ({ removal }) => removal)) {
      const claims = group.map(({ claim }) => claim);
      const report = await release(this.connection, claims, group[0]?.removal ?? 'keep');
      const outcome = report.exitCode === 0 ? kept(report) : PackagesFailed.from(report);
      for (const request of group) outcomes.set(request, outcome);
    }
    return requests.map((request) => outcomes.get(request) ?? []);
  }
}

function kept({ log }: Report): string[] {
  const line = log.split('\n').find((candidate) => candidate.startsWith(KEPT));
  return line ? line.slice(KEPT.length).split(' ') : [];
}

function grouped<T>(items: readonly T[], key: (item: T) => string): T[][] {
  const groups = new Map<string, T[]>();
  for (const item of items) groups.set(key(item), [...(groups.get(key(item)) ?? []), item]);
  return [...groups.values()];
}

/** The promise's result, or the signal's reason as soon as it aborts. */
function orAborted<T>(promise: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const abort = () => reject(signal.reason);
    if (signal.aborted) abort();
    signal.addEventListener('abort', abort, { once: true });
    promise.then(resolve, reject).finally(() => signal.removeEventListener('abort', abort));
  });
}
