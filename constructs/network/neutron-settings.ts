import type { Host } from '../core/host';
import type { NeutronFacts } from '../core/platform/facts';
import type { Settings } from '../services/service-props';

/** Settings of neutron.conf that each of Neutron's hosts has. */
export function neutronSettings(transportUrl: string, host: Host, facts: NeutronFacts): Settings {
  return {
    DEFAULT: { core_plugin: 'ml2', transport_url: transportUrl, host: host.hostname, interface_driver: 'linuxbridge' },
    ...facts.linuxBridgeSettings,
  };
}

/** The numbers of the tunnels that networks of projects get: as many networks there can be. */
const TUNNELS = '1:1000';

/** Settings of ml2_conf.ini: how networks may be carried. */
export function pluginSettings(physicalNetwork: string, isLayer3: boolean): Settings {
  return {
    ml2: {
      type_drivers: isLayer3 ? 'flat,vxlan' : 'flat',
      tenant_network_types: isLayer3 ? 'vxlan' : '',
      mechanism_drivers: isLayer3 ? 'linuxbridge,l2population' : 'linuxbridge',
      extension_drivers: 'port_security',
    },
    ml2_type_flat: { flat_networks: physicalNetwork },
    ...(isLayer3 && { ml2_type_vxlan: { vni_ranges: TUNNELS } }),
    securitygroup: { enable_ipset: 'true' },
  };
}

/** Settings of the agent that connects taps with an interface of the host, and with the other hosts. */
export function linuxBridgeSettings(
  physicalNetwork: string,
  nic: string,
  { address }: Host,
  isLayer3: boolean,
): Settings {
  return {
    // The agent makes a bridge of its own around this one; Nova plugs guests into that alone.
    linux_bridge: { physical_interface_mappings: `${physicalNetwork}:${nic}` },
    vxlan: isLayer3
      ? // The agents tell each other where ports are, so that the hosts need no multicast.
        { enable_vxlan: 'true', local_ip: address, l2_population: 'true' }
      : // Otherwise the agent wants an address for tunnels, and exits without one.
        { enable_vxlan: 'false' },
    securitygroup: { enable_security_group: 'true', firewall_driver: 'iptables' },
  };
}
