#!/bin/sh
# Plans the stack in this directory, and writes what the change does into review/:
#   comment.md  for the pull request
#   page.html   one page with all of it
#   closed      which gates are closed; absent when none is
# A closed gate does not fail here, so that there is a comment to decide by: gate.sh does.
#   FAIL_ON  gates, as "stackwright review --help" lists them
set -eu
rm -rf review
mkdir review
npx cdktf synth
status=0
npx stackwright review . --markdown review/comment.md --html review/page.html \
  --fail-on "${FAIL_ON:-destroy,loss,drift}" 2>review/said || status=$?
cat review/said >&2
case $status in
  0) ;;
  1) mv review/said review/closed ;;
  *) exit "$status" ;;
esac
rm -f review/said
