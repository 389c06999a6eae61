import { isUnknown } from '../../plugin/value/unknown';
import { code } from '../effect';
import type { Action, Change } from '../plan/change';
import { telling } from '../plan/edits';
import { diffOf } from './diff';
import { placeInWords } from './headline';
import { capitalized } from './words';

/** One resource that changes. */
export interface Block {
  readonly title: string;
  readonly action: Action;
  /** Lines behind `-`, `+` or a space. */
  readonly diff: readonly string[];
}

/** What changes of one service on one host, or of a cloud. */
export interface Group {
  /** Of the host or the cloud. */
  readonly place: string;
  /** Of the service; empty where it has none. */
  readonly part: string;
  readonly blocks: readonly Block[];
}

const ORDER: readonly Change['place']['kind'][] = ['host', 'cloud', 'other'];
const FATES: Readonly<Record<Action, string>> = {
  none: 'as it is',
  create: 'new',
  update: 'changed',
  replace: 'replaced',
  destroy: 'destroyed',
  forget: 'left alone from now on',
};

/** Changes by host and service, hosts first, in alphabetical order. */
export function groupsOf(changes: readonly Change[]): Group[] {
  const groups = new Map<string, { place: Change['place']; part: string; changes: Change[] }>();
  for (const change of changes) {
    const { place, part } = change;
    const key = [ORDER.indexOf(place.kind), place.name, part].join('\0');
    const group = groups.get(key) ?? { place, part, changes: [] };
    groups.set(key, group);
    group.changes.push(change);
  }
  return [...groups]
    .sort(([one], [other]) => (one < other ? -1 : 1))
    .map(([, { place, part, changes: inside }]) => ({ place: titleOf(place), part, blocks: inside.map(blockOf) }));
}

/** A change in one line: what it is, what becomes of it, and why. */
export function changeInWords({ label, action, reason, isImported, movedFrom }: Change): string {
  const words = [
    action === 'none' && (isImported || movedFrom !== undefined) ? '' : FATES[action],
    isImported ? 'taken over' : '',
    movedFrom === undefined ? '' : `it was ${code(movedFrom)}`,
  ];
  const why = reason === undefined ? '' : ` (${reason})`;
  return `${label}: ${words.filter((word) => word !== '').join(', ')}${why}`;
}

function titleOf(place: Change['place']): string {
  return capitalized(placeInWords(place));
}

function blockOf(change: Change): Block {
  return { title: capitalized(changeInWords(change)), action: change.action, diff: diffOf(shown(change), change.type) };
}

/** What is made or destroyed is told by what its title has not, and what nobody knows yet tells nothing. */
function shown({ action, edits, kind }: Change): Change['edits'] {
  if (action !== 'create' && action !== 'destroy') return telling(edits);
  const said = new Set(['host', 'cloud', ...(kind?.named ?? []), ...(action === 'destroy' ? ['id', 'revision'] : [])]);
  return edits.filter(({ path: [attribute = ''], after }) => !said.has(attribute) && !isUnknown(after));
}
