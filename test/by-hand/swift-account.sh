#!/bin/sh
# After keystone.sh, on the controller: Swift's account and its place in the catalog. Wants PROXY_ADDRESS.
: "${PROXY_ADDRESS:?}"
register swift object-store "http://$PROXY_ADDRESS:8080/v1/AUTH_%(project_id)s"
