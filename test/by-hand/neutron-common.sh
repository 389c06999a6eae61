#!/bin/sh
# The linuxbridge agent, on every host that servers or their DHCP are on. Wants PHYSICAL_INTERFACES, for example `provider:eth1`.
: "${PHYSICAL_INTERFACES:?}"
install neutron-linuxbridge-agent crudini curl
crudini --merge /etc/neutron/neutron.conf <<INI
[DEFAULT]
transport_url = rabbit://openstack:$PASSWORD@$ADDRESS:5672/
auth_strategy = keystone
interface_driver = linuxbridge
[experimental]
linuxbridge = true
INI
crudini --merge /etc/neutron/plugins/ml2/linuxbridge_agent.ini <<INI
[linux_bridge]
physical_interface_mappings = $PHYSICAL_INTERFACES
[vxlan]
enable_vxlan = false
[securitygroup]
enable_security_group = true
firewall_driver = iptables
INI
start neutron-linuxbridge-agent
