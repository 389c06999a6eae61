/** Where the cause of something stands. */
export interface Place {
  /** Name of the host in the stack. */
  readonly host?: string;
  /** systemd unit on the host. */
  readonly unit?: string;
  /** Path on the host. */
  readonly file?: string;
  /** Key of the file: `[keystone_authtoken] password`. */
  readonly key?: string;
  /** What a log says of it, in its own words. */
  readonly log?: string;
  readonly url?: string;
  /** Something in a cloud: `instance cirros1 (ID)`. */
  readonly object?: string;
}

/** Something that is wrong with a cloud, or may be. */
export interface Finding {
  /** A `problem` keeps something from working; a `note` may be as somebody wants it. */
  readonly severity: 'problem' | 'note';
  /** What is wrong, in whole sentences, without any secret. */
  readonly cause: string;
  readonly places: readonly Place[];
  /** What to do. */
  readonly fix: string;
}

export function problem(cause: string, places: Place | readonly Place[], fix: string): Finding {
  return { severity: 'problem', cause, places: 'length' in places ? places : [places], fix };
}

export function note(cause: string, places: Place | readonly Place[], fix: string): Finding {
  return { ...problem(cause, places, fix), severity: 'note' };
}

/** A key of a file for people. */
export function keyIn(section: string, key: string): string {
  return section === '' ? key : `[${section}] ${key}`;
}
