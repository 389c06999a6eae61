#!/bin/sh
# After cinder.sh, on a host that hands out volumes, and the common part of cinder.conf: a backend on an NFS share. Wants SHARE.
: "${SHARE:?}"
install cinder-volume crudini curl
crudini --merge /etc/cinder/cinder.conf <<INI
[DEFAULT]
enabled_backends = nfs
[nfs]
volume_driver = cinder.volume.drivers.nfs.NfsDriver
volume_backend_name = nfs
nfs_shares_config = /etc/cinder/nfs_shares
nfs_mount_point_base = /var/lib/cinder/mnt
nfs_sparsed_volumes = true
nfs_snapshot_support = true
nas_secure_file_operations = false
nas_secure_file_permissions = false
INI
echo "$SHARE" > /etc/cinder/nfs_shares
chown root:cinder /etc/cinder/nfs_shares
chmod 0640 /etc/cinder/nfs_shares
start cinder-volume
