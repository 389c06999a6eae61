import type { Diagnosis } from '../diagnosis';
import type { Examined } from '../examination';
import { type Finding, problem } from '../finding';
import type { UnitFacts } from '../host-facts';
import { explanation } from '../known-words';
import type { WantedUnit } from '../wanted';

/** Units that do not run, or start again and again, and what keeps them from it. */
export const units: Diagnosis = {
  subject: 'units',
  look: ({ hosts }) =>
    hosts.flatMap((examined) =>
      examined.wanted.units
        .filter(({ active }) => active)
        .flatMap((unit) => lookAt(examined, unit, examined.facts.units.get(unit.name))),
    ),
};

function lookAt(examined: Examined, unit: WantedUnit, facts: UnitFacts | undefined): Finding[] {
  const { name: host } = examined;
  const place = { host, unit: unit.name };
  if (!facts || facts.state === null) {
    const fix = 'Deploy the stack, which installs what brings it.';
    return [problem(`${host} has no unit ${unit.name}: its package is not installed.`, place, fix)];
  }
  const taken = portTaken(examined, unit, facts);
  if (taken) return [taken];
  // A daemon that has crashed once may have run since then for weeks.
  return facts.state === 'active' ? [] : [notRunning(host, unit, facts)];
}

const TAKEN = /address (already )?in use|EADDRINUSE|Could not bind to/i;

/** Some try for a while to get a port before they say so, and count as running meanwhile. */
function portTaken({ name: host, facts }: Examined, { name, port }: WantedUnit, unit: UnitFacts): Finding | undefined {
  const listeners = facts.listeners.filter((listener) => listener.port === port);
  if (port === null || listeners.some((listener) => listener.unit === name)) return undefined;
  const log = unit.said.findLast((line) => TAKEN.test(line));
  const place = { host, unit: name, ...(log !== undefined && { log }) };
  const [other] = listeners;
  if (!other && (log === undefined || unit.state === 'active')) return undefined;
  if (!other) {
    const cause = `${name} on ${host} could not start: port ${port} was taken. Nobody listens there any more.`;
    return problem(cause, place, `Start it: "systemctl restart ${name}".`);
  }
  const who = `${other.process} (process ${other.pid}${other.unit === null ? '' : ` of ${other.unit}`})`;
  const stop = other.unit?.endsWith('.service') ? `systemctl stop ${other.unit}` : `kill ${other.pid}`;
  return problem(
    `${name} on ${host} cannot start: port ${port} is taken by ${who}, which listens at ${other.address}.`,
    place,
    `Stop that ("${stop}"), or give one of them another port in the stack; then "systemctl restart ${name}".`,
  );
}

function notRunning(host: string, { name }: WantedUnit, { state, restarts, said }: UnitFacts): Finding {
  const how = {
    active: 'runs',
    failed: 'has failed',
    inactive: 'does not run',
    restarting: `ends each time it is started (${restarts} times)`,
    starting: 'has not come up yet',
  }[state ?? 'inactive'];
  const known = explanation(said);
  const log =
    known?.line ?? said.findLast((line) => /\b(ERROR|CRITICAL|FATAL)\b|\bError:|Exception/.test(line)) ?? said.at(-1);
  const place = { host, unit: name, ...(log !== undefined && { log }) };
  if (known) return problem(`${name} on ${host} ${how}: ${known.cause}`, place, known.fix);
  const start = `Start it: "systemctl restart ${name}"; "journalctl -u ${name}" tells why if it does not stay.`;
  return problem(`${name} on ${host} ${how}.`, place, start);
}
