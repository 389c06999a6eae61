import { type PackageFailure, PackagesFailed } from '../../host/packages/package-failure';
import { at, DiagnosticError } from '../../schema/diagnostics';

type Explanation = readonly [summary: string, told: string, fix: string];

const EXPLAINED: Readonly<Record<PackageFailure, Explanation>> = {
  'not-found': [
    'No such package',
    'could not be found in the package lists',
    'Mend the name, or add the archive that has it to the sources of apt.',
  ],
  virtual: ['A virtual package', 'is only a name that other packages provide', 'Name one of those.'],
  outdated: [
    'Packages could not be fetched',
    'are not in the archive any more as the lists name them',
    'Look at the sources of apt on the host.',
  ],
  interrupted: [
    'dpkg was interrupted',
    'could not be installed: dpkg was interrupted before, and running "dpkg --configure -a" did not mend it',
    'Run it on the host and mend what it complains of.',
  ],
  busy: [
    'The package manager is busy',
    'could not be installed: another program kept the lock of the package manager all the time',
    'Wait for it, or end it, and apply again.',
  ],
  unreachable: [
    'Packages could not be fetched',
    'could not be fetched',
    'See that the host can reach the sources of apt, through its proxy if it has one.',
  ],
  'disk-full': ['The disk is full', 'could not be installed: a disk of the host is full', 'Make room and apply again.'],
  'read-only': [
    'A file system is read-only',
    'could not be installed: a file system of the host is read-only',
    'Mount it writable and apply again.',
  ],
  held: [
    'Held packages are in the way',
    'need a change of packages that are on hold',
    'Run "apt-mark unhold" for them on the host, or set hold = false where they are kept.',
  ],
  conflict: [
    'Other packages are in the way',
    'cannot be installed beside packages that are there',
    'Remove those first if they are to go; this resource removes nothing that it did not bring.',
  ],
  unmet: [
    'Dependencies cannot be met',
    'need packages that cannot be installed',
    'Look at the sources of apt and at held packages on the host.',
  ],
  script: [
    "A package's own script failed",
    'could not be set up',
    'Mend what it complains of, and apply again: it goes on from there.',
  ],
  other: ['apt failed', 'could not be installed or removed', 'Mend what it complains of, and apply again.'],
};

/** Runs something with packages, and puts into words what goes wrong with it. */
export async function explainPackages<T>(host: string, names: readonly string[], run: () => Promise<T>): Promise<T> {
  try {
    return await run();
  } catch (error) {
    if (!(error instanceof PackagesFailed)) throw error;
    const { reason, said, refreshed } = error;
    const [summary, told, fix] = EXPLAINED[reason];
    const missing = names.filter((name) => error.missing.includes(name));
    const which = [missing, error.broken].find((blamed) => blamed.length > 0) ?? names;
    const lists = reason === 'not-found' && refreshed ? ', which were fetched just now' : '';
    throw new DiagnosticError(
      summary,
      `${which.join(', ')} on ${host} ${told}${lists}.\n\n${said}\n\n${fix}`,
      at('packages'),
    );
  }
}

/** apt was content, but the packages are not there. */
export function notInstalled(host: string, names: readonly string[]): DiagnosticError {
  return new DiagnosticError(
    'Other packages were installed',
    `${names.join(', ')} on ${host}: apt installed something else that provides it. Name the package itself.`,
    at('packages'),
  );
}
