import type { PackageStatus } from '../../host/packages/package-status';
import { Packages } from '../../host/packages/packages';
import { isUnknown } from '../../plugin/value/unknown';
import { bool, map, set, string } from '../../schema/attribute';
import type { Context } from '../../schema/context';
import type { Inputs, State } from '../../schema/model';
import { GONE, resource } from '../../schema/resource';
import { each, eachKey, matches, notEmpty, oneOf } from '../../schema/validator';
import { hostAnd } from '../host-and';
import { hostAttribute } from '../host-attribute';
import type { Runtime } from '../runtime';
import { debconfAnswers, debconfKey, oneLineEach } from './debconf';
import { explainPackages, notInstalled } from './package-errors';

const attributes = {
  host: hostAttribute,
  packages: set('string', {
    description: 'Names of packages. They are installed together, in the version that is current at that time.',
    required: true,
    validate: [notEmpty(), each(matches(/^[a-z0-9][a-z0-9+.-]+$/, 'the name of a package such as "memcached"'))],
    example: '["memcached", "python3-memcache"]',
  }),
  hold: bool({ description: 'Whether the packages are kept from being upgraded.', default: false }),
  recommends: bool({
    description: 'Whether the packages that these recommend are installed with them.',
    default: false,
  }),
  start_services: bool({
    description:
      'Whether the packages may start their services while they are installed. Unconfigured ones often crash again and again, so by default they wait for a `service` resource.',
    default: false,
  }),
  debconf: map('string', {
    description:
      'Answers to questions that the packages ask while they are installed or reconfigured. A key is `QUESTION TYPE`, or `OWNER QUESTION TYPE` ' +
      'where the question does not begin with the name of its package. They are given once and not looked at again. May refer to secrets.',
    optional: true,
    validate: [eachKey(debconfKey), oneLineEach],
    example: '{ "nova/my-ip string" = "192.0.2.11" }',
  }),
  on_destroy: string({
    description:
      'What becomes of packages that were not there before: `purge`, `remove`, which leaves their configuration, or `keep`.',
    default: 'purge',
    validate: [oneOf('purge', 'remove', 'keep')],
  }),
  versions: map('string', {
    description: 'The installed version of each package.',
    computed: true,
    follows: ['packages'],
  }),
};
type Attributes = typeof attributes;

/** Debian packages on a host. */
export const packages = resource<Runtime>()({
  name: 'package',
  description:
    'Debian packages on a host. What is installed already is left in its version. Destroying this removes the packages that it brought and what ' +
    'they had pulled in, as far as nothing else needs it; packages that were there before stay.',
  example: `resource "stackwright_package" "cache" {
  host     = "node1"
  packages = ["memcached", "python3-memcache"]
}`,
  attributes,
  timeouts: { create: 1800, read: 120, update: 1800, delete: 900 },

  async read({ runtime, importing }, state) {
    const all = await runtime.host(state.host).packages.all();
    if (!state.packages.some((name) => all.has(name))) return GONE;
    const there = state.packages.filter((name) => all.get(name)?.installed);
    const held = there.filter((name) => all.get(name)?.held);
    // One package that is not as the others shows as drift, whichever way it should be.
    const hold = importing || state.hold ? held.length === there.length && held.length > 0 : held.length > 0;
    return {
      ...state,
      packages: there,
      hold,
      recommends: state.recommends ?? false,
      start_services: state.start_services ?? false,
      on_destroy: state.on_destroy ?? 'purge',
      versions: versionsOf(there, all),
    };
  },

  create: (context, inputs) => install(context, inputs),

  async update(context, inputs) {
    const state = await install(context, inputs);
    await release(context, inputs, inputs.packages);
    return state;
  },

  async planDestroy({ runtime, diagnostics }, { host, packages, on_destroy }) {
    if (on_destroy !== 'purge') return;
    const brought = await runtime.host(host).packages.brought();
    const going = packages.filter((name) => brought.has(name));
    if (going.length === 0) return;
    diagnostics.warn(
      'Packages are purged with what belongs to them',
      `${going.join(', ')} on ${host} will be purged: their configuration goes, and for some packages their data. Set on_destroy = "remove" or "keep" and apply that first to keep it.`,
    );
  },

  delete: (context, state) => release(context, state, []),

  import: {
    format: 'HOST:PACKAGE,PACKAGE...',
    example: 'node1:memcached,python3-memcache',
    parse(id) {
      const found = hostAnd(id);
      return found && { host: found.host, packages: found.rest.split(',') };
    },
  },
});

/** The private fact by which the host knows this resource; packages may come to it and go. */
const CLAIM = 'claim';

async function install(context: Context<Runtime>, inputs: Inputs<Attributes>): Promise<State<Attributes>> {
  const host = context.runtime.host(inputs.host);
  const { packages: names, hold, recommends, start_services: startServices, debconf } = inputs;
  const id = context.private.get<string>(CLAIM) ?? Packages.claimId(names);
  context.private.set(CLAIM, id);
  const answers = debconfAnswers(debconf ?? {});
  const request = { claim: { id, names }, hold, recommends, startServices, answers };
  await explainPackages(host.name, names, () => host.packages.install(request, context.signal));
  const all = await host.packages.all();
  const missing = names.filter((name) => !all.get(name)?.installed);
  if (missing.length > 0) throw notInstalled(host.name, missing);
  // What the plan promised stands, even if somebody upgrades a package at this very moment.
  const versions = isUnknown(inputs.versions) ? versionsOf(names, all) : inputs.versions;
  return { ...inputs, versions: versions as State<Attributes>['versions'] };
}

/** Gives up all packages but those that are still wanted. */
async function release(
  { runtime, signal, diagnostics, private: facts }: Context<Runtime>,
  state: Pick<State<Attributes>, 'host' | 'packages' | 'on_destroy'>,
  wanted: readonly string[],
): Promise<void> {
  const host = runtime.host(state.host);
  const id = facts.get<string>(CLAIM) ?? Packages.claimId(state.packages);
  const request = { claim: { id, names: wanted }, removal: state.on_destroy as 'purge' | 'remove' | 'keep' };
  const kept = await explainPackages(host.name, state.packages, () => host.packages.release(request, signal));
  if (kept.length === 0) return;
  diagnostics.warn(
    'Packages stay because others need them',
    `${kept.join(', ')} on ${state.host} are needed by other packages. They are marked as installed automatically, and go with those.`,
  );
}

function versionsOf(
  names: readonly string[],
  all: ReadonlyMap<string, PackageStatus>,
): Readonly<Record<string, string>> {
  return Object.fromEntries(names.map((name) => [name, all.get(name)?.version ?? '']));
}
