import { Collection } from '../collection';
import type { Session } from '../session';

/** A volume, as far as it matters to who takes a backend away. */
export interface StoredVolume {
  readonly id: string;
  readonly name: string | null;
  /** `HOST@BACKEND#POOL`; null before the scheduler has placed it. For administrators alone. */
  readonly 'os-vol-host-attr:host'?: string | null;
}

/** The volumes on a backend, of all projects, as they are now. */
export function volumesOn(session: Session, backend: string): Promise<readonly StoredVolume[]> {
  const volumes = new Collection<StoredVolume>(session, {
    service: 'volumev3',
    path: '/volumes',
    one: 'volume',
    many: 'volumes',
    listed: '/detail',
    query: { all_tenants: '1' },
  });
  return volumes.where((volume) => volume['os-vol-host-attr:host']?.split('#')[0] === backend);
}
