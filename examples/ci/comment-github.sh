#!/bin/sh
# Puts review/comment.md under the pull request, in the place of the one of an earlier run.
#   GITHUB_REPOSITORY, PULL_REQUEST (its number), GH_TOKEN: what the runner's "gh" needs
set -eu
comments="repos/$GITHUB_REPOSITORY/issues/$PULL_REQUEST/comments"
earlier=$(gh api --paginate "$comments" --jq '.[] | select(.body | startswith("<!-- stackwright review -->")) | .id' | head -n 1)
if [ -n "$earlier" ]; then
  gh api --silent --method PATCH "repos/$GITHUB_REPOSITORY/issues/comments/$earlier" --field body=@review/comment.md
else
  gh api --silent --method POST "$comments" --field body=@review/comment.md
fi
