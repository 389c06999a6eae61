import type { Session } from '../session';
import { FloatingIps } from './floating-ips';
import { NetworkCollection } from './network-collection';
import type { Network, Port, SecurityGroup } from './objects';
import { Routers } from './routers';
import { SecurityGroupRules } from './security-group-rules';
import { Subnets } from './subnets';

/** Neutron. */
export class Networking {
  public readonly networks: NetworkCollection<Network>;
  public readonly subnets: Subnets;
  public readonly ports: NetworkCollection<Port>;
  public readonly routers: Routers;
  public readonly floatingIps: FloatingIps;
  public readonly securityGroups: NetworkCollection<SecurityGroup>;
  public readonly securityGroupRules: SecurityGroupRules;

  constructor(session: Session) {
    this.networks = new NetworkCollection(session, 'network');
    this.subnets = new Subnets(session);
    this.ports = new NetworkCollection(session, 'port');
    this.routers = new Routers(session);
    this.floatingIps = new FloatingIps(session);
    this.securityGroups = new NetworkCollection(session, 'security_group');
    this.securityGroupRules = new SecurityGroupRules(session, this.securityGroups);
  }
}
