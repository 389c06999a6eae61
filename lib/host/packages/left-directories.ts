import { type ShellCommand, sh } from '../../ssh/quote';

/**
 * Shell functions over the directories in which packages keep their things, and that some of them leave behind empty. They run
 * in the directory of the record, beside the notes of what resources have found. Lists are sorted, a path a line.
 */
export const DIRECTORY_FUNCTIONS: ShellCommand = sh`
directories() { find /etc /var/cache /var/lib /var/log -mindepth 1 -maxdepth 1 -type d | sort; }
existing() { while read -r directory; do if [ -d "$directory" ]; then echo "$directory"; fi; done; }
# Those that systemd makes for the services of packages when they start.
of_services() {
  dpkg-query --listfiles "$@" 2>/dev/null | grep '/systemd/system/.*\.service$' | while read -r unit; do
    if [ -f "$unit" ]; then cat "$unit"; fi
  done | awk -F= '
    BEGIN { base["CacheDirectory"] = "/var/cache/"; base["StateDirectory"] = "/var/lib/"; base["LogsDirectory"] = "/var/log/" }
    $1 in base { count = split($2, names, " "); for (i = 1; i <= count; i++) { sub("/.*", "", names[i]); print base[$1] names[i] } }' |
    sort -u
}
# The directories that notes are about, or that hold what notes are about: many a note has a path for a name, with % and two
# digits for each character that is no letter.
noted() {
  find ../found -type f 2>/dev/null | sed 's,.*/,,' | awk '
    BEGIN { for (code = 1; code < 256; code++) byte[sprintf("%%%02X", code)] = sprintf("%c", code) }
    {
      path = ""
      while (match($0, /%[0-9A-F][0-9A-F]/)) {
        path = path substr($0, 1, RSTART - 1) byte[substr($0, RSTART, 3)]
        $0 = substr($0, RSTART + 3)
      }
      print path $0
    }' | sed -nE 's,^((/etc|/var/(cache|lib|log))/[^/]+)(/.*)?$,\1,p'
}
# Those of the listed that no resource has to do with: what one has made, or will put back as it was, is for it to remove.
unremembered() {
  noted=$(noted)
  while read -r directory; do
    original=../originals/$(printf %s "$directory" | sha256sum | cut -c -32)
    if printf '%s\n' "$noted" | grep -qxF -e "$directory" || [ -e "$original" ] || [ -e "$original.absent" ] ||
      grep -rqsF -e "\"$directory\"" -e "\"$directory/" ../found; then continue; fi
    echo "$directory"
  done
}
# What packages have left empty, with the empty directories and files in it, unless it belongs to one that somebody else has
# installed since.
remove_directories() {
  if [ ! -e directories ]; then return; fi
  unremembered < directories | existing | while read -r directory; do
    if ! dpkg-query --search "$directory" >/dev/null 2>&1; then
      find "$directory" -xdev -depth \( -type d -o -type f \) -empty -delete
    fi </dev/null
  done
}`;
