#!/bin/sh
# Fails while a gate is closed and nobody has agreed.
#   AGREED  "true" when somebody has
set -eu
[ -e review/closed ] || exit 0
cat review/closed >&2
if [ "${AGREED:-}" = true ]; then
  echo 'Somebody has agreed.' >&2
  exit 0
fi
echo 'Read the review. To agree, label the request "agreed", and run this again.' >&2
exit 1
