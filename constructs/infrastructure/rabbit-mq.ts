import type { Construct } from 'constructs';
import { inUrl, reachedAt } from '../core/addresses';
import { HostResource, type HostResourceProps } from '../core/host-resource';
import { platformFacts } from '../core/platform';
import { Readiness } from '../core/readiness';
import { integer, listensOn, matching, type Rule, validate } from '../core/validation';
import * as l1 from '../l1';
import { ConfigFile } from './config-file';
import { File } from './file';
import { Package } from './package';
import { RabbitMqUser, type RabbitMqUserOptions } from './rabbit-mq-user';
import { RabbitMqVirtualHost, type RabbitMqVirtualHostOptions } from './rabbit-mq-virtual-host';
import { Service } from './service';

export interface RabbitMqProps extends HostResourceProps {
  /**
   * IP address to listen on for clients; `0.0.0.0` or `::` for all of the host's.
   *
   * @default - the host's address. Where that is a DNS name, this has to be given; behind NAT, or with a floating IP, give the address that
   * the host itself has
   */
  readonly bindAddress?: string;

  /**
   * TCP port, from 1 to 65535.
   *
   * @default 5672
   */
  readonly port?: number;

  /**
   * Erlang's name for the server, `NAME@HOST`. Its data belongs to that name: under another name it starts with nothing.
   *
   * With the default, the ports by which Erlang's nodes and `rabbitmqctl` talk to each other are open to the host itself alone, and the
   * host may be renamed. A server that is to be part of a cluster needs a name that other hosts resolve, as in `rabbit@node1`; those ports
   * are open to all then, and a firewall has to keep them.
   *
   * @default 'rabbit@localhost'
   */
  readonly nodeName?: string;

  /**
   * Whether the account `guest`, an administrator whose password everybody knows, may stay.
   *
   * @default false
   */
  readonly keepGuest?: boolean;

  /**
   * Further settings, as in `rabbitmq.conf`: `vm_memory_high_watermark.relative` to `0.4`, say.
   *
   * @default - none
   */
  readonly extraSettings?: Record<string, string>;
}

const RULES: readonly Rule<RabbitMqProps>[] = [
  listensOn('bindAddress'),
  integer('port', 1, 65535),
  matching('nodeName', /^[A-Za-z0-9_-]+@[A-Za-z0-9.-]+$/, 'NAME@HOST such as "rabbit@node1"'),
  ({ extraSettings = {} }) =>
    Object.keys(extraSettings)
      .filter((key) => key.startsWith('listeners.tcp'))
      .map((key) => `extraSettings has "${key}": use the props bindAddress and port.`)[0],
];

const DEFAULT_PORT = 5672;

/**
 * A RabbitMQ server on a host: its packages, its configuration, and its service, which answers before anything goes on. The account `guest`
 * is removed.
 */
export class RabbitMq extends HostResource {
  public readonly fqn: string;
  /** The packages it is installed from. */
  public readonly packages: Package;
  /** Its configuration file. */
  public readonly configFile: ConfigFile;
  /** The shell file with the settings that it needs before it reads its configuration. */
  public readonly environmentFile: File;
  /** Its systemd service. */
  public readonly service: Service;
  /** Address at which clients reach it. */
  public readonly address: string;
  /** TCP port. */
  public readonly port: number;

