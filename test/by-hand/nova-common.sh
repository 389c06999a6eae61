#!/bin/sh
# nova.conf, as far as it is the same on the controller and on a compute node. Wants MY_ADDRESS, the host's own.
: "${MY_ADDRESS:?}"
install nova-common crudini curl
{
  authtoken nova
  credentials service_user nova
  echo 'send_service_user_token = true'
  credentials placement placement
  credentials neutron neutron
  cat <<INI
service_metadata_proxy = true
metadata_proxy_shared_secret = $PASSWORD
[DEFAULT]
transport_url = rabbit://openstack:$PASSWORD@$ADDRESS:5672/
my_ip = $MY_ADDRESS
[api]
auth_strategy = keystone
[cinder]
os_region_name = regionOne
[glance]
api_servers = http://$ADDRESS:9292
[vnc]
enabled = true
server_listen = \$my_ip
server_proxyclient_address = \$my_ip
novncproxy_host = 0.0.0.0
novncproxy_port = 6080
novncproxy_base_url = http://$ADDRESS:6080/vnc_lite.html
[spice]
enabled = false
INI
} | crudini --merge /etc/nova/nova.conf
