/**
 * The ebtables of Debian 12 cannot delete the rules by which guests keep to their hardware addresses by what they say, only by their
 * numbers. Neutron's agent deletes them whenever a port is told of again, tries for minutes, and connects no guest meanwhile.
 */
export const EBTABLES = `#!/bin/sh
# ebtables, but that it deletes rules with --among-src by their numbers: by what they say it cannot.
real=/usr/sbin/ebtables
case " $* " in
  *' -D '*' --among-src '*) ;;
  *) exec "$real" "$@" ;;
esac
table=filter
chain=
while [ "$#" -gt 0 ]; do
  case $1 in
    -t) table=$2 ;;
    -D) chain=$2 ;;
  esac
  shift
done
number=$("$real" -t "$table" -L "$chain" --Ln | sed -n '/--among-src/{s/^ *\\([0-9]*\\)[^0-9].*/\\1/p;q}')
exec "$real" -t "$table" --concurrent -D "$chain" "$number"
`;
