#!/bin/sh
# OpenStack's own test suite against the cloud of examples/cloud, on its controller: the smoke tests of identity, image, compute, network, volume and
# object storage, or what its arguments choose, as in `--regex from_image`. Its users work in projects of their own, on the network that is there, and use no guest over the network. Prints what failed, with why.
set -eu
export DEBIAN_FRONTEND=noninteractive
. /root/openrc
apt-get install -y -q --no-install-recommends tempest python3-stestr >/root/tempest-install.log 2>&1
# The image of the example is for its own project alone.
openstack image save --file /root/tempest.qcow2 cirros
image=$(openstack image create --public --disk-format qcow2 --file /root/tempest.qcow2 -f value -c id tempest)
flavor=$(openstack flavor show -f value -c id flavor.cirros)
openstack flavor show tempest.alt >/dev/null 2>&1 || openstack flavor create --ram 272 --vcpus 1 --disk 2 tempest.alt >/dev/null
alternative=$(openstack flavor show -f value -c id tempest.alt)
# The proxy knows it by name; nobody has it.
openstack role show ResellerAdmin >/dev/null 2>&1 || openstack role create ResellerAdmin >/dev/null
extensions=$(openstack extension list --network -f value -c Alias | sort -u | paste -sd,)
rm -rf /root/tempest /root/.tempest
tempest init /root/tempest >/dev/null 2>&1
cd /root/tempest
cat > etc/tempest.conf <<INI
[DEFAULT]
log_file = tempest.log
[auth]
admin_username = $OS_USERNAME
admin_password = $OS_PASSWORD
admin_project_name = $OS_PROJECT_NAME
admin_domain_name = Default
use_dynamic_credentials = true
create_isolated_networks = false
[identity]
uri_v3 = $OS_AUTH_URL
auth_version = v3
region = regionOne
[identity-feature-enabled]
api_v2 = false
api_v2_admin = false
security_compliance = false
[service_available]
cinder = true
glance = true
horizon = true
neutron = true
nova = true
swift = true
[dashboard]
dashboard_url = ${OS_AUTH_URL%:*}/horizon/
[compute]
image_ref = $image
image_ref_alt = $image
flavor_ref = $flavor
flavor_ref_alt = $alternative
fixed_network_name = private
build_timeout = 600
[compute-feature-enabled]
# Between hosts there is nothing shared, and one hypervisor alone.
cold_migration = false
live_migration = false
[network]
shared_physical_network = true
[network-feature-enabled]
api_extensions = $extensions
ipv6 = false
floating_ips = false
[validation]
run_validation = false
[object-storage]
operator_role = member
reseller_admin_role = ResellerAdmin
[object-storage-feature-enabled]
discoverability = true
[volume-feature-enabled]
backup = false
INI
code=0
tempest run ${*:---smoke} --concurrency 1 || code=$?
openstack flavor delete tempest.alt
openstack role delete ResellerAdmin
openstack image delete "$image"
exit "$code"
