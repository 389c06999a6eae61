import { Annotations, Fn, type SSHProvisionerConnection, type TerraformResource, TerraformStack, Token } from 'cdktf';
import { Construct, type IConstruct } from 'constructs';
import * as l1 from '../l1';
import { Claims } from './claims';
import { follow } from './follow';
import type { HostProps } from './host-props';
import { localPath } from './local-path';
import { Platform } from './platform';
import { StackwrightProvider } from './provider';
import { eachMatching, integer, isReference, matching, notInTheOpen, type Rule, validate } from './validation';

const FINGERPRINT_OR_KEY = /^(\S+ )?SHA256:[A-Za-z0-9+/]{43}=?$|^\S+ AAAA/;
const RULES: readonly Rule<HostProps>[] = [
  matching('address', /^[^\s@/]+$/, 'an IP address or DNS name, without user, port or path'),
  matching('name', /^[A-Za-z0-9][A-Za-z0-9._-]*$/, 'a letter or digit and then letters, digits, ".", "_" and "-"'),
  integer('port', 1, 65535),
  integer('waitSeconds', 0, 3600),
  matching(
    'hostname',
    /^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?(\.[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?)*$/,
    'a DNS name in lower case',
  ),
  eachMatching(
    'hostKeyFingerprints',
    FINGERPRINT_OR_KEY,
    'a fingerprint "SHA256:..." or a public key "ssh-ed25519 AAAA..."',
  ),
  notInTheOpen('passphrase'),
  notInTheOpen('password'),
  notInTheOpen('sudoPassword'),
];

/**
 * A Linux machine that answers SSH.
 *
 * It registers its connection with the stack's `StackwrightProvider`; things on it name the host and never its address or
 * credentials, so that those may change without anything else.
 */
export class Host extends Construct {
  /** What the provider, its messages and import IDs call the host. */
  public readonly name: string;
  /** Address or DNS name of the host. */
  public readonly address: string;
  /** What the host runs. */
  public readonly platform: Platform;
  /** What the host calls itself, as far as the stack says; otherwise its name here. Services know each other by it. */
  public readonly hostname: string;

  private readonly props: HostProps;
  private readonly peers = new Map<string, string>();
  private readonly followers: TerraformResource[] = [];
  private readonly files = new Claims();
  private resource?: l1.Host;
  private factsSource?: l1.DataStackwrightHost;

  public constructor(scope: Construct, id: string, props: HostProps) {
    super(scope, id);
    this.name = props.name ?? id;
    validate(this, { ...props, name: this.name }, RULES);
    this.address = props.address;
    this.platform = props.platform ?? Platform.DEBIAN_12;
    this.hostname = props.hostname ?? this.name;
    this.props = props;
    this.nameIn(this);
    if (props.hostname !== undefined) this.managed().hostname = props.hostname;
  }

  /**
   * The host's name for the resources of a stack, whose provider learns how to reach it. The constructs of this package
   * call this by themselves.
   *
   * @param scope a construct in the stack
   */
  public nameIn(scope: IConstruct): string {
    const jump = this.props.jumpHost?.nameIn(scope);
    StackwrightProvider.of(scope).addHost(this.name, this.reach(jump));
    return this.name;
  }

  /**
   * Lets the host resolve names, by entries in its /etc/hosts: each host's `hostname`, or else its name, to its address.
   *
   * @param peers hosts; with the host itself among them, its own name stands for its address and not for 127.0.1.1
   */
  public addPeers(...peers: Host[]): void {
    for (const { name, address, props } of peers) this.peers.set(props.hostname ?? name, address);
    this.managed().peers = Object.fromEntries(this.peers);
  }

  /**
   * What the host says of itself: system, kernel, processors, memory, interfaces, block devices. They are known when Terraform
   * plans, not in the program.
   */
  public get facts(): l1.DataStackwrightHost {
    this.factsSource ??= new l1.DataStackwrightHost(this, 'Facts', { host: this.name });
    return this.factsSource;
  }

  /**
   * CDKTF's connection for the provisioners of any resource, such as a `NullResource` or `DataResource`.
   *
   * Provisioners verify the host if `hostKeyFingerprints` has its whole ECDSA key; otherwise a warning says that they do not.
   */
  public get connection(): SSHProvisionerConnection {
    const { port, user, privateKeyPath, password, agent, jumpHost } = this.props;
    const bastion = jumpHost?.connection;
    return {
      type: 'ssh',
      host: this.address,
      port: port ?? 22,
      user: user ?? 'root',
      // The key itself is read when Terraform runs; neither the synthesized stack nor the state holds it.
      ...(privateKeyPath !== undefined && { privateKey: Fn.file(Fn.pathexpand(localPath(privateKeyPath))) }),
      ...(password !== undefined && !isReference(password) && { password }),
      ...(agent !== undefined && { agent: `${agent}` }),
      ...this.hostKey(),
      ...(bastion && {
        bastionHost: bastion.host,
        bastionPort: bastion.port,
        bastionUser: bastion.user,
        bastionPrivateKey: bastion.privateKey,
        bastionPassword: bastion.password,
        bastionHostKey: bastion.hostKey,
      }),
    };
  }

  /**
   * Makes a resource come after the host's own: its hostname and peers.
   * @internal
   */
  public _precede(follower: TerraformResource): void {
    if (TerraformStack.of(follower) !== TerraformStack.of(this)) return;
    this.followers.push(follower);
    if (this.resource) follow(follower, this.resource);
  }

  /**
   * Refuses a second construct for the same file of the host.
   *
   * @param path of the file; one that is known only when Terraform runs is not looked at
   * @param claimant who writes it
   * @param remedy what to do about a second one
   * @internal
   */
  public _claimFile(path: string, claimant: IConstruct, remedy: string): void {
    if (Token.isUnresolved(path)) return;
    this.files.add(`the file "${path}" on ${this.name}`, claimant, remedy);
  }

  /** The resource for what is kept of the host itself. */
  private managed(): l1.Host {
    if (this.resource) return this.resource;
    const resource = new l1.Host(this, 'Resource', { host: this.name });
    for (const follower of this.followers) follow(follower, resource);
    this.resource = resource;
    return resource;
  }

  /** Terraform always asks a host for its ECDSA key, compares it with this one, and knows no fingerprints. */
  private hostKey(): { hostKey?: string } {
    const key = this.props.hostKeyFingerprints?.find((candidate) => candidate.startsWith('ecdsa-sha2-'));
    if (key !== undefined) return { hostKey: key };
    Annotations.of(this).addWarning(
      `Provisioners will not verify the host key of "${this.name}": Terraform can compare a whole ECDSA key only. ` +
        'Add it, as `ssh-keyscan -t ecdsa` shows it, to hostKeyFingerprints.',
    );
    return {};
  }

  private reach(jump: string | undefined): l1.StackwrightProviderHosts {
    const { address, port, user, privateKeyPath, passphrase, password, agent, hostKeyFingerprints } = this.props;
    const { knownHostsPath, sudo, sudoPassword, waitSeconds, keepWhenUnreachable } = this.props;
    return {
      address,
      port,
      user,
      privateKeyPath: privateKeyPath === undefined ? undefined : localPath(privateKeyPath),
      passphrase,
      password,
      agent,
      hostKeyFingerprints,
      knownHosts: knownHostsPath === undefined ? undefined : localPath(knownHostsPath),
      jump,
      sudo,
      sudoPassword,
      waitSeconds,
      onUnreachable: keepWhenUnreachable ? 'keep' : undefined,
    };
  }
}
