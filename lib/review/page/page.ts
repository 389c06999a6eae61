import type { Review } from '../review';
import type { Topology } from '../topology';
import { type Group, groupsOf } from './groups';
import { headlineOf, notesOf } from './headline';
import { type Section, sectionsOf } from './sections';

/**
 * A review as people read it, whatever it is printed on. All texts are plain but for values between backticks, which may hold
 * anything: whoever prints them has to escape them.
 */
export interface Page {
  /** In one line: what is done, and where. */
  readonly headline: string;
  /** What has to be known besides of the plan as a whole. */
  readonly notes: readonly string[];
  /** What a person decides by, the gravest first. Those that have nothing to tell are left out. */
  readonly sections: readonly Section[];
  /** All that this change asks for, by host and service. */
  readonly groups: readonly Group[];
  readonly topology: Topology;
}

export function pageOf(review: Review): Page {
  return {
    headline: headlineOf(review),
    notes: notesOf(review),
    sections: sectionsOf(review),
    groups: groupsOf(review.asked),
    topology: review.topology,
  };
}
