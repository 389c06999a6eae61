#!/bin/sh
# What the scripts of the services have in common; goes before each of them. Wants ADDRESS, the controller's, and PASSWORD, which all
# of the cloud's accounts have.
set -eu
export DEBIAN_FRONTEND=noninteractive LC_ALL=C
: "${ADDRESS:?}" "${PASSWORD:?}"

# Daemons stay off until they are configured: otherwise each fails and is restarted over and over while others are unpacked.
install() {
  printf '#!/bin/sh\nexit 101\n' > /usr/sbin/policy-rc.d
  chmod +x /usr/sbin/policy-rc.d
  apt-get update -q
  apt-get install -y -q --no-install-recommends -o DPkg::Lock::Timeout=600 \
    -o Dpkg::Options::=--force-confold -o Dpkg::Options::=--force-unsafe-io "$@"
  rm -f /usr/sbin/policy-rc.d
}

# database USER NAME...
database() {
  user=$1
  shift
  for name in "$@"; do
    mariadb <<SQL
CREATE DATABASE IF NOT EXISTS $name;
CREATE USER IF NOT EXISTS $user@'%' IDENTIFIED BY '$PASSWORD';
GRANT ALL ON $name.* TO $user@'%';
SQL
  done
}

# register USER TYPE URL: the service's account, its service and three endpoints, none of them twice.
register() {
  OS_AUTH_URL="http://$ADDRESS:5000/v3" OS_USERNAME=admin OS_PASSWORD="$PASSWORD" OS_PROJECT_NAME=admin \
    OS_USER_DOMAIN_ID=default OS_PROJECT_DOMAIN_ID=default OS_IDENTITY_API_VERSION=3 python3 - "$@" <<'PY'
import os, sys, openstack
name, kind, url = sys.argv[1:]
identity = openstack.connect().identity
project = identity.find_project('service') or identity.create_project(name='service', domain_id='default')
user = identity.find_user(name) or identity.create_user(name=name, domain_id='default', password=os.environ['OS_PASSWORD'])
identity.assign_project_role_to_user(project, user, identity.find_role('admin'))
service = next(identity.services(type=kind), None) or identity.create_service(name=name, type=kind)
there = {endpoint.interface for endpoint in identity.endpoints(service_id=service.id)}
for interface in {'public', 'internal', 'admin'} - there:
    identity.create_endpoint(service_id=service.id, interface=interface, region_id='regionOne', url=url)
PY
}

# credentials SECTION USER: how a service presents itself to Keystone.
credentials() {
  cat <<INI
[$1]
auth_type = password
auth_url = http://$ADDRESS:5000
project_domain_name = Default
user_domain_name = Default
project_name = service
username = $2
password = $PASSWORD
region_name = regionOne
INI
}

# authtoken USER: how it checks the tokens of others.
authtoken() {
  credentials keystone_authtoken "$1"
  cat <<INI
www_authenticate_uri = http://$ADDRESS:5000
memcached_servers = $ADDRESS:11211
INI
}

# start UNIT...: enabled too, which some of the packages leave out.
start() {
  systemctl enable "$@"
  systemctl restart "$@"
}

# answers URL
answers() {
  until curl -so /dev/null --max-time 10 "$1"; do sleep 0.5; done
}