  public constructor(scope: Construct, id: string, props: RabbitMqProps) {
    super(scope, id, props);
    validate(this, props, RULES);
    const { host, dependsOn, bindAddress = host.address, port = DEFAULT_PORT, nodeName = 'rabbit@localhost' } = props;
    const facts = platformFacts(host.platform).rabbitmq;
    this.address = reachedAt(bindAddress, host);
    this.port = port;
    this.packages = new Package(this, 'Package', { host, packages: [...facts.packages], dependsOn });
    this.configFile = new ConfigFile(this, 'ConfigFile', {
      host,
      path: facts.configPath,
      create: true,
      owner: 'root',
      group: facts.user,
      mode: '0640',
      settings: { '': { 'listeners.tcp.1': `${inUrl(bindAddress)}:${port}`, ...props.extraSettings } },
      dependsOn: [this.packages],
    });
    this.environmentFile = new File(this, 'EnvironmentFile', {
      host,
      path: facts.environmentPath,
      content: environment(nodeName),
      dependsOn: [this.packages],
    });
    const nameServer = isLocal(nodeName) ? [this.nameServer(facts.nameServerSocket)] : [];
    this.service = new Service(this, 'Service', {
      host,
      name: facts.unit,
      readiness: Readiness.command(speaksAmqp(this.address, port), { timeoutSeconds: 120 }),
      restartOn: [this.configFile, this.environmentFile],
      dependsOn: nameServer,
    });
    this.fqn = this.service.fqn;
    if (!props.keepGuest) {
      const guest = new l1.RabbitmqDefaultUser(this, 'Guest', { host: host.nameIn(this), dependsOn: [this.service] });
      host._precede(guest);
    }
  }

  /**
   * Adds a user. It may do everything in the virtual host `/`, unless other permissions are given to it.
   *
   * @param name its name
   * @param options what is special to it
   */
  public addUser(name: string, options: RabbitMqUserOptions = {}): RabbitMqUser {
    return new RabbitMqUser(this, `User ${name}`, { ...options, server: this, name });
  }

  /**
   * Adds a virtual host, besides `/`, which every server has.
   *
   * @param name its name
   * @param options what is special to it
   */
  public addVirtualHost(name: string, options: RabbitMqVirtualHostOptions = {}): RabbitMqVirtualHost {
    return new RabbitMqVirtualHost(this, `VirtualHost ${name}`, { ...options, server: this, name });
  }

  /**
   * The URL by which oslo.messaging connects. The password in it is a reference, which the provider resolves where the URL is written.
   * Whoever uses it comes after the user and the virtual host.
   *
   * @param user who connects; its permissions have to include the virtual host
   * @param virtualHost to connect to; `/` when left out
   */
  public transportUrl(user: RabbitMqUser, virtualHost?: RabbitMqVirtualHost): string {
    for (const one of [user, virtualHost]) {
      if (one && one.server !== this) {
        throw new Error(`RabbitMq "${this.node.path}" has no "${one.node.path}", which is on another server.`);
      }
    }
    user._connectsTo(virtualHost);
    const authority = `${user.name}:${user.password.urlReference}@${inUrl(this.address)}:${this.port}`;
    return `rabbit://${authority}/${virtualHost?.name ?? ''}`;
  }

  /** Erlang tells by this socket at which port a node listens, to whoever can connect to it. */
  private nameServer(socket: string): Service {
    return new Service(this, 'NameServer', {
      host: this.host,
      name: socket,
      overrides: { Socket: { ListenStream: ['', '127.0.0.1:4369'] } },
      dependsOn: [this.packages],
    });
  }
}

function isLocal(nodeName: string): boolean {
  return nodeName.endsWith('@localhost');
}

/** A shell file; RabbitMQ reads it, and so do its tools. */
function environment(nodeName: string): string {
  const lines = [`NODENAME=${nodeName}`];
  if (isLocal(nodeName)) lines.push('SERVER_ADDITIONAL_ERL_ARGS="-kernel inet_dist_use_interface {127,0,0,1}"');
  else if (nodeName.includes('.')) lines.push('USE_LONGNAME=true');
  return `${lines.join('\n')}\n`;
}

/**
 * A shell command that succeeds when the server begins the conversation as AMQP 0-9-1 has it, with a frame for the method
 * `connection.start`: the port may be open before that, or belong to something else.
 */
function speaksAmqp(address: string, port: number): string {
  const talk = [
    `exec 3<>/dev/tcp/${address}/${port} || exit`,
    'printf "AMQP\\0\\0\\011\\001" >&3',
    'timeout 3 head -c 11 <&3 | od -An -tx1 | tr -d " \\n" | grep -qx "010000.\\{8\\}000a000a" && exit',
    'echo "it does not speak AMQP" >&2; exit 1',
  ].join('; ');
  return `timeout 5 bash -c '${talk}'`;
}
