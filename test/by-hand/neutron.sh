#!/bin/sh
# After nova.sh: Neutron's server and its DHCP and metadata agents. May be run again. Each name in PHYSICAL_INTERFACES becomes a
# physical network that one flat network can lie on. SERVICE_PLUGINS, empty unless told, is what the API has beyond networks and ports.
install neutron-server neutron-dhcp-agent neutron-metadata-agent neutron-linuxbridge-agent crudini curl
database neutron neutron
register neutron network "http://$ADDRESS:9696"
{
  authtoken neutron
  credentials nova nova
  cat <<INI
[DEFAULT]
core_plugin = ml2
service_plugins = ${SERVICE_PLUGINS:-}
transport_url = rabbit://openstack:$PASSWORD@$ADDRESS:5672/
auth_strategy = keystone
notify_nova_on_port_status_changes = true
notify_nova_on_port_data_changes = true
interface_driver = linuxbridge
api_workers = 2
rpc_workers = 1
rpc_state_report_workers = 1
[experimental]
linuxbridge = true
[database]
connection = mysql+pymysql://neutron:$PASSWORD@$ADDRESS/neutron
INI
} | crudini --merge /etc/neutron/neutron.conf
crudini --merge /etc/neutron/plugins/ml2/ml2_conf.ini <<INI
[ml2]
type_drivers = flat
tenant_network_types =
mechanism_drivers = linuxbridge
extension_drivers = port_security
[ml2_type_flat]
flat_networks = $(echo "$PHYSICAL_INTERFACES" | sed 's/:[^,]*//g')
[securitygroup]
enable_ipset = true
INI
crudini --merge /etc/neutron/dhcp_agent.ini <<INI
[DEFAULT]
interface_driver = linuxbridge
dhcp_driver = neutron.agent.linux.dhcp.Dnsmasq
enable_isolated_metadata = true
force_metadata = true
INI
crudini --merge /etc/neutron/metadata_agent.ini <<INI
[DEFAULT]
nova_metadata_host = $ADDRESS
metadata_proxy_shared_secret = $PASSWORD
metadata_workers = 1
INI
if [ -e /etc/neutron/neutron-api-uwsgi.ini ]; then
  printf '[uwsgi]\nprocesses = 2\nthreads = 1\n' | crudini --merge /etc/neutron/neutron-api-uwsgi.ini
fi
su -s /bin/sh neutron -c 'neutron-db-manage --config-file /etc/neutron/neutron.conf \
  --config-file /etc/neutron/plugins/ml2/ml2_conf.ini upgrade head'
start neutron-api neutron-rpc-server neutron-dhcp-agent neutron-metadata-agent
answers "http://$ADDRESS:9696/"
