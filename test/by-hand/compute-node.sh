#!/bin/sh
# After nova.sh and neutron.sh, on the same host or on another, and the common part of nova.conf: nova-compute. May be run again.
install nova-compute nova-compute-kvm neutron-linuxbridge-agent crudini curl
crudini --merge /etc/nova/nova-compute.conf <<INI
[libvirt]
virt_type = qemu
cpu_mode = none
INI
# While daemons were kept off, D-Bus was not told who may be polkit, which libvirt asks.
systemctl reload dbus
systemctl start libvirtd virtlogd
start nova-compute
