#!/bin/sh
# cinder.conf, as far as it is the same on the controller and on a host that hands out volumes. Wants MY_ADDRESS, the host's own.
: "${MY_ADDRESS:?}"
install cinder-common crudini curl
{
  authtoken cinder
  credentials service_user cinder
  cat <<INI
send_service_user_token = true
[DEFAULT]
transport_url = rabbit://openstack:$PASSWORD@$ADDRESS:5672/
auth_strategy = keystone
my_ip = $MY_ADDRESS
glance_api_servers = http://$ADDRESS:9292
[database]
connection = mysql+pymysql://cinder:$PASSWORD@$ADDRESS/cinder
[oslo_concurrency]
lock_path = /var/lock/cinder
INI
} | crudini --merge /etc/cinder/cinder.conf
