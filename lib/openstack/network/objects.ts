/** What Neutron's API tells of its objects (docs.openstack.org/api-ref/network/v2). */

interface Owned {
  readonly id: string;
  readonly name: string;
  readonly project_id: string;
  readonly description: string;
}

export interface Network extends Owned {
  readonly admin_state_up: boolean;
  readonly shared: boolean;
  readonly mtu: number;
  readonly subnets: readonly string[];
  readonly 'router:external'?: boolean;
  /** Left out where Neutron lacks the extension `port_security`. */
  readonly port_security_enabled?: boolean;
  /** These are told to administrators alone. */
  readonly 'provider:network_type'?: string | null;
  readonly 'provider:physical_network'?: string | null;
  readonly 'provider:segmentation_id'?: number | null;
}

export interface Pool {
  readonly start: string;
  readonly end: string;
}

export interface Route {
  readonly destination: string;
  readonly nexthop: string;
}

export interface Subnet extends Owned {
  readonly network_id: string;
  readonly ip_version: 4 | 6;
  readonly cidr: string;
  /** '' for none. */
  readonly gateway_ip: string;
  readonly allocation_pools: readonly Pool[];
  readonly dns_nameservers: readonly string[];
  readonly host_routes: readonly Route[];
  readonly enable_dhcp: boolean;
  readonly ipv6_address_mode: string | null;
  readonly ipv6_ra_mode: string | null;
}

export interface FixedIp {
  readonly subnet_id: string;
  readonly ip_address: string;
}

export interface AddressPair {
  readonly ip_address: string;
  readonly mac_address: string;
}

export interface Port extends Owned {
  readonly network_id: string;
  readonly admin_state_up: boolean;
  readonly mac_address: string;
  readonly fixed_ips: readonly FixedIp[];
  readonly security_groups: readonly string[];
  readonly allowed_address_pairs?: readonly AddressPair[];
  readonly port_security_enabled?: boolean;
  /** What it belongs to: `compute:nova`, `network:dhcp`; '' while it is free. */
  readonly device_owner: string;
  readonly device_id: string;
  /** `ACTIVE` once an agent has connected it. */
  readonly status?: string;
  /** How it is connected, told to administrators alone: `bridge`; `unbound` or `binding_failed` where it is not. */
  readonly 'binding:vif_type'?: string;
}

export interface SecurityGroupRule {
  readonly id: string;
  readonly security_group_id: string;
  readonly description: string | null;
  readonly direction: 'ingress' | 'egress';
  readonly ethertype: 'IPv4' | 'IPv6';
  readonly protocol: string | null;
  readonly port_range_min: number | null;
  readonly port_range_max: number | null;
  readonly remote_ip_prefix: string | null;
  readonly remote_group_id: string | null;
}

export interface SecurityGroup extends Owned {
  readonly security_group_rules: readonly SecurityGroupRule[];
}

export interface Router extends Owned {
  readonly admin_state_up: boolean;
  /** Null for a router without a gateway, as are the two after it. */
  readonly external_network_id: string | null;
  readonly external_fixed_ips: readonly FixedIp[];
  readonly enable_snat: boolean | null;
  /** Left out where Neutron lacks the extension `extraroute`. */
  readonly routes?: readonly Route[];
}

export interface FloatingIp {
  readonly id: string;
  readonly project_id: string;
  readonly description: string;
  readonly floating_network_id: string;
  readonly floating_ip_address: string;
  readonly port_id: string | null;
  readonly fixed_ip_address: string | null;
  readonly router_id: string | null;
}
