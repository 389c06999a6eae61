import { type ShellCommand, sh } from '../../ssh/quote';
import { RECORD } from './package-record';

const INSTEAD = `${RECORD}/instead`;

/** Names of packages whose modules have yet to be compiled, a name a line. */
const NOTED = `${RECORD}/uncompiled`;

/** The PATH of maintainer scripts while {@link BYTE_COMPILATION} is in force, for apt's `DPkg::Path`. */
export const MAINTAINER_PATH = `${INSTEAD}:/usr/sbin:/usr/bin:/sbin:/bin`;

// What is more than all of a package's public modules is left to the real ones.
const COMPILE = `#!/bin/sh
if [ "$# $1" = '2 -p' ]; then echo "$2" >> ${NOTED}
elif [ -x /usr/bin/py3compile ]; then exec /usr/bin/py3compile "$@"
fi
`;
const CLEAN = `#!/bin/sh
if [ "$# $1" = '2 -p' ]; then exit; fi
if [ -x /usr/bin/py3clean ]; then exec /usr/bin/py3clean "$@"; fi
`;

/**
 * Shell functions that have Python's modules compiled once, on all processors, when all packages are there, and what was compiled
 * removed at once before they go. Each of Debian's Python packages calls `py3compile` and `py3clean`, which start Python: for the
 * two hundred that OpenStack needs, this takes longer than the work itself. `note_modules` and `clean_modules` put others before them
 * in {@link MAINTAINER_PATH}; `compile_noted` does what was noted, by a killed run, too. Nothing depends on it: a module that is not
 * compiled is read more slowly.
 */
export const BYTE_COMPILATION: ShellCommand = sh`
instead() {
  mkdir -p ${INSTEAD}
  cat > ${`${INSTEAD}/`}"$1"
  chmod 0755 ${`${INSTEAD}/`}"$1"
}
modules_of() {
  dpkg-query --listfiles "$@" 2>/dev/null | grep -E '^/usr/lib/python3(\.[0-9]+)?/dist-packages/.*\.py$'
}
note_modules() { printf %s ${COMPILE} | instead py3compile; }
compile_noted() {
  rm -rf ${INSTEAD}
  if [ -s ${NOTED} ]; then
    modules_of $(sort -u ${NOTED}) > modules
    if [ -s modules ]; then
      for python in $(py3versions --supported 2>/dev/null); do "$python" -m compileall -qq -j 0 -i modules > /dev/null 2>&1; done
    fi
  fi
  rm -f ${NOTED} modules
}
# What stays after all is compiled again.
clean_modules() {
  printf %s ${CLEAN} | instead py3clean
  lines "$@" >> ${NOTED}
  modules_of "$@" > modules
  find /usr/lib/python3* -path '*/__pycache__/*.pyc' 2>/dev/null |
    awk 'FILENAME == "modules" { ours[$0]; next }
      { of = $0; sub("/__pycache__/", "/", of); sub("[.](cpython|pypy)[^/]*$", ".py", of); if (of in ours) print }' modules - |
    xargs -d '\n' rm -f
  find /usr/lib/python3* -name __pycache__ -type d -empty -delete 2>/dev/null
  rm -f modules
}`;
