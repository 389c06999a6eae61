import { isUnknown } from '../../plugin/value/unknown';
import type { Drift } from '../drift';
import { code } from '../effect';
import type { Told } from '../effects';
import type { Change } from '../plan/change';
import type { Seen } from '../plan/seen';
import type { Review } from '../review';
import type { Figure, RingMove } from '../rings';
import type { Rotation } from '../secrets';
import { diffOf } from './diff';
import { changeInWords } from './groups';
import { placeInWords } from './headline';
import { capitalized, count, firstOf } from './words';

/** One thing to know, with what it is about in detail. */
export interface Item {
  readonly text: string;
  readonly diff?: readonly string[];
  /** Rows of a table, of which the first has the headings. */
  readonly table?: readonly (readonly string[])[];
}

/** What belongs to one of the questions that a person asks first. */
export interface Section {
  readonly title: string;
  /** What the items have in common. */
  readonly intro?: string;
  readonly items: readonly Item[];
}

const MOST_REASONS = 3;

/** The sections that have something to tell, in the order in which people ask. */
export function sectionsOf(review: Review): Section[] {
  const { interruptions, losses, changes, drift, rings, rotations } = review;
  const sections: Section[] = [
    { title: 'What is interrupted', items: byPlace(interruptions).map((one) => ({ text: interruption(one) })) },
    { title: 'What is lost', items: byPlace(losses).map((one) => ({ text: loss(one) })) },
    { title: 'What is replaced or destroyed besides', items: goneBesides(changes, losses) },
    {
      title: 'What was changed by hand',
      intro:
        'Not by this change. Lines behind “-” are what was deployed, those behind “+” what somebody has made of it.',
      items: drift.map(drifted),
    },
    { title: 'What moves in rings', items: rings.map(ring) },
    { title: 'Secrets that are set anew', items: rotations.map((one) => ({ text: rotated(one) })) },
  ];
  return sections.filter(({ items }) => items.length > 0);
}

function where({ place }: Change): string {
  return capitalized(placeInWords(place));
}

function byPlace(all: readonly Told[]): Told[] {
  return [...all].sort(({ change: one }, { change: other }) =>
    one.place.name < other.place.name ? -1 : one.place.name > other.place.name ? 1 : 0,
  );
}

function interruption({ change, says, limit, because }: Told): string {
  const why = because.length === 0 ? '' : `, because of ${firstOf(because.map(code), MOST_REASONS)}`;
  return `${where(change)}, ${change.label} ${says}${why}${limit === undefined ? '' : `; ${limit}`}.`;
}

function loss({ change, says }: Told): string {
  return `${where(change)}, ${change.label}: ${says}.`;
}

/** What goes without any data, and what another takes the place of. */
function goneBesides(changes: readonly Change[], losses: readonly Told[]): Item[] {
  const told = new Set(losses.map(({ change }) => change.address));
  return changes
    .filter(({ address, action }) => action === 'replace' || (action === 'destroy' && !told.has(address)))
    .map((change) => ({ text: `${where(change)}, ${changeInWords(change)}.` }));
}

function drifted({ change, isGone, edits, fate }: Drift): Item {
  const put = edits.filter((edit) => edit.fate === 'put back').length;
  const then = {
    'put back': isGone
      ? 'This apply makes it again'
      : put === edits.length
        ? 'This apply puts it back'
        : `This apply puts ${put} of ${count(edits.length, 'key')} back`,
    left: isGone ? 'It is not made again' : 'It stays as it is now',
    changed: 'This change makes something else of it',
  }[fate];
  const text = `${where(change)}, ${change.label}${isGone ? ' is there no more' : ''}. ${then}.`;
  return isGone ? { text } : { text, diff: diffOf(edits, change.type) };
}

function ring({ change, figures, devices }: RingMove): Item {
  const known = figures.filter(({ before, after }) => isTold(before) || (isTold(after) && !isUnknown(after)));
  const rows = [
    ['', 'before', 'after'],
    ...known.map((figure) => [figure.name, told(figure.before), told(figure.after)]),
    ...devices.map(deviceRow),
  ];
  return { text: `${where(change)}, ${changeInWords(change)}.`, table: rows };
}

function deviceRow({ name, before, after, weight }: RingMove['devices'][number]): string[] {
  const cell = (partitions: Seen | undefined, its: Figure['before']) => {
    if (!isTold(its) && !isTold(partitions)) return 'not in it';
    return isTold(partitions) && !isUnknown(partitions) ? `${partitions} (weight ${told(its)})` : `weight ${told(its)}`;
  };
  return [`partitions on ${code(name)}`, cell(before, weight.before), cell(after, weight.after)];
}

function isTold(value: Seen | undefined): boolean {
  return value !== undefined && value !== null;
}

function told(value: Seen | undefined): string {
  if (isUnknown(value)) return 'known after apply';
  return isTold(value) ? `${value}` : '–';
}

function rotated({ change, path, before, after, isOtherValue }: Rotation): string {
  const place = `${where(change)}, ${change.label}, ${code(path.join('.'))}`;
  if (isOtherValue) return `${place}: what is set there is not ${code(before)}, and becomes ${code(after ?? before)}.`;
  if (before === undefined && after === undefined) return `${place}: a hidden value becomes another one.`;
  return `${place}: ${before === undefined ? 'a value' : code(before)} becomes ${after === undefined ? 'another value' : code(after)}.`;
}
