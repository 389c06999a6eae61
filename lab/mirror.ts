import { run } from './run';

/** The Debian release that lab hosts run. */
export const RELEASE = 'bookworm';

/** Where this machine gets Debian from. */
export interface Mirror {
  /** Base address of the main archive, as in a sources.list line. */
  readonly archive: string;
  /** Base address of the security archive; absent if this machine uses none. */
  readonly security?: string;
  /** The proxy that this machine's apt goes through; absent if it goes directly. */
  readonly proxy?: string;
  /** Whether release files past their date are taken, as a frozen mirror needs. */
  readonly checksDates: boolean;
}

/**
 * Asks this machine's apt for the mirrors of Debian's own archives. Both formats of apt's sources are understood, since
 * apt reads them itself; a third party's archive is told apart by the origin that its release file names.
 */
export async function findMirror(): Promise<Mirror> {
  let targets = await debianTargets();
  if (targets.length === 0) {
    await run('apt-get', ['update', '-q']);
    targets = await debianTargets();
  }
  if (targets.length === 0) {
    throw new Error(
      "this machine's apt knows no Debian archive: add one to /etc/apt/sources.list.d, then `apt-get update`",
    );
  }
  const archive = targets.find((target) => target.label === 'Debian')?.uri;
  if (!archive) throw new Error('this machine’s apt knows no main Debian archive (label "Debian"), only others');
  const config = await run('apt-config', ['dump']);
  const setting = (name: string) => config.match(new RegExp(`^${name} "(.*)";$`, 'mi'))?.[1];
  return {
    archive,
    security: targets.find((target) => target.label === 'Debian-Security')?.uri,
    proxy: setting('Acquire::http::Proxy') || undefined,
    checksDates: !/^(false|no|0)$/i.test(setting('Acquire::Check-Valid-Until') ?? 'true'),
  };
}

/** The mirror's lines for sources.list, to be used through a caching proxy. */
export function sourcesList(mirror: Mirror): string[] {
  return lines(mirror, throughCache);
}

/** The mirror's lines for sources.list, to be used as this machine's apt does. */
export function directSources(mirror: Mirror): string[] {
  return lines(mirror, (uri) => uri);
}

function lines({ archive, security }: Mirror, address: (uri: string) => string): string[] {
  const main = [`deb ${address(archive)} ${RELEASE} main`, `deb ${address(archive)} ${RELEASE}-updates main`];
  return security ? [...main, `deb ${address(security)} ${RELEASE}-security main`] : main;
}

// A proxy cannot look into TLS, so apt-cacher-ng is asked in plain HTTP to speak TLS itself.
function throughCache(uri: string): string {
  if (uri.startsWith('http://')) return uri;
  if (uri.startsWith('https://')) return uri.replace('https://', 'http://HTTPS///');
  throw new Error(`this machine's apt uses the mirror "${uri}": the lab's package cache needs an http or https mirror`);
}

async function debianTargets(): Promise<{ label: string; uri: string }[]> {
  const format = '$(LABEL) $(REPO_URI)';
  const output = await run('apt-get', ['indextargets', '--format', format, 'Created-By: Packages', 'Origin: Debian']);
  return output
    .split('\n')
    .map((line) => line.split(' '))
    .flatMap(([label, uri]) => (label && uri ? [{ label, uri }] : []));
}
