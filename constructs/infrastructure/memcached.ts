import type { Construct } from 'constructs';
import { HostResource, type HostResourceProps } from '../core/host-resource';
import { platformFacts } from '../core/platform';
import { Readiness } from '../core/readiness';
import { eachMatching, integer, listensOn, type Rule, validate } from '../core/validation';
import { File } from './file';
import { Package } from './package';
import { Service } from './service';

export interface MemcachedProps extends HostResourceProps {
  /**
   * IP addresses to listen on. The first is the one of `endpoint`.
   *
   * Memcached asks nobody for a password: let only those reach it who may.
   *
   * @default - the host's address. Where that is a DNS name, this has to be given; behind NAT, or with a floating IP, give the address that
   * the host itself has
   */
  readonly listenAddresses?: string[];

  /**
   * TCP port, from 1 to 65535. It does not listen on UDP.
   *
   * @default 11211
   */
  readonly port?: number;

  /**
   * Memory for items, in MiB, from 1.
   *
   * @default 64
   */
  readonly memoryMib?: number;

  /**
   * Connections at the same time, from 1. The service's limit of open files is raised to fit.
   *
   * @default 1024
   */
  readonly maxConnections?: number;

  /**
   * Threads that answer requests, from 1 to 64.
   *
   * @default 4
   */
  readonly threads?: number;

  /**
   * Further lines of its configuration file: one option of the `memcached` command a line, such as `-I 4m`.
   *
   * @default - none
   */
  readonly extraOptions?: string[];
}

const RULES: readonly Rule<MemcachedProps>[] = [
  ({ listenAddresses }) =>
    listenAddresses?.length === 0 ? 'listenAddresses is empty: give an address, or leave it out.' : undefined,
  listensOn('listenAddresses'),
  integer('port', 1, 65535),
  integer('memoryMib', 1, 1_048_576),
  integer('maxConnections', 1, 1_048_576),
  integer('threads', 1, 64),
  eachMatching('extraOptions', /^-[^\n]+$/, 'one option that begins with "-"'),
];

/** Files that memcached opens besides its connections, with some to spare. */
const OTHER_FILES = 64;

/** A memcached server on a host: its packages, its configuration, and its service, which answers before anything goes on. */
export class Memcached extends HostResource {
  public readonly fqn: string;
  /** The packages it is installed from. */
  public readonly packages: Package;
  /** Its configuration file. */
  public readonly configFile: File;
  /** Its systemd service. */
  public readonly service: Service;

  public constructor(scope: Construct, id: string, props: MemcachedProps) {
    super(scope, id, props);
    validate(this, props, RULES);
    const { host, dependsOn, listenAddresses: addresses = [host.address], port = 11211, maxConnections = 1024 } = props;
    const facts = platformFacts(host.platform).memcached;
    this.packages = new Package(this, 'Package', { host, packages: [...facts.packages], dependsOn });
    this.configFile = new File(this, 'ConfigFile', {
      host,
      path: facts.configPath,
      content: configuration(props, addresses, facts.user),
      dependsOn: [this.packages],
    });
    this.service = new Service(this, 'Service', {
      host,
      name: facts.unit,
      readiness: Readiness.tcp(port, { address: addresses[0] }),
      restartOn: [this.configFile],
      overrides: { Service: { LimitNOFILE: [`${maxConnections + OTHER_FILES}`] } },
    });
    this.fqn = this.service.fqn;
  }

  /** `ADDRESS:PORT` for clients; whoever uses it comes after the server answers. */
  public get endpoint(): string {
    return this.service.endpoint;
  }
}

/** Debian's form: a line for each option of the command. */
function configuration(props: MemcachedProps, addresses: readonly string[], user: string): string {
  const { port = 11211, memoryMib = 64, maxConnections = 1024, threads = 4, extraOptions = [] } = props;
  const lines = [
    `-u ${user}`,
    ...addresses.map((address) => `-l ${address}`),
    `-p ${port}`,
    '-U 0',
    `-m ${memoryMib}`,
    `-c ${maxConnections}`,
    `-t ${threads}`,
    ...extraOptions,
  ];
  return `${lines.join('\n')}\n`;
}
