#!/bin/sh
# After glance.sh and the common part of cinder.conf: Cinder's API and scheduler. May be run again.
install cinder-api cinder-scheduler crudini curl
database cinder cinder
register cinder volumev3 "http://$ADDRESS:8776/v3/%(project_id)s"
su -s /bin/sh cinder -c 'cinder-manage db sync'
printf '[uwsgi]\nprocesses = 2\nthreads = 1\n' | crudini --merge /etc/cinder/cinder-api-uwsgi.ini
start cinder-api cinder-scheduler
answers "http://$ADDRESS:8776/"
