#!/bin/sh
# Puts review/comment.md under the merge request, in the place of the one of an earlier run.
#   CI_API_V4_URL, CI_PROJECT_ID, CI_MERGE_REQUEST_IID: GitLab sets them
#   REVIEW_TOKEN  a project access token that may use the API
set -eu
notes="$CI_API_V4_URL/projects/$CI_PROJECT_ID/merge_requests/$CI_MERGE_REQUEST_IID/notes"
# The token is in no list of processes.
ask() {
  printf 'header = "PRIVATE-TOKEN: %s"\n' "$REVIEW_TOKEN" | curl --config - --silent --show-error --fail "$@"
}
earlier=$(ask "$notes?per_page=100&sort=desc" | node -e '
  const notes = JSON.parse(require("node:fs").readFileSync(0, "utf8"));
  const note = notes.find(({ body }) => body.startsWith("<!-- stackwright review -->"));
  if (note) console.log(note.id);
')
if [ -n "$earlier" ]; then
  ask --request PUT --data-urlencode body@review/comment.md --output /dev/null "$notes/$earlier"
else
  ask --request POST --data-urlencode body@review/comment.md --output /dev/null "$notes"
fi
