/** What Glance's API tells of its objects (docs.openstack.org/api-ref/image/v2). */

export interface Image {
  readonly id: string;
  readonly name: string | null;
  /** The project it belongs to. */
  readonly owner: string | null;
  /** Whether that is the project the provider works in. */
  readonly isOwn: boolean;
  /** `queued` until there is content, `active` once it may be used. */
  readonly status: string;
  readonly disk_format: string | null;
  readonly container_format: string | null;
  readonly visibility: string;
  readonly protected: boolean;
  readonly os_hidden: boolean;
  /** GiB. */
  readonly min_disk: number;
  /** MiB. */
  readonly min_ram: number;
  readonly tags: readonly string[];
  /** Bytes; null while there is no content. */
  readonly size: number | null;
  /** MD5 of the content. */
  readonly checksum: string | null;
  readonly os_hash_algo: string | null;
  readonly os_hash_value: string | null;
  /** What somebody has said of it beyond that, by names of his own. */
  readonly properties: Readonly<Record<string, string>>;
  /** What the provider has noted on it; see `NOTES`. */
  readonly notes: Readonly<Record<string, string>>;
}

/** Properties that are the provider's own: no user's, and no drift. Glance keeps this prefix for the owner of an image. */
export const NOTES = 'owner_specified.stackwright.';

/** The note on an image whose content was never seen to be what was sent: Glance takes also half of it for the whole. */
export const INCOMPLETE = 'incomplete';

/** An image as Glance tells of it: flat, what is its own and what users have said beside each other. */
export type TellsOfImage = Readonly<Record<string, unknown>> & { readonly id: string };

/** What is Glance's own to say. */
const OWN = new Set([
  ...['id', 'name', 'owner', 'status', 'disk_format', 'container_format', 'visibility', 'protected', 'os_hidden'],
  ...['min_disk', 'min_ram', 'tags', 'size', 'virtual_size', 'checksum', 'os_hash_algo', 'os_hash_value'],
  ...['created_at', 'updated_at', 'self', 'file', 'schema', 'direct_url', 'locations', 'stores'],
]);

/** What Glance and OpenStack's clients add by themselves. */
const ADDED = /^(os_glance_|owner_specified\.)/;

/** Puts what Glance tells in order. */
export function imageFrom(told: TellsOfImage, project: string | null): Image {
  const further = Object.entries(told).filter(
    (entry): entry is [string, string] => typeof entry[1] === 'string' && !OWN.has(entry[0]),
  );
  const notes = further.filter(([name]) => name.startsWith(NOTES));
  return {
    ...(told as unknown as Image),
    isOwn: ((told.owner as string | null | undefined) ?? null) === project,
    properties: Object.fromEntries(further.filter(([name]) => !ADDED.test(name))),
    notes: Object.fromEntries(notes.map(([name, value]) => [name.slice(NOTES.length), value])),
  };
}

/** Whether a property is somebody's to set. */
export function isFurtherProperty(name: string): boolean {
  return !OWN.has(name) && !ADDED.test(name);
}
