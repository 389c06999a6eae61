import type { Host } from '../../host/host';
import type { RingFiles } from '../../host/swift/ring-files';
import { at, DiagnosticError } from '../../schema/diagnostics';
import { isAway } from './away';

/** A ring whose builder is gone still tells where everything is stored: a new builder would put it elsewhere. */
export async function refuseOrphan(host: Host, copies: readonly Host[], files: RingFiles): Promise<void> {
  if ((await host.files.info(files.builder)) !== null) return;
  const having = await Promise.all([host, ...copies].map((one) => hasRing(one, files)));
  const left = [host, ...copies].filter((_, index) => having[index]).map(({ name }) => name);
  if (left.length === 0) return;
  throw new DiagnosticError(
    'Ring without its builder',
    `${files.ring} is on ${left.join(', ')}, but its builder ${files.builder} is not on ${host.name}. A new one would put everything elsewhere than where it is stored. ` +
      `Bring back the latest of ${files.backups}, or make it from the ring with "swift-ring-builder ${files.ring} write_builder" and copy it there. ` +
      'If nothing is stored by the ring, remove its files and apply again.',
    at('host'),
  );
}

async function hasRing(host: Host, { ring }: RingFiles): Promise<boolean> {
  try {
    return (await host.files.info(ring)) !== null;
  } catch (error) {
    if (isAway(error)) return false;
    throw error;
  }
}
