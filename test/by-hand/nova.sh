#!/bin/sh
# After glance.sh, placement.sh and the common part of nova.conf: Nova's controller. May be run again.
install nova-api nova-conductor nova-scheduler nova-consoleproxy crudini curl
database nova nova nova_api nova_cell0
register nova compute "http://$ADDRESS:8774/v2.1"
crudini --merge /etc/nova/nova.conf <<INI
[api_database]
connection = mysql+pymysql://nova:$PASSWORD@$ADDRESS/nova_api
[database]
connection = mysql+pymysql://nova:$PASSWORD@$ADDRESS/nova
[scheduler]
discover_hosts_in_cells_interval = 60
workers = 1
[conductor]
workers = 1
INI
sed -i -e 's/^#* *NOVA_CONSOLE_PROXY_TYPE=.*/NOVA_CONSOLE_PROXY_TYPE=novnc/' \
  -e 's/^#* *NOVA_SERIAL_PROXY_START=.*/NOVA_SERIAL_PROXY_START=false/' /etc/default/nova-consoleproxy
# More threads would keep every answer of a compute node waiting for a minute.
printf '[uwsgi]\nprocesses = 2\nthreads = 1\n' | crudini --merge /etc/nova/nova-api-uwsgi.ini
printf '[uwsgi]\nprocesses = 1\nthreads = 2\n' | crudini --merge /etc/nova/nova-api-metadata-uwsgi.ini
su -s /bin/sh nova -c 'nova-manage api_db sync && nova-manage cell_v2 map_cell0'
mariadb -N -e "SELECT name FROM nova_api.cell_mappings" | grep -qx cell1 ||
  su -s /bin/sh nova -c 'nova-manage cell_v2 create_cell --name=cell1'
su -s /bin/sh nova -c 'nova-manage db sync'
systemctl disable --now nova-spicehtml5proxy nova-serialproxy
start nova-api nova-api-metadata nova-conductor nova-scheduler nova-novncproxy
answers "http://$ADDRESS:8774/"
