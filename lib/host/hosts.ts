import { SshConnection } from '../ssh/connection';
import type { SshOptions } from '../ssh/options';
import { Host } from './host';

/** The hosts that the provider was told of. A host is connected when something on it is first asked for. */
export class Hosts {
  private readonly opened = new Map<string, Host>();

  /** @param options how to reach each host; undefined for a name that is not known */
  constructor(
    private readonly names: readonly string[],
    private readonly options: (name: string) => SshOptions,
  ) {}

  /**
   * The host of that name.
   * @throws {UnknownHost} when the provider was told of no such host
   */
  public get(name: string): Host {
    const open = this.opened.get(name);
    if (open) return open;
    if (!this.names.includes(name)) throw new UnknownHost(name, this.names);
    const host = new Host(name, new SshConnection(this.options(name)));
    this.opened.set(name, host);
    return host;
  }

  public async close(): Promise<void> {
    await Promise.all([...this.opened.values()].map(({ connection }) => connection.end()));
    this.opened.clear();
  }
}

/** A resource names a host that the provider's configuration does not have. */
export class UnknownHost extends Error {
  constructor(
    public readonly host: string,
    known: readonly string[],
  ) {
    const others = known.length > 0 ? `It has ${known.join(', ')}.` : 'It has none.';
    super(
      `"${host}" is not among the provider's hosts. ${others} Add it to the provider's "hosts", or mend the name. ` +
        'A host that is given up stays there until what is on it has been destroyed.',
    );
    this.name = 'UnknownHost';
  }
}
