#!/bin/sh
# After compute-node.sh on all hosts for guests: an image, a flavor, a key, rules, a network, and an instance. Wants IMAGE and PUBLIC_KEY, files.
: "${IMAGE:?}" "${PUBLIC_KEY:?}"
export OS_AUTH_URL="http://$ADDRESS:5000/v3" OS_USERNAME=admin OS_PASSWORD="$PASSWORD" OS_PROJECT_NAME=admin \
  OS_USER_DOMAIN_ID=default OS_PROJECT_DOMAIN_ID=default OS_IDENTITY_API_VERSION=3
until openstack compute service list --service nova-compute -f value | grep -q up; do sleep 1; done
su -s /bin/sh nova -c 'nova-manage cell_v2 discover_hosts'
openstack image create --disk-format qcow2 --file "$IMAGE" cirros
openstack flavor create --ram 256 --vcpus 1 --disk 2 --swap 256 flavor.cirros
openstack keypair create --public-key "$PUBLIC_KEY" testkey
openstack security group create guests
openstack security group rule create --proto tcp --dst-port 22 guests
openstack security group rule create --proto icmp guests
openstack network create --share --provider-network-type flat --provider-physical-network provider private
openstack subnet create --network private --subnet-range 10.100.0.0/24 \
  --allocation-pool start=10.100.0.100,end=10.100.0.150 private-v4
openstack server create --flavor flavor.cirros --image cirros --key-name testkey --network private \
  --security-group guests --wait cirros1
openstack server show -f value -c status cirros1 | grep -q ACTIVE
