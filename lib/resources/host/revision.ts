import { string } from '../../schema/attribute';

/**
 * Tells of every change of a content, for `restart_on` of the service that reads it. A hash would not do: it is the same
 * again when a change by hand is put back, while the service may be running with what was there in between.
 */
export function revisionAttribute(follows: readonly string[]) {
  return string({
    description:
      'When the content was last changed by an apply, or seen to have changed by hand. It is what `restart_on` of a service ' +
      'needs that reads the content when it starts.',
    computed: true,
    follows,
  });
}

/** The revision of a content that was seen to have changed. */
export function newRevision(): string {
  return new Date().toISOString();
}

/** The revision after a write: the one that was planned, if the plan saw no change. */
export function revised(planned: unknown): string {
  return typeof planned === 'string' ? planned : newRevision();
}
