import { code } from '../effect';
import type { Action, Change, Place } from '../plan/change';
import type { Review } from '../review';
import { count, figure, firstOf, listed } from './words';

/** More names than this are counted. */
const MOST_NAMES = 8;

/** What a plan does in one line, counted as Terraform counts: what is replaced is added and destroyed. */
export function headlineOf({ changes, drift }: Review): string {
  const number = (...actions: readonly Action[]) => changes.filter(({ action }) => actions.includes(action)).length;
  const replaced = number('replace');
  const parts = [
    `${figure(number('create') + replaced)} to add`,
    `${figure(number('update'))} to change`,
    `${figure(number('destroy') + replaced)} to destroy`,
  ];
  const acted = changes.filter(({ action }) => action !== 'none');
  if (acted.length === 0) {
    const handmade =
      drift.length === 0 ? '' : `, though ${count(drift.length, 'resource was', 'resources were')} changed by hand`;
    return `Nothing to do: what is there is as it is configured${handmade}.`;
  }
  const among = replaced === 0 ? '' : ` (${replaced} of them ${replaced === 1 ? 'is' : 'are'} replaced)`;
  return `${parts.join(', ')}${among}, ${placesOf(acted)}.`;
}

/** What has to be known besides. */
export function notesOf({ changes, asked, outputs, isPartial }: Review): string[] {
  const number = (fits: (change: Change) => boolean) => changes.filter(fits).length;
  const back = changes.length - asked.length;
  const imported = number(({ isImported }) => isImported);
  const moved = number(({ movedFrom }) => movedFrom !== undefined);
  const forgotten = number(({ action }) => action === 'forget');
  const elsewhere = number(({ kind, action }) => kind === undefined && action !== 'none');
  return [
    isPartial
      ? 'This plan is not complete: Terraform was told to plan a part, or has put something off. Another plan follows it.'
      : '',
    back > 0 ? `${count(back, 'of these only puts', 'of these only put')} back what was changed by hand.` : '',
    imported > 0 ? `${count(imported, 'resource is', 'resources are')} taken over (import).` : '',
    moved > 0 ? `${count(moved, 'resource only gets', 'resources only get')} another address in the state.` : '',
    forgotten > 0
      ? `${count(forgotten, 'resource is', 'resources are')} left alone from now on, and not destroyed.`
      : '',
    elsewhere > 0
      ? `${count(elsewhere, 'resource is', 'resources are')} of other providers: what their changes mean is not known here.`
      : '',
    outputs > 0 ? `${count(outputs, 'output changes', 'outputs change')}.` : '',
  ].filter((note) => note !== '');
}

/** Where something is, in the words that follow what it is. */
export function placeInWords({ kind, name }: Place): string {
  if (kind === 'host') return `on ${code(name)}`;
  return kind === 'cloud' ? `in the cloud ${code(name)}` : `elsewhere (${code(name)})`;
}

function placesOf(changes: readonly Change[]): string {
  const names = (wanted: Place['kind']) =>
    [
      ...new Set(
        changes.filter(({ place: { kind } }) => kind === wanted).flatMap(({ place: { name } }) => name.split(', ')),
      ),
    ].sort();
  const [hosts, clouds, others] = [names('host'), names('cloud'), names('other')];
  return listed(
    [
      hosts.length > 0 ? `on ${firstOf(hosts.map(code), MOST_NAMES)}` : '',
      clouds.length > 0
        ? `in the ${clouds.length === 1 ? 'cloud' : 'clouds'} ${firstOf(clouds.map(code), MOST_NAMES)}`
        : '',
      others.length > 0 ? `elsewhere (${firstOf(others.map(code), MOST_NAMES)})` : '',
    ].filter((words) => words !== ''),
  );
}
