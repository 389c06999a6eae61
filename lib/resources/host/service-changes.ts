import type { Host } from '../../host/host';
import { sameSettings, unitName } from '../../host/units/drop-in';
import { UnitFailed } from '../../host/units/start-unit';
import type { UnitInfo } from '../../host/units/units';
import type { Context } from '../../schema/context';
import { at, DiagnosticError } from '../../schema/diagnostics';
import type { Inputs, State } from '../../schema/model';
import type { Runtime } from '../runtime';
import { configuredProbe } from './readiness';
import type { ServiceAttributes } from './service';

/** How a unit was before it was first changed. */
interface FoundUnit {
  readonly enabled: boolean;
  readonly active: boolean;
}

/** Makes a unit what is asked for. Without a prior state it may have been changed before, by a run that was killed. */
export async function keepService(
  { runtime, signal, save }: Context<Runtime>,
  inputs: Inputs<ServiceAttributes>,
  prior?: State<ServiceAttributes>,
): Promise<State<ServiceAttributes>> {
  const host = runtime.host(inputs.host);
  const { units } = host;
  const name = unitName(inputs.name);
  const unit = await usable(host, name);
  const found: FoundUnit = { enabled: unit.enabled, active: unit.active };
  await units.found.remember(name, JSON.stringify(found), signal);
  // From here on there is something to put back, whatever fails. A failed update keeps its prior state, with which the
  // next one still knows that it has to restart.
  if (!prior) save(inputs);

  // When settings are taken out, an empty file stands in for them until the unit has restarted: a run that is killed
  // in between leaves it behind, and the next plan sees it.
  const settings = inputs.overrides ?? (unit.settings && {});
  const resettled = !sameSettings(unit.settings, settings);
  if (settings && resettled) await units.writeSettings(name, settings, signal);
  if (resettled || unit.needsReload) await units.reload();
  if (inputs.enabled !== unit.enabled) await setEnabled(host, unit, inputs.enabled, signal);
  if (inputs.active) {
    const changed = prior
      ? !sameMap(prior.restart_on, inputs.restart_on) || !sameSettings(prior.overrides, inputs.overrides)
      : inputs.restart_on !== null;
    await bringUp(host, unit, inputs, changed || resettled || unit.outdated, signal);
  } else {
    // One that crashes again and again is not active, and is to stay away all the same.
    await units.stop(unit.id, signal);
  }

  if (inputs.overrides === null && unit.settings) {
    await units.removeSettings(name, signal);
    await units.reload();
  }
  return { ...inputs };
}

/** Puts a unit back as it was found, as far as there still is one. */
export async function releaseService(
  { runtime, signal }: Context<Runtime>,
  state: State<ServiceAttributes>,
): Promise<void> {
  const host = runtime.host(state.host);
  const { units } = host;
  const name = unitName(state.name);
  const unit = await units.info(name);
  await units.removeSettings(name, signal);
  if (unit && (unit.settings || unit.needsReload)) await units.reload();
  const note = await units.found.recall(name, signal);
  if (unit && !unit.masked) {
    const found: FoundUnit = note === undefined ? unit : (JSON.parse(note) as FoundUnit);
    try {
      await putBack(host, unit, found, signal);
    } catch (error) {
      // Its package may be purged at this very moment: then there is nothing left to put back.
      if ((await units.info(name)) !== null) throw error;
    }
  }
  await units.found.forget(name, signal);
}

async function putBack({ units }: Host, unit: UnitInfo, found: FoundUnit, signal: AbortSignal): Promise<void> {
  if (found.enabled !== unit.enabled) await units.setEnabled(unit.id, found.enabled, signal);
  if (!found.active) await units.stop(unit.id, signal);
  else if (!unit.active || unit.settings) {
    await units.bringUp(unit.id, { verb: unit.active ? 'restart' : 'start', signal });
  }
}

