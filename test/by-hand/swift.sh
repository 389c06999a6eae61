#!/bin/sh
# After swift-account.sh, on a host with disks: Swift's proxy and storage. Wants MY_ADDRESS, the host's own, and DISKS, such as `sdb1 sdc1 sdd1`:
# each is a zone.
: "${MY_ADDRESS:?}" "${DISKS:?}"
install swift-proxy swift-account swift-container swift-object swift-object-expirer python3-keystonemiddleware memcached \
  xfsprogs rsync python3-swiftclient crudini curl
sed -i "s/^-l .*/-l $MY_ADDRESS/" /etc/memcached.conf
start memcached

mkdir -p /srv/node
for disk in $DISKS; do
  mkfs.xfs -q -f -i size=1024 "/dev/$disk"
  mkdir -p "/srv/node/$disk"
  echo "/dev/$disk /srv/node/$disk xfs noatime,nodiratime,logbufs=8,nofail 0 0" >> /etc/fstab
  mount "/srv/node/$disk"
  chown swift:swift "/srv/node/$disk"
done

cat > /etc/rsyncd.conf <<CONF
uid = swift
gid = swift
address = $MY_ADDRESS
$(for server in account container object; do
  printf '[%s]\nmax connections = 4\npath = /srv/node/\nread only = false\nlock file = /var/lock/%s.lock\n' $server $server
done)
CONF
start rsync

cd /etc/swift
port=6200
for server in object container account; do
  if [ ! -e $server.builder ]; then
    swift-ring-builder $server.builder create 12 3 1
    zone=1
    for disk in $DISKS; do
      swift-ring-builder $server.builder add "r1z$zone-$MY_ADDRESS:$port/$disk" 100
      zone=$((zone + 1))
    done
    swift-ring-builder $server.builder rebalance
  fi
  crudini --merge /etc/swift/$server-server.conf <<INI
[DEFAULT]
bind_ip = $MY_ADDRESS
bind_port = $port
user = swift
devices = /srv/node
mount_check = true
workers = 1
INI
  port=$((port + 1))
done
crudini --set swift.conf swift-hash swift_hash_path_suffix "$PASSWORD"
crudini --set swift.conf swift-hash swift_hash_path_prefix ''
{
  authtoken swift | sed 's/^\[keystone_authtoken\]/[filter:authtoken]/'
  cat <<INI
paste.filter_factory = keystonemiddleware.auth_token:filter_factory
delay_auth_decision = true
[DEFAULT]
bind_ip = $MY_ADDRESS
bind_port = 8080
workers = 2
user = swift
[pipeline:main]
pipeline = catch_errors gatekeeper healthcheck proxy-logging cache listing_formats container_sync bulk tempurl ratelimit authtoken keystoneauth copy container-quotas account-quotas slo dlo versioned_writes symlink proxy-logging proxy-server
[app:proxy-server]
account_autocreate = true
[filter:cache]
memcache_servers = $MY_ADDRESS:11211
[filter:keystoneauth]
use = egg:swift#keystoneauth
operator_roles = admin, member, SwiftOperator
INI
} | crudini --merge proxy-server.conf
chown -R swift:swift /etc/swift
chmod 0640 proxy-server.conf swift.conf
start swift-proxy swift-account swift-account-auditor swift-account-reaper swift-account-replicator \
  swift-container swift-container-auditor swift-container-replicator swift-container-updater swift-container-sharder \
  swift-object swift-object-auditor swift-object-replicator swift-object-updater swift-object-expirer
answers "http://$MY_ADDRESS:8080/healthcheck"
