#!/bin/sh
# Lets this job reach the hosts as the provider reaches them: with a key, and knowing theirs.
#   SSH_PRIVATE_KEY  a private key that the hosts let in
#   SSH_KNOWN_HOSTS  lines of known_hosts; not needed where the stack pins fingerprints
set -eu
umask 077
mkdir -p "$HOME/.ssh"
printf '%s\n' "$SSH_PRIVATE_KEY" >"$HOME/.ssh/id_ed25519"
if [ -n "${SSH_KNOWN_HOSTS:-}" ]; then printf '%s\n' "$SSH_KNOWN_HOSTS" >>"$HOME/.ssh/known_hosts"; fi
