import { readFileSync } from 'node:fs';
import { connect } from 'node:net';
import type { CloudConfiguration } from './configuration';
import type { Host } from './host/host';
import { NO_SUCH_DATABASE, NO_SUCH_TABLE, SqlError } from './host/mariadb/sql-error';
import { ServerUnavailable } from './host/server-unavailable';
import { Cloud } from './openstack/cloud';
import type { Scope } from './openstack/credentials';
import { type Dial, HttpFailed } from './openstack/http';
import { marksIn, type PasswordMarks } from './openstack/identity/password-marks';
import type { SessionOptions } from './openstack/session';
import { isUnknown } from './plugin/value/unknown';
import type { Value } from './plugin/value/value';
import { at, DiagnosticError } from './schema/diagnostics';
import type { MaybeUnknown } from './schema/model';
import { NotKnownYet } from './schema/not-known-yet';
import { hasUnknown } from './schema/validation';
import { listReferences, writeReference } from './secrets';
import { ChannelRefused, ConnectionLost, HostUnreachable } from './ssh/errors';

type Database = NonNullable<CloudConfiguration['database']>;

/** The server knows no such database, or no such table in it. */
const NOT_KEYSTONES = new Set([NO_SUCH_DATABASE, NO_SUCH_TABLE]);

/** The provider's clouds by name, as far as they are known. */
export type CloudConfigurations = Readonly<Record<string, MaybeUnknown<CloudConfiguration>>>;

/** A resource names a cloud that the provider's configuration does not have. */
export class UnknownCloud extends DiagnosticError {
  constructor(name: string, known: readonly string[]) {
    const others = known.length > 0 ? `It has ${known.join(', ')}.` : 'It has none.';
    const fix = `${others} Add it to the provider's "clouds", or mend the name.`;
    super('Unknown cloud', `"${name}" is not among the provider's clouds. ${fix}`, at('cloud'));
  }
}

/** The clouds that the provider was told of. Nothing is asked before something in one is asked for. */
export class Clouds {
  private readonly opened = new Map<string, Cloud>();

  constructor(
    private readonly given: MaybeUnknown<CloudConfigurations | null>,
    private readonly host: (name: string) => Host,
    private readonly resolve: (text: string) => string,
  ) {}

  /** @throws {UnknownCloud | NotKnownYet} */
  public get(name: string): Cloud {
    const open = this.opened.get(name);
    if (open) return open;
    const cloud = this.open(name, this.configuration(name));
    this.opened.set(name, cloud);
    return cloud;
  }

  /** What was said of a cloud. @throws {UnknownCloud | NotKnownYet} */
  public configuration(name: string): CloudConfiguration {
    const { given } = this;
    if (isUnknown(given)) throw cloudNotKnown(name, 'clouds');
    const found = given?.[name];
    if (found === undefined) throw new UnknownCloud(name, Object.keys(given ?? {}));
    if (isUnknown(found) || Object.values(found).some((value) => hasUnknown(value as Value)))
      throw cloudNotKnown(name, `clouds["${name}"]`);
    return found as CloudConfiguration;
  }

  public close(): void {
    for (const { session } of this.opened.values()) session.close();
    this.opened.clear();
  }

  private open(name: string, given: CloudConfiguration): Cloud {
    const { auth_url: authUrl, username: user, user_domain: userDomain, ca_file: caFile } = given;
    const password = this.resolve(given.password ?? '');
    const token = given.token === null ? undefined : this.resolve(given.token);
    const options: SessionOptions = {
      credentials: { authUrl, user, userDomain, password, token, scope: scopeOf(given) },
      formerPasswords: formerReferences(given.password ?? '').map((reference) => this.resolve(reference)),
      dial: this.dial(given),
      tls: { ca: caFile === null ? undefined : readCertificates(caFile) },
      interface: given.interface as 'public' | 'internal' | 'admin',
      region: given.region,
    };
    return new Cloud(name, options, this.passwordMarks(given));
  }

  private passwordMarks({ database }: CloudConfiguration): PasswordMarks | undefined {
    return database === null ? undefined : marksIn((question) => this.askDatabase(database, question), database.name);
  }

  /** Without it the cloud can still be looked at, but for passwords that somebody else has set. */
  private async askDatabase({ host, name }: Database, question: string): Promise<readonly unknown[]> {
    const { mariadb } = this.host(host);
    try {
      return await mariadb.select(question);
    } catch (error) {
      if (error instanceof HostUnreachable || error instanceof ConnectionLost)
        throw new ServerUnavailable(mariadb.name, error.message, { cause: error });
      if (!(error instanceof SqlError) || !NOT_KEYSTONES.has(error.code)) throw error;
      const detail = `${error.message} Is "${name}" Keystone's database? Mend \`database\` of the cloud, or leave it out.`;
      throw new DiagnosticError("Not Keystone's database", detail, at('clouds'));
    }
  }

  private dial({ host }: CloudConfiguration): Dial {
    if (host === null) return async (address, port) => connect({ host: address, port, noDelay: true });
    return async (address, port, signal) => {
      try {
        return await this.host(host).connection.forward(address, port, { signal });
      } catch (error) {
        const isAway =
          error instanceof HostUnreachable || error instanceof ConnectionLost || error instanceof ChannelRefused;
        throw isAway ? new HttpFailed(error.message, false, { cause: error }) : error;
      }
    };
  }
}

/** The password before the last rotation, as a reference: none where the text is no reference or was never rotated. */
function formerReferences(password: string): string[] {
  const [reference] = listReferences(password);
  if (!reference || reference.version === 1 || writeReference(reference) !== password) return [];
  return [writeReference({ ...reference, version: reference.version - 1 })];
}

function scopeOf({ project, domain, token }: CloudConfiguration): Scope {
  if (project !== null) return { project, domain: domain ?? 'Default' };
  if (domain !== null) return { domain };
  return token === null ? 'system' : 'as the token';
}

function readCertificates(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new DiagnosticError('Cannot read the certificates', `ca_file is "${path}": ${why}.`, at('clouds'));
  }
}

function cloudNotKnown(name: string, part: string): NotKnownYet {
  return new NotKnownYet(
    `In the provider's configuration ${part} depends on something that is not made yet, so the cloud "${name}" cannot be asked while planning. ` +
      'Make that first, with "terraform apply -target=...".',
    at('cloud'),
  );
}
