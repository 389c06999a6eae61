#!/bin/sh
# After keystone.sh: Placement. May be run again.
install placement-api crudini curl
database placement placement
register placement placement "http://$ADDRESS:8778"
{
  authtoken placement
  cat <<INI
[api]
auth_strategy = keystone
[placement_database]
connection = mysql+pymysql://placement:$PASSWORD@$ADDRESS/placement
INI
} | crudini --merge /etc/placement/placement.conf
crudini --merge /etc/placement/placement-api-uwsgi.ini <<INI
[uwsgi]
processes = 2
threads = 1
INI
su -s /bin/sh placement -c 'placement-manage db sync'
start placement-api
answers "http://$ADDRESS:8778/"
