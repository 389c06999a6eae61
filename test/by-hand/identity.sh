#!/bin/sh
# After keystone.sh: what examples/identity has besides Keystone, as an operator would make it by OpenStack's client, and a port of the
# firewall opened. Wants the same environment.
set -eu
export LC_ALL=C
: "${ADDRESS:?}" "${PASSWORD:?}"

hostnamectl set-hostname node1
sed -i '/[[:space:]]node1$/d' /etc/hosts
echo "$ADDRESS node1" >> /etc/hosts

sed -i '/chain input {/,/}/ s/.*type filter hook.*/&\n\t\ttcp dport 5000 accept/' /etc/nftables.conf
systemctl enable --now nftables

openrc() {
  cat <<RC
export OS_IDENTITY_API_VERSION='3'
export OS_AUTH_URL='http://$ADDRESS:5000/v3'
export OS_USERNAME='$1'
export OS_USER_DOMAIN_NAME='Default'
export OS_PROJECT_NAME='$2'
export OS_PROJECT_DOMAIN_NAME='Default'
export OS_REGION_NAME='regionOne'
export OS_PASSWORD='$PASSWORD'
RC
}
umask 077
openrc admin admin > /root/openrc
openrc joe trial > /root/openrc-joe
mkdir -p /root/.config/openstack
cat > /root/.config/openstack/clouds.yaml <<YAML
clouds:
  main:
    identity_api_version: 3
    region_name: "regionOne"
    auth:
      auth_url: "http://$ADDRESS:5000/v3"
      username: "admin"
      user_domain_name: "Default"
      project_name: "admin"
      project_domain_name: "Default"
      password: "$PASSWORD"
YAML
. /root/openrc

openstack project create --description 'The services of the cloud' service
for name in glance nova swift; do
  openstack user create --email "$name@cloud.example" --password "$PASSWORD" "$name"
  openstack role add --user "$name" --project service admin
done
openstack project create --description 'For trying things out' trial
openstack role create user
openstack user create --project trial --password "$PASSWORD" joe
openstack role add --user joe --project trial user
openstack role add --user joe --project trial member
openstack region create --description 'Where the cloud grows to' regionTwo
openstack service create --name swift object-store
for interface in public internal admin; do
  openstack endpoint create --region regionOne swift "$interface" "http://$ADDRESS:8080/v1/AUTH_%(project_id)s"
  openstack endpoint create --region regionTwo swift "$interface" 'http://192.0.2.8:8080/v1/AUTH_%(project_id)s'
done
