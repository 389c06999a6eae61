import { basename } from 'node:path';
import { sh } from '../../ssh/quote';
import { DIRECTORY } from './ifupdown-files';
import { includes, stanzas } from './ifupdown-stanzas';
import type { NetworkFiles } from './wanted';

/** What ifupdown has on a host. */
export interface Ifupdown {
  /** Whether it is installed and brings the network up at boot. */
  readonly enabled: boolean;
  /** Texts of all the files that it reads, and of ours. A character a byte, so that nothing is lost of any. */
  readonly files: NetworkFiles;
  /** The interfaces that it has brought up. */
  readonly up: ReadonlySet<string>;
}

/** Tells what {@link parseIfupdown} reads. Included files are followed; ours are read whether they are included or not. */
export const LOOK_AT_IFUPDOWN = sh`
  if [ -x /sbin/ifup ]; then
    if systemctl is-enabled -q networking; then echo enabled; fi
    for link in $(ifquery --state 2>/dev/null); do echo "up \${link%%=*}"; done
    told=' '
    tell() {
      case "$told" in *" $1 "*) return ;; esac
      told="$told$1 "
      printf 'file %s %s\n' "$1" "$(base64 -w0 -- "$1")"
    }
    follow() {
      if [ ! -f "$1" ]; then return; fi
      file=$(readlink -f -- "$1")
      case "$told" in *" $file "*) return ;; esac
      tell "$file"
      cd -- "$(dirname -- "$file")" || return
      sed -n 's/^[[:space:]]*\(source\(-directory\)\{0,1\}\)[[:space:]]\{1,\}/\1 /p' -- "$file" | while read -r word patterns; do
        for path in $patterns; do
          if [ "$word" = source ]; then (follow "$path"); continue; fi
          for member in "$path"/*; do
            case "\${member##*/}" in *[!A-Za-z0-9_-]*) ;; *) (follow "$member") ;; esac
          done
        done
      done
    }
    (follow /etc/network/interfaces)
    for file in ${DIRECTORY}/0[01]-stackwright-*; do if [ -f "$file" ]; then tell "$file"; fi; done
  fi`;

export function parseIfupdown(text: string): Ifupdown {
  const lines = text.split('\n').map((line) => line.trim().split(' '));
  const of = (word: string) => lines.filter(([first]) => first === word);
  return {
    enabled: of('enabled').length > 0,
    up: new Set(of('up').map(([, name = '']) => name)),
    files: new Map(
      of('file').map(([, path = '', bytes = '']) => [path, Buffer.from(bytes, 'base64').toString('latin1')]),
    ),
  };
}

/** The DNS servers that it names for interfaces, by their names. */
export function dnsServers({ files }: Ifupdown): Map<string, readonly string[]> {
  const servers = new Map<string, readonly string[]>();
  for (const { name, options } of [...files.values()].flatMap(stanzas)) {
    const named = options.flatMap(([word = '', ...values]) => (/^dns-nameservers?$/.test(word) ? values : []));
    if (named.length > 0) servers.set(name, [...(servers.get(name) ?? []), ...named]);
  }
  return servers;
}

/** Whether ifupdown would read a file of that path in {@link DIRECTORY}. */
export function isIncluded({ files }: Ifupdown, path: string): boolean {
  return [...files.values()].flatMap(includes).some(({ word, pattern }) => {
    const whole = pattern.replace(/\/+$/, '').replace(/^(?!\/)/, '/etc/network/');
    if (word === 'source-directory') return whole === DIRECTORY && /^[A-Za-z0-9_-]+$/.test(basename(path));
    const [file, directory] = [basename(whole), whole.slice(0, whole.lastIndexOf('/'))];
    const form = file
      .replace(/[.+^$()|\\{}]/g, '\\$&')
      .replace(/\*/g, '.*')
      .replace(/\?/g, '.');
    return directory === DIRECTORY && new RegExp(`^${form}$`).test(basename(path));
  });
}
