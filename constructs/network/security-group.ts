import { isIP } from 'node:net';
import { Token } from 'cdktf';
import type { Construct, IConstruct } from 'constructs';
import type { Cloud } from '../core/cloud';
import { CloudResource, type CloudResourceProps } from '../core/cloud-resource';
import { identityName } from '../core/identity-names';
import { type Rule, validate } from '../core/validation';
import type { IProject } from '../identity/project';
import * as l1 from '../l1';

/** A security group, in whichever way it is known. */
export interface ISecurityGroup extends IConstruct {
  /** Neutron's id of it. */
  readonly securityGroupId: string;
}

/** What a security group that exists is looked up by. */
export interface SecurityGroupOfProject {
  /** The cloud it is in. */
  readonly cloud: Cloud;

  /**
   * Whom it belongs to.
   *
   * @default - the project that the provider works in
   */
  readonly project?: IProject;
}

/** What a security group that exists is looked up by. */
export interface SecurityGroupLookup extends SecurityGroupOfProject {
  /** Its name. */
  readonly name: string;
}

/** What a rule of a security group is about. */
export interface SecurityGroupRuleOptions {
  /**
   * Out of the ports instead of into them.
   *
   * @default false
   */
  readonly egress?: boolean;

  /**
   * `tcp`, `udp`, `icmp`, another protocol's name, or its number.
   *
   * @default - all
   */
  readonly protocol?: string;

  /**
   * The first port; of ICMP its type.
   *
   * @default - all
   */
  readonly portRangeMin?: number;

  /**
   * The last port; of ICMP its code.
   *
   * @default - all
   */
  readonly portRangeMax?: number;

  /**
   * From or to which addresses, such as `10.0.0.0/8`.
   *
   * @default - all
   */
  readonly remoteIpPrefix?: string;

  /**
   * From or to the ports of which group.
   *
   * @default - all
   */
  readonly remoteGroup?: ISecurityGroup;

  /**
   * `IPv4` or `IPv6`.
   *
   * @default - that of `remoteIpPrefix`, or IPv4
   */
  readonly ethertype?: string;

  /**
   * For people.
   *
   * @default - none
   */
  readonly description?: string;
}

export interface SecurityGroupProps extends CloudResourceProps {
  /**
   * Its name, for one group of the project.
   *
   * @default - the construct's id
   */
  readonly name?: string;

  /**
   * Whom it belongs to, which only an administrator may choose.
   *
   * @default - the project that the provider works in
   */
  readonly project?: IProject;

  /**
   * For people.
   *
   * @default - none
   */
  readonly description?: string;

  /**
   * Whether it has the two rules that let everything out.
   *
   * @default true
   */
  readonly defaultEgress?: boolean;
}

const RULES: readonly Rule<SecurityGroupProps>[] = [identityName('name')];

/** A security group whose rules are defined here, whoever made the group. */
export abstract class SecurityGroupBase extends CloudResource implements ISecurityGroup {
  public abstract readonly securityGroupId: string;

  /**
   * Lets something in, or out.
   *
   * @param id what the rule is called in the group
   * @param options what it is about
   */
  public addRule(id: string, options: SecurityGroupRuleOptions): void {
    const { egress, remoteGroup, ethertype = versionOf(options.remoteIpPrefix), ...values } = options;
    this._defineAs(
      id,
      l1.SecurityGroupRule,
      {
        ...values,
        direction: egress ? 'egress' : 'ingress',
        ethertype,
        securityGroupId: this.securityGroupId,
        remoteGroupId: remoteGroup?.securityGroupId,
      },
      'network',
    );
  }

  /**
   * Lets connections in to a TCP port.
   *
   * @param port the port
   * @param from the addresses they come from, such as `10.0.0.0/8`; from all when left out
   */
  public allowTcp(port: number, from?: string): void {
    const id = ['Tcp', port, from].filter((part) => part !== undefined).join(' ');
    this.addRule(id, { protocol: 'tcp', portRangeMin: port, portRangeMax: port, remoteIpPrefix: from });
  }

  /**
   * Lets SSH in.
   *
   * @param from the addresses it comes from, such as `10.0.0.0/8`; from all when left out
   */
  public allowSsh(from?: string): void {
    this.allowTcp(22, from);
  }

  /**
   * Lets ICMP in, by which ping works.
   *
   * @param from the addresses it comes from, such as `10.0.0.0/8`; from all when left out
   */
  public allowPing(from?: string): void {
    const protocol = versionOf(from) === 'IPv6' ? 'ipv6-icmp' : 'icmp';
    this.addRule(from === undefined ? 'Ping' : `Ping ${from}`, { protocol, remoteIpPrefix: from });
  }
}

/** A security group: what is let in to the ports that are in it, and out of them. */
export class SecurityGroup extends SecurityGroupBase {
  /**
   * The group of a name that exists already: itself it is never changed, and rules may be added to it.
   *
   * @param scope where it is used
   * @param id what it is called there
   * @param lookup the cloud, the name and the project
   */
  public static fromName(scope: Construct, id: string, lookup: SecurityGroupLookup): SecurityGroupBase {
    return new ExistingSecurityGroup(scope, id, lookup);
  }

  /**
   * The group `default` of a project, in which ports are that name no group.
   *
   * @param scope where it is used
   * @param id what it is called there
   * @param of the cloud and the project
   */
  public static defaultOf(scope: Construct, id: string, of: SecurityGroupOfProject): SecurityGroupBase {
    return new ExistingSecurityGroup(scope, id, { ...of, name: 'default' });
  }

  public readonly fqn: string;
  private readonly resource: l1.SecurityGroup;

  public constructor(scope: Construct, id: string, props: SecurityGroupProps) {
    super(scope, id, props);
    const { name = id, project, description, defaultEgress } = props;
    validate(this, { ...props, name }, RULES);
    this._claim(project ? `security group of the project "${project.node.path}"` : 'security group', name);
    const config = { name, projectId: project?.projectId, description, defaultEgress };
    this.resource = this._define(l1.SecurityGroup, config, 'network');
    this.fqn = this.resource.fqn;
  }

  public get securityGroupId(): string {
    return this.resource.id;
  }
}

class ExistingSecurityGroup extends SecurityGroupBase {
  public readonly fqn: string;
  public readonly securityGroupId: string;

  public constructor(scope: Construct, id: string, lookup: SecurityGroupLookup) {
    super(scope, id, lookup);
    validate(this, lookup, [identityName('name')]);
    const { cloud, name, project } = lookup;
    const found = new l1.DataStackwrightSecurityGroup(this, 'Resource', {
      cloud: cloud.nameIn(this),
      name,
      ...(project && { projectId: project.projectId }),
    });
    cloud._services.lookUp('network', found);
    this.fqn = found.fqn;
    this.securityGroupId = found.id;
  }
}

/** The version of IP of an address or network; none where that is known only when Terraform runs. */
function versionOf(prefix: string | undefined): string | undefined {
  if (prefix === undefined || Token.isUnresolved(prefix)) return undefined;
  return isIP(prefix.replace(/\/.*/, '')) === 6 ? 'IPv6' : undefined;
}
