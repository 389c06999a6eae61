#!/bin/sh
# After keystone.sh: the dashboard. May be run again.
install openstack-dashboard-apache python3-pymemcache curl
cat > /etc/openstack-dashboard/local_settings.d/_99_by_hand.py <<PY
OPENSTACK_HOST = "$ADDRESS"
OPENSTACK_KEYSTONE_URL = "http://$ADDRESS:5000/v3"
OPENSTACK_KEYSTONE_DEFAULT_ROLE = "member"
ALLOWED_HOSTS = ["*"]
WEBROOT = "/horizon/"
SESSION_ENGINE = "django.contrib.sessions.backends.cache"
CACHES = {"default": {"BACKEND": "django.core.cache.backends.memcached.PyMemcacheCache", "LOCATION": "$ADDRESS:11211"}}
PY
if a2query -q -s default-ssl; then a2dissite -q default-ssl; fi
start apache2
answers "http://$ADDRESS/horizon/auth/login/"
