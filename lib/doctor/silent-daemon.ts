import { unitName } from '../host/units/drop-in';
import type { Examination, Examined } from './examination';
import { type Finding, type Place, problem } from './finding';
import { explanation } from './known-words';

/** A daemon of which an API says that it does not report. */
export interface SilentDaemon {
  /** For people: `Nova's nova-compute`. */
  readonly who: string;
  /** The host as the service calls it. */
  readonly hostname: string;
  /** How long it has not reported, for people: `has never reported`. */
  readonly what: string;
  /** Name of its unit, where the stack tells; otherwise that of the program is tried. */
  readonly unit?: string;
  readonly program?: string;
}

/** What a silent daemon complains of itself. A unit that does not run is told of where units are, and not here. */
export async function silentDaemon(
  { hosts }: Examination,
  { who, hostname, what, unit: given, program }: SilentDaemon,
): Promise<Finding[]> {
  const examined = hosts.find((candidate) => isCalled(candidate, hostname));
  const unit = given ?? (examined && program !== undefined ? unitOf(examined, program) : undefined);
  if (examined && unit !== undefined && isTold(examined, unit)) return [];
  const said = examined && unit !== undefined ? (await examined.host.units.complaints(unit)).split('\n') : [];
  const known = explanation(said);
  const log = known?.line ?? said.findLast((line) => line !== '');
  const place: Place = {
    ...(examined && { host: examined.name }),
    ...(unit !== undefined && { unit }),
    ...(log !== undefined && { log }),
  };
  const cause = `${who} on ${hostname} ${what}, so it counts as down${known ? `: ${known.cause}` : '.'}`;
  const restart = unit === undefined ? '' : `: "systemctl restart ${unit}"`;
  return [problem(cause, place, known?.fix ?? `Look into its log, and restart it${restart}.`)];
}

/** The stack's unit for a program of that name. */
function unitOf({ wanted }: Examined, program: string): string | undefined {
  return wanted.units.find(({ name }) => name === unitName(program))?.name;
}

/** By its name, or as it calls itself in the configuration of its services. */
function isCalled({ name, wanted }: Examined, hostname: string): boolean {
  return name === hostname || [...wanted.settings.values()].some((sections) => sections.DEFAULT?.host === hostname);
}

function isTold({ facts, wanted }: Examined, unit: string): boolean {
  return wanted.units.some(({ name, active }) => name === unit && active) && facts.units.get(unit)?.state !== 'active';
}
