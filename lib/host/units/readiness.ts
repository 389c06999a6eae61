import { joinCommands, type ShellCommand, sh } from '../../ssh/quote';

/** How to find out, on the host itself, whether a service answers. */
export type Probe =
  | { readonly tcp: { readonly address: string; readonly port: number } }
  | { readonly http: string; readonly status: number }
  | { readonly command: string };

/** A shell function `probe`, and what it needs to read in the variable `$input`. */
export interface ProbeScript {
  readonly script: ShellCommand;
  readonly stdin: string;
}

// Redirections are answers too, and a certificate is not what is asked about.
const HTTP_STATUS = `
import http.client, ssl, sys, urllib.parse
url = urllib.parse.urlsplit(sys.stdin.read())
if url.scheme == 'https':
    connection = http.client.HTTPSConnection(url.hostname, url.port, timeout=5, context=ssl._create_unverified_context())
else:
    connection = http.client.HTTPConnection(url.hostname, url.port, timeout=5)
try:
    connection.request('GET', (url.path or '/') + ('?' + url.query if url.query else ''))
    status = connection.getresponse().status
except (OSError, http.client.HTTPException) as error:
    sys.exit(str(error) or type(error).__name__)
if status != int(sys.argv[1]):
    sys.exit('it answers with status %d, not %s' % (status, sys.argv[1]))
`;

/** The probe as a shell function that succeeds or says why not. `$left` is how many seconds it may take. */
export function probeScript(probe: Probe): ProbeScript {
  if ('tcp' in probe) {
    const { address, port } = probe.tcp;
    const connect = 'exec 3<>"/dev/tcp/$0/$1"';
    return { script: sh`probe() { timeout 5 bash -c ${connect} ${address} ${port}; }`, stdin: '' };
  }
  if ('http' in probe) {
    const script = sh`probe() { printf %s "$input" | timeout 10 python3 -c ${HTTP_STATUS} ${probe.status}; }`;
    return { script, stdin: probe.http };
  }
  // The text goes through a pipe: an argument could be read by every user of the host.
  const run = 'eval "$(cat <&3)" 3<&-';
  const script = sh`probe() { printf %s "$input" | timeout "$left" sh -c ${run} 3<&0 </dev/null; }`;
  return { script, stdin: probe.command };
}

/**
 * Waits until the probe succeeds; calls `died` as soon as the unit is no longer on its way to run, and `unready WHY` when
 * the time is up.
 */
export function awaitReady(unit: string, script: ShellCommand, timeoutSeconds: number): ShellCommand {
  return joinCommands([
    script,
    sh`deadline=$(($(date +%s) + ${timeoutSeconds}))
    left=${timeoutSeconds}
    until why=$(probe 2>&1); do
      case $(systemctl show --property=ActiveState --value -- ${unit}) in failed|inactive) died ;; esac
      left=$((deadline - $(date +%s)))
      if [ "$left" -le 0 ]; then unready "$why"; fi
      sleep 0.2
    done`,
  ]);
}
