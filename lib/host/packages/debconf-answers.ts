import { type ShellCommand, sh } from '../../ssh/quote';

/**
 * Shell functions that answer debconf's questions. The answers belong to us besides the package: some are about what a purge
 * does, and a package that gives up its questions first (as mariadb-server 10.11.19 does) would find them without an answer.
 */
export const ANSWER_FUNCTIONS: ShellCommand = sh`
answer() {
  printf '%s\n' "$answers" | debconf-set-selections &&
    printf '%s\n' "$answers" | sed -E 's/^[^[:blank:]]+/stackwright/' | debconf-set-selections
}
# Those that belong to nobody else any more.
forget_answers() {
  for file in /var/cache/debconf/config.dat /var/cache/debconf/passwords.dat; do
    if [ -e "$file" ]; then cat "$file"; fi
  done | awk '/^Name: / { name = $2 } /^Owners: stackwright$/ { print "UNREGISTER " name }' > forgotten
  if [ -s forgotten ]; then debconf-communicate stackwright < forgotten >/dev/null; fi && rm -f forgotten
}`;
