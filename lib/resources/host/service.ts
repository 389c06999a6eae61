import { sameSettings, type UnitSettings, unitName } from '../../host/units/drop-in';
import type { UnitInfo } from '../../host/units/units';
import { bool, map, mapOfMapsOfLists, string } from '../../schema/attribute';
import { GONE, resource } from '../../schema/resource';
import { matches } from '../../schema/validator';
import { importOnHost } from '../host-and';
import { hostAttribute } from '../host-attribute';
import type { Runtime } from '../runtime';
import { readinessAttribute } from './readiness';
import { keepService, releaseService } from './service-changes';
import { overridesAreUnitSettings } from './unit-settings';

const attributes = {
  host: hostAttribute,
  name: string({
    description: 'Name of the systemd unit. Without a suffix it is a service.',
    required: true,
    replace: true,
    same: (one, other) => unitName(one) === unitName(other),
    validate: [
      matches(
        /^[A-Za-z0-9:_.\\-]+(@[A-Za-z0-9:_.\\-]+)?$/,
        'the name of a unit such as "memcached" or "getty@tty1.service"',
      ),
    ],
    example: '"memcached"',
  }),
  enabled: bool({ description: 'Whether it starts when the host boots.', default: true }),
  active: bool({ description: 'Whether it runs.', default: true }),
  overrides: mapOfMapsOfLists({
    description:
      "Settings that add to or replace those of the unit's own file, by section and key, in a drop-in file. Every key has a list of values; " +
      'an empty first value drops those that the unit has itself. Every user of the host can read them: secrets belong in a file of mode `0600` that `EnvironmentFile` names.',
    optional: true,
    validate: [overridesAreUnitSettings],
    example: '{ Service = { LimitNOFILE = ["65536"] } }',
  }),
  restart_on: map('string', {
    description: 'The service restarts when any of these values changes: hashes of files that it reads, say.',
    optional: true,
    example: '{ config = stackwright_file.config.sha256 }',
  }),
  readiness: readinessAttribute,
};
export type ServiceAttributes = typeof attributes;

/** A systemd unit: whether it runs, whether it starts at boot, and with which settings. */
export const service = resource<Runtime>()({
  name: 'service',
  description:
    'A systemd unit on a host. It restarts when its `overrides` or a value in `restart_on` changes. A unit that does not start, ends at once or ' +
    'does not become ready is an error that shows the last lines of its journal. Destroying this puts the unit back as it was found.',
  example: `resource "stackwright_service" "memcached" {
  host       = "node1"
  name       = "memcached"
  restart_on = { config = stackwright_file.memcached.sha256 }
  readiness  = { tcp = "127.0.0.1:11211" }
}`,
  attributes,
  timeouts: { create: 600, read: 60, update: 600, delete: 300 },

  async read({ runtime, importing }, state) {
    const unit = await runtime.host(state.host).units.info(unitName(state.name));
    if (!unit) return GONE;
    const overrides = inEffect(unit, importing ? null : state.overrides);
    return { ...state, enabled: unit.enabled, active: unit.active, overrides };
  },

  create: (context, inputs) => keepService(context, inputs),
  update: (context, inputs, prior) => keepService(context, inputs, prior),
  delete: (context, state) => releaseService(context, state),

  import: importOnHost('name', 'node1:memcached', 'UNIT'),
});

/**
 * The settings that the unit has. Null when they are as they should be but the unit was started before they were written,
 * as after an apply that was killed in between: then the plan shows that they have yet to come into effect.
 */
function inEffect({ settings, outdated }: UnitInfo, expected: UnitSettings | null): UnitSettings | null {
  return outdated && sameSettings(settings, expected) ? null : settings;
}
