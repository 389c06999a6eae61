import { managerNamed, managerOf } from '../../host/network/managers';
import type { NetworkSnapshot } from '../../host/network/network';
import { settleVeth } from '../../host/network/settle';
import type { WantedVeth } from '../../host/network/wanted';
import { string } from '../../schema/attribute';
import type { Context } from '../../schema/context';
import { at, DiagnosticError } from '../../schema/diagnostics';
import type { Inputs, State } from '../../schema/model';
import { GONE, resource } from '../../schema/resource';
import { sh } from '../../ssh/quote';
import { importOnHost } from '../host-and';
import { hostAttribute } from '../host-attribute';
import type { Runtime } from '../runtime';
import {
  linkName,
  MANAGER_ADDED,
  managerAttribute,
  mtuAttribute,
  persistentAttribute,
  rollbackSeconds,
} from './network-attributes';
import { changeNetwork, changeTo, derivedMac, isKept } from './network-changes';
import { chosenManager, knownNames, plannedManager, refuseNotBroughtUp } from './network-manager';
import { existingLink, refuseForeign } from './network-refusals';
import { newRevision, revised } from './revision';

const attributes = {
  host: hostAttribute,
  name: string({
    description: 'Name of the first end.',
    required: true,
    replace: true,
    validate: [linkName],
    example: '"vmup0"',
  }),
  peer: string({
    description:
      'Name of the other end. It is up, has no address, and stays in whatever bridge others put it, so that a Neutron agent may have it as its physical interface.',
    required: true,
    replace: true,
    validate: [linkName],
    example: '"vmnic0"',
  }),
  bridge: string({
    description: 'Bridge of which the first end is a port. Without one it is free as well.',
    optional: true,
    validate: [linkName],
    example: '"br100"',
  }),
  mtu: mtuAttribute,
  manager: managerAttribute,
  rollback_seconds: rollbackSeconds,
  persistent: persistentAttribute,
  revision: string({
    description:
      'When the pair was made. It is what `restart_on` of a service needs that puts the peer into a bridge when it starts: another pair of the same name is in none.',
    computed: true,
    stable: true,
  }),
};
type Attributes = typeof attributes;

/** A pair of virtual interfaces on a host. */
export const networkVeth = resource<Runtime>()({
  name: 'network_veth',
  ...MANAGER_ADDED,
  description:
    'A pair of virtual interfaces on a host, now and after a boot, by systemd-networkd or ifupdown: what goes into one comes out of the other. With one end in a bridge the other stands for an interface of its own, where a host has no second one.',
  example: `resource "stackwright_network_veth" "provider" {
  host   = "node1"
  name   = "vmup0"
  peer   = "vmnic0"
  bridge = stackwright_network_bridge.br100.name
}`,
  attributes,
  unique: ['host', 'name'],
  timeouts: { create: 300, read: 60, update: 300, delete: 300 },

  async read({ runtime, signal, importing }, state) {
    const snapshot = await runtime.host(state.host).network.look(signal);
    const link = snapshot.links.get(state.name);
    if (link?.kind !== 'veth' || link.peer === null) return GONE;
    const now = { ...state, peer: link.peer, bridge: link.master, mtu: state.mtu === null ? null : link.mtu };
    const manager = managerOf(snapshot, [state.name]) ?? 'systemd-networkd';
    const known = importing
      ? { ...now, manager, mtu: null, rollback_seconds: 30, persistent: false, revision: newRevision() }
      : state;
    return {
      ...known,
      peer: now.peer,
      bridge: now.bridge,
      persistent: isPersistent(snapshot, known),
    };
  },

  async plan({ runtime, signal }, { config, prior }) {
    const { host, name, peer, bridge } = config;
    if (name === peer && typeof name === 'string')
      throw new DiagnosticError(
        'Two ends of one name',
        `name and peer are both "${name}". Give two names.`,
        at('peer'),
      );
    if (typeof host !== 'string') return { planned: { persistent: true } };
    const snapshot = await runtime.host(host).network.look(signal);
    const { planned } = plannedManager(snapshot, host, knownNames(name, peer, bridge), config.manager, prior);
    return { planned: { ...planned, persistent: true } };
  },

  create: (context, inputs) => apply(context, inputs, true),
  update: (context, inputs) => apply(context, inputs, false),

  async delete({ runtime, signal }, state) {
    const host = runtime.host(state.host);
    await host.network.alone(async () => {
      const snapshot = await host.network.look(signal);
      const names = [state.name, state.peer];
      const manager = managerNamed(state.manager);
      if (manager.ownFiles(snapshot, names).length === 0 && !snapshot.links.has(state.name)) return;
      const own = new Map();
      const change = changeTo({ manager, snapshot, names, own, links: names, settle: sh`:` }, [state.name]);
      await changeNetwork(host, change, state.rollback_seconds, signal);
    }, signal);
  },

  import: importOnHost('name', 'node1:vmup0'),
});

async function apply(
  { runtime, signal, save }: Context<Runtime>,
  inputs: Inputs<Attributes>,
  isNew: boolean,
): Promise<State<Attributes>> {
  const host = runtime.host(inputs.host);
  return host.network.alone(async () => {
    const snapshot = await host.network.look(signal);
    const { name, peer, bridge } = inputs;
    const names = [name, peer];
    const about = bridge === null ? names : [...names, bridge];
    const manager = chosenManager(snapshot, { host: host.name, told: inputs.manager, names: about, isNew });
    if (bridge !== null) existingLink(host.name, snapshot, bridge, 'bridge');
    const own = manager.ownFiles(snapshot, names).length > 0;
    if (isNew) for (const end of names) refuseForeign(host, snapshot, end, own, 'veth pair');
    const pair = wanted(inputs);
    const files = manager.vethFiles(pair);
    const change = changeTo({ manager, snapshot, names, own: files, links: names, settle: settleVeth(pair) });
    await changeNetwork(host, change, inputs.rollback_seconds, signal);
    const state = { ...inputs, manager: manager.name, persistent: true, revision: revised(inputs.revision) };
    save(state);
    refuseNotBroughtUp(host.name, await host.network.look(signal), manager, name);
    return state;
  }, signal);
}

function isPersistent(snapshot: NetworkSnapshot, state: State<Attributes>): boolean {
  const manager = managerNamed(state.manager);
  return isKept(snapshot, manager, [state.name, state.peer], manager.vethFiles(wanted(state)));
}

function wanted({ host, name, peer, bridge, mtu }: Inputs<Attributes> | State<Attributes>): WantedVeth {
  return { name, peer, bridge, mtu, mac: derivedMac(host, name), peerMac: derivedMac(host, peer) };
}
