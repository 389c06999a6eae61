/** A package that is there. */
export interface PackageStatus {
  readonly version: string;
  /** Whether it is kept from being upgraded and removed. */
  readonly held: boolean;
  /** Whether it is installed and set up. One that is not was broken off half-way. */
  readonly installed: boolean;
}

/** What `dpkg-query` is asked to tell of every package it knows, a line each. */
export const STATUS_FORMAT = '${Package}\t${Architecture}\t${db:Status-Want}\t${db:Status-Status}\t${Version}\n';

/**
 * The packages that are there, by name. Only those of the host's own architecture count, which is that
 * of dpkg itself: `libc6` of another one is not what is meant by `libc6`.
 */
export function parsePackages(text: string): Map<string, PackageStatus> {
  const lines = text.split('\n').map((line) => line.split('\t'));
  const own = lines.find(([name]) => name === 'dpkg')?.[1];
  const packages = new Map<string, PackageStatus>();
  for (const [name = '', architecture, want, status = '', version = ''] of lines) {
    if (name === '' || (architecture !== own && architecture !== 'all')) continue;
    if (status === 'not-installed' || status === 'config-files') continue;
    const installed = status === 'installed' || status.startsWith('triggers-');
    packages.set(name, { version, held: want === 'hold', installed });
  }
  return packages;
}