async function usable({ name: host, units }: Host, name: string): Promise<UnitInfo> {
  let unit = await units.info(name);
  if (!unit) {
    // Its file may be newer than what systemd has read.
    await units.reload();
    unit = await units.info(name);
  }
  if (!unit) {
    const similar = await units.similar(name);
    const known = similar.length > 0 ? ` It has ${similar.join(', ')}.` : '';
    throw new DiagnosticError(
      'No such unit',
      `${host} has no ${name}.${known} Mend the name, or install first what brings the unit: name that resource in depends_on.`,
      at('name'),
    );
  }
  if (unit.masked) {
    throw new DiagnosticError(
      'The unit is masked',
      `${name} on ${host} is masked: it was made impossible to start. Run "systemctl unmask ${name}" there if it should be kept after all.`,
      at('name'),
    );
  }
  return unit;
}

async function setEnabled({ name: host, units }: Host, unit: UnitInfo, enabled: boolean, signal: AbortSignal) {
  await units.setEnabled(unit.id, enabled, signal);
  const after = await units.info(unit.id);
  if (!after || after.enabled === enabled) return;
  throw new DiagnosticError(
    enabled ? 'The unit cannot be enabled' : 'The unit cannot be disabled',
    `${unit.id} on ${host} is ${after.fileState || 'without a unit file'}, ${
      enabled ? 'so nothing starts it at boot by itself. Set enabled = false' : 'and stays so. Set enabled = true'
    }, or keep another unit that it belongs to.`,
    at('enabled'),
  );
}

async function bringUp(
  host: Host,
  unit: UnitInfo,
  inputs: Inputs<ServiceAttributes>,
  restart: boolean,
  signal: AbortSignal,
): Promise<void> {
  const probe = configuredProbe(inputs.readiness);
  const verb = unit.active ? (restart ? 'restart' : 'keep') : 'start';
  if (verb === 'keep' && !probe) return;
  try {
    await host.units.bringUp(unit.id, { verb, probe, timeoutSeconds: inputs.readiness?.timeout_seconds, signal });
  } catch (error) {
    throw error instanceof UnitFailed ? await explained(host, error, inputs) : error;
  }
}

/** A unit that failed, in words: what happened, what systemd and the unit itself say of it, what to do. */
async function explained(
  { name: host, units }: Host,
  failed: UnitFailed,
  inputs: Inputs<ServiceAttributes>,
): Promise<DiagnosticError> {
  const { unit, reason, said, status } = failed;
  // What is wrong with its settings was said when they were read, before it was started.
  const journal = failed.journal || (await units.lastWords(unit));
  const seconds = inputs.readiness?.timeout_seconds;
  const told = {
    'not-started': ['did not start', 'active', 'Mend what it complains of, and apply again.'],
    ended: ['did not go on running', 'active', 'Mend what it complains of, and apply again.'],
    'not-ready': [
      `was not ready within ${seconds} seconds`,
      'readiness',
      'Mend what keeps it, or the probe; if it only needs longer, raise readiness.timeout_seconds.',
    ],
    finished: [
      'does its work and ends',
      'active',
      'Such a unit is never active for long. Set active = false, or keep the timer that starts it.',
    ],
  }[reason] as [string, string, string];
  const logged = (await units.complaints(unit)).split('\n').filter((line) => line !== '' && !journal.includes(line));
  const parts = [
    `${unit} on ${host} ${told[0]}.`,
    said,
    status,
    journal === '' ? 'It wrote nothing to the journal.' : `Its last words in the journal:\n${journal}`,
    logged.length === 0 ? '' : `What it complained of last:\n${logged.join('\n')}`,
    told[2],
  ];
  return new DiagnosticError(`${unit} ${told[0]}`, parts.filter((part) => part !== '').join('\n\n'), at(told[1]));
}

function sameMap(one: Readonly<Record<string, string>> | null, other: Readonly<Record<string, string>> | null) {
  const text = (map: Readonly<Record<string, string>> | null) =>
    JSON.stringify(map && Object.entries(map).sort(([a], [b]) => (a < b ? -1 : 1)));
  return text(one) === text(other);
}
