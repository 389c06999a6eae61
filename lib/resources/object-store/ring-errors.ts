import type { RingFiles } from '../../host/swift/ring-files';
import { RingRefused } from '../../host/swift/ring-report';
import { at, DiagnosticError } from '../../schema/diagnostics';

interface Where {
  readonly host: string;
  readonly part_power: number;
  readonly owner: string;
  readonly group: string;
}

/** Does something with a ring, and says what stood in its way in the user's terms. */
export async function explained<T>(files: RingFiles, where: Where, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw error instanceof RingRefused ? inWords(error, files, where) : error;
  }
}

function inWords(
  { problem, detail }: RingRefused,
  { name, builder, directory }: RingFiles,
  where: Where,
): DiagnosticError {
  const { host, part_power: power, owner, group } = where;
  const fail = (summary: string, text: string, attribute: string) => new DiagnosticError(summary, text, at(attribute));
  switch (problem) {
    case 'no-library':
      return fail(
        "Swift's library is missing",
        `Python on ${host} has no module of Swift's: ${detail}. Install python3-swift or swift there, and let this ring depend on that package.`,
        'host',
      );
    case 'unreadable':
      return fail(
        'No ring builder',
        `${builder} on ${host} is there but is no builder: ${detail} Bring back one of ${directory}/backups, or move the file away to begin a new ring.`,
        'directory',
      );
    case 'changed':
      return fail(
        'Ring builder changed since the plan',
        `${builder} on ${host} is not the one that was looked at for the plan (it is ${detail}), so its rebalance would come to something else. Plan again.`,
        'host',
      );
    case 'part-power':
      return fail(
        'Another ring is there',
        `${builder} on ${host} has part power ${detail}, and part_power is ${power}. Give part_power ${detail} to take it over, or move the files of the ring ${name} away if nothing is stored by it.`,
        'part_power',
      );
    case 'part-power-increase':
      return fail(
        'Part power is being raised',
        `${builder} on ${host} is on its way to part power ${detail}. Finish or cancel that with swift-ring-builder first; until then no partition may move.`,
        'part_power',
      );
    case 'address':
      return fail('Not an address', `Swift does not take an address of a device: ${detail}.`, 'devices');
    case 'no-account':
      return fail(
        'No such user',
        `${host} has no user "${owner}" or no group "${group}": ${detail}. Install Swift first and let this depend on its package, or mend the names.`,
        'owner',
      );
    case 'not-written':
      return fail(
        'Ring not written',
        `The files of the ring ${name} cannot be written in ${directory} on ${host}: ${detail} Swift's package brings /etc/swift.`,
        'directory',
      );
    case 'nothing-left':
      return fail(
        'Nothing would be left',
        `${detail} partitions of the ring ${name} have all their replicas on devices that are taken out: nothing in them would be found any more. ` +
          `Where a device has only got another address or name, give it the new one first: "swift-ring-builder ${builder} set_info OLD NEW" on ${host}. ` +
          'Otherwise give the devices weight 0, apply until they have no partitions, let replication catch up, and take them out then. If nothing is stored yet, replace the ring.',
        'devices',
      );
    case 'refused':
      return fail('Ring cannot be balanced', `Swift's library does not make the ring ${name}: ${detail}.`, 'devices');
  }
}
