import { createHash } from 'node:crypto';
import type { Host } from '../../host/host';
import type { RingFiles } from '../../host/swift/ring-files';
import { RingRefused } from '../../host/swift/ring-report';
import type { RingOwnership } from '../../host/swift/rings';
import type { Context } from '../../schema/context';
import { at, DiagnosticError } from '../../schema/diagnostics';
import { SshError } from '../../ssh/errors';
import type { Runtime } from '../runtime';
import { isAway } from './away';

/** A copy of a ring as it was found. */
export interface RingCopy extends RingOwnership {
  readonly host: string;
}

/**
 * Those of the copies that are the ring. A host that is away is taken to have what it had: or nobody could take the devices of a broken
 * server out of the ring.
 */
export async function goodCopies(
  { runtime, diagnostics }: Context<Runtime>,
  hosts: readonly string[],
  files: RingFiles,
  ring: string,
): Promise<{ readonly names: readonly string[]; readonly copies: readonly RingCopy[] }> {
  const looked = await Promise.all(
    hosts.map(async (name) => {
      try {
        const info = await runtime.host(name).files.info(files.ring);
        if (info?.type !== 'file' || info.sha256 !== ring) return undefined;
        const { owner, group, mode } = info;
        return { name, copy: { host: name, owner, group, mode } };
      } catch (error) {
        if (!isAway(error)) throw error;
        const detail = `${error.message}\n\nIts copy of the ring ${files.name} is taken to be what it was.`;
        diagnostics.warn(`The ring on ${name} could not be looked at`, detail, at('distribute_to'));
        return { name };
      }
    }),
  );
  const found = looked.filter((one) => one !== undefined);
  return { names: found.map(({ name }) => name), copies: found.flatMap(({ copy }) => (copy ? [copy] : [])) };
}

/**
 * Lays the ring ready on every host. Only when it lies on all of them is it put in place anywhere: until then nothing has changed, and
 * then renames are all that is left.
 */
export async function stageCopies(
  hosts: readonly Host[],
  files: RingFiles,
  ring: { readonly sha256: string; content(): Promise<Buffer> },
  ownership: RingOwnership,
  signal: AbortSignal,
): Promise<void> {
  if (hosts.length === 0) return;
  const bytes = await ring.content();
  if (createHash('sha256').update(bytes).digest('hex') !== ring.sha256)
    throw new RingRefused('changed', 'being changed by somebody else just now');
  await Promise.all(
    hosts.map((host) => blaming(host, files, () => host.rings.stageCopy(files, bytes, ownership, signal))),
  );
}

/** Puts in place what lies ready. */
export async function commitCopies(hosts: readonly Host[], files: RingFiles, signal: AbortSignal): Promise<void> {
  await Promise.all(hosts.map((host) => blaming(host, files, () => host.rings.commitCopy(files, signal))));
}

/** Takes the ring away from hosts that are no longer to have it. One that is away is told of and left. */
export async function removeCopies(
  { runtime, diagnostics, signal }: Context<Runtime>,
  hosts: readonly string[],
  files: RingFiles,
): Promise<void> {
  await Promise.all(
    hosts.map(async (name) => {
      try {
        await runtime.host(name).rings.removeCopy(files, signal);
      } catch (error) {
        if (!isAway(error)) throw error;
        const detail = `${error.message}\n\nIt keeps ${files.ring} as it was, which gets no changes any more. Remove it there if the host comes back.`;
        diagnostics.warn(`The ring on ${name} could not be removed`, detail, at('distribute_to'));
      }
    }),
  );
}

/** Gives the files on these hosts to whom they are to belong. One that is away has been told of. */
export async function ownCopies(
  hosts: readonly Host[],
  files: RingFiles,
  ownership: RingOwnership,
  signal: AbortSignal,
): Promise<void> {
  await Promise.all(
    hosts.map(async (host) => {
      try {
        await host.rings.own(files, ownership, signal);
      } catch (error) {
        if (!isAway(error)) throw error;
      }
    }),
  );
}

async function blaming<T>(host: Host, { name, directory }: RingFiles, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof SshError)) throw error;
    const detail =
      `The ring ${name} did not get to ${host.name}: ${error.message} ` +
      `${directory} and its owner have to be there, which Swift's package brings. If the host is away for good, take it out of distribute_to.`;
    throw new DiagnosticError('Ring not distributed', detail, at('distribute_to'));
  }
}
