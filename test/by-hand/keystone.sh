#!/bin/sh
# Keystone on a bare Debian 12 host as an operator would stand it up by hand, following OpenStack's own installation guide: what the
# resources are tested against, and what deploying with them is measured against. May be run again.
# Wants ADDRESS, and PASSWORD of the administrator, in the environment.
set -eu
export DEBIAN_FRONTEND=noninteractive LC_ALL=C
: "${ADDRESS:?}" "${PASSWORD:?}"
if [ -e /root/keystone-by-hand ]; then exit; fi

printf '#!/bin/sh\nexit 101\n' > /usr/sbin/policy-rc.d
chmod +x /usr/sbin/policy-rc.d
apt-get update -q
apt-get install -y -q --no-install-recommends -o Dpkg::Options::=--force-confold -o Dpkg::Options::=--force-unsafe-io \
  mariadb-server rabbitmq-server memcached python3-memcache python3-pymysql keystone python3-openstackclient nftables
rm /usr/sbin/policy-rc.d

cat > /etc/mysql/mariadb.conf.d/99-openstack.cnf <<CNF
[mysqld]
bind-address = $ADDRESS
max_connections = 1024
character-set-server = utf8
collation-server = utf8_general_ci
skip-name-resolve
CNF
# It listens at all addresses from the next boot on, and starts the server for whoever connects.
systemctl disable --now mariadb.socket
systemctl enable --now mariadb
systemctl restart mariadb
mariadb <<SQL
CREATE DATABASE IF NOT EXISTS keystone;
CREATE USER IF NOT EXISTS keystone@'%' IDENTIFIED BY '$PASSWORD';
GRANT ALL ON keystone.* TO keystone@'%';
SQL
systemctl enable --now rabbitmq-server
rabbitmqctl await_startup --timeout 60 </dev/null
rabbitmqctl list_users -q </dev/null | grep -q ^openstack || rabbitmqctl add_user openstack "$PASSWORD" </dev/null
rabbitmqctl set_permissions openstack '.*' '.*' '.*' </dev/null
rabbitmqctl delete_user guest </dev/null || true
sed -i "s/^-l .*/-l $ADDRESS/" /etc/memcached.conf
systemctl enable memcached
systemctl restart memcached

ini() { python3 - "$@" <<'PY'
import re, sys
path, section, key, value = sys.argv[1:]
lines = open(path).read().split('\n')
at = lines.index(f'[{section}]')
end = next((i for i in range(at + 1, len(lines)) if lines[i].startswith('[')), len(lines))
lines[at + 1:end] = [f'{key} = {value}'] + [l for l in lines[at + 1:end] if not re.match(rf'{key}\s*=', l)]
open(path, 'w').write('\n'.join(lines))
PY
}
ini /etc/keystone/keystone.conf database connection "mysql+pymysql://keystone:$PASSWORD@$ADDRESS/keystone"
ini /etc/keystone/keystone.conf cache enabled true
ini /etc/keystone/keystone.conf cache backend dogpile.cache.memcached
ini /etc/keystone/keystone.conf cache memcache_servers "$ADDRESS:11211"
ini /etc/keystone/keystone-uwsgi.ini uwsgi processes 2
ini /etc/keystone/keystone-uwsgi.ini uwsgi threads 4
su -s /bin/sh keystone -c 'keystone-manage db_sync'
keystone-manage fernet_setup --keystone-user keystone --keystone-group keystone
keystone-manage credential_setup --keystone-user keystone --keystone-group keystone
keystone-manage bootstrap --bootstrap-password "$PASSWORD" --bootstrap-region-id regionOne \
  --bootstrap-public-url "http://$ADDRESS:5000/v3" --bootstrap-internal-url "http://$ADDRESS:5000/v3" \
  --bootstrap-admin-url "http://$ADDRESS:5000/v3"
systemctl enable keystone
systemctl restart keystone
until python3 -c "import urllib.request; urllib.request.urlopen('http://$ADDRESS:5000/v3')" 2>/dev/null; do sleep 0.2; done
touch /root/keystone-by-hand
