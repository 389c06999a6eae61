#!/bin/sh
# After keystone.sh: Glance, with images as files. May be run again.
install glance-api python3-glanceclient crudini curl
database glance glance
register glance image "http://$ADDRESS:9292"
{
  authtoken glance
  cat <<INI
[DEFAULT]
bind_host = $ADDRESS
workers = 2
[database]
connection = mysql+pymysql://glance:$PASSWORD@$ADDRESS/glance
[paste_deploy]
flavor = keystone
[glance_store]
stores = file,http
default_store = file
filesystem_store_datadir = /var/lib/glance/images/
INI
} | crudini --merge /etc/glance/glance-api.conf
su -s /bin/sh glance -c 'glance-manage db_sync'
start glance-api
answers "http://$ADDRESS:9292/healthcheck"
