import { type Manager, managerNamed, managerOf } from '../../host/network/managers';
import type { NetworkSnapshot } from '../../host/network/network';
import { settleGone, settleLink } from '../../host/network/settle';
import type { WantedLink } from '../../host/network/wanted';
import { bool, list, set, string } from '../../schema/attribute';
import type { Context } from '../../schema/context';
import { at, DiagnosticError } from '../../schema/diagnostics';
import type { Inputs, State } from '../../schema/model';
import { GONE, resource } from '../../schema/resource';
import { each } from '../../schema/validator';
import { joinCommands, sh } from '../../ssh/quote';
import { importOnHost } from '../host-and';
import { hostAttribute } from '../host-attribute';
import type { Runtime } from '../runtime';
import {
  cidr,
  ipAddress,
  linkName,
  MANAGER_ADDED,
  managerAttribute,
  mtuAttribute,
  persistentAttribute,
  rollbackSeconds,
  sameAddress,
  sameAddresses,
} from './network-attributes';
import { changeNetwork, changeTo, isKept } from './network-changes';
import { chosenManager, isOtherwiseGiven, plannedManager, refuseNotBroughtUp } from './network-manager';
import { existingLink, gatewayProblems, refuseWithoutAddress } from './network-refusals';

const attributes = {
  host: hostAttribute,
  name: string({
    description: 'Name of the interface, which is there already.',
    required: true,
    replace: true,
    validate: [linkName],
    example: '"eth1"',
  }),
  addresses: set('string', {
    description: 'Addresses with the lengths of their prefixes. Addresses that others add are left alone.',
    default: [],
    same: sameAddresses,
    validate: [each(cidr)],
    example: '["192.0.2.11/24"]',
  }),
  dhcp: bool({
    description:
      'Whether it gets an address by DHCP. Without addresses and DHCP it is up and has none, as the interface of a provider network has to be.',
    default: false,
  }),
  gateway: string({ description: 'Default gateway.', optional: true, validate: [ipAddress], example: '"192.0.2.1"' }),
  dns: list('string', {
    description: 'DNS servers.',
    default: [],
    validate: [each(ipAddress)],
    example: '["192.0.2.53"]',
  }),
  promiscuous: bool({
    description: 'Whether it takes packets for other hardware addresses, as those of guests.',
    default: false,
  }),
  mtu: mtuAttribute,
  manager: managerAttribute,
  rollback_seconds: rollbackSeconds,
  up: bool({ description: 'Whether it is up.', computed: true }),
  persistent: persistentAttribute,
};
type Attributes = typeof attributes;

/** How a host's interface is configured. */
export const networkInterface = resource<Runtime>()({
  name: 'network_interface',
  ...MANAGER_ADDED,
  description:
    'The configuration of an interface of a host, now and after a boot, by systemd-networkd or ifupdown. A change after which the host does not answer on a new SSH connection is taken back by the host itself. When this is destroyed, the interface has the configuration again that it had before.',
  example: `resource "stackwright_network_interface" "provider" {
  host        = "node1"
  name        = "eth1"
  promiscuous = true
}`,
  attributes,
  rules: [
    {
      description: '`gateway` is in a subnet of `addresses`.',
      problems: ({ gateway, addresses, dhcp }) => gatewayProblems(gateway, addresses, dhcp),
    },
  ],
  unique: ['host', 'name'],
  timeouts: { create: 300, read: 60, update: 300, delete: 300 },

  async read({ runtime, signal, importing }, state) {
    const snapshot = await runtime.host(state.host).network.look(signal);
    const link = snapshot.links.get(state.name);
    if (!link) return GONE;
    const wantedNow: State<Attributes> = importing
      ? {
          ...state,
          addresses: link.addresses.filter(({ dynamic }) => !dynamic).map(({ text }) => text),
          dhcp: link.addresses.some(({ text, dynamic }) => dynamic && !text.includes(':')),
          gateway: snapshot.gateways.get(state.name) ?? null,
          dns: snapshot.dns.get(state.name) ?? [],
          mtu: null,
          promiscuous: link.promiscuous,
          manager: managerOf(snapshot, [state.name]) ?? 'systemd-networkd',
          rollback_seconds: 30,
          up: link.up,
          persistent: true,
        }
      : state;
    const manager = managerNamed(wantedNow.manager);
    const here = link.addresses.map(({ text }) => text);
    return {
      ...wantedNow,
      addresses: wantedNow.addresses.filter((address) => here.some((text) => sameAddress(text, address))),
      gateway: wantedNow.gateway === null ? null : (snapshot.gateways.get(state.name) ?? null),
      promiscuous: link.promiscuous,
      mtu: wantedNow.mtu === null ? null : link.mtu,
      up: link.up,
      persistent: isKept(snapshot, manager, [state.name], manager.interfaceFiles(wanted(wantedNow))),
    };
  },

  async plan({ runtime, signal }, { config, prior }) {
    const { host, name, addresses, dhcp } = config;
    if (typeof host !== 'string' || typeof name !== 'string') return { planned: { up: true, persistent: true } };
    const snapshot = await runtime.host(host).network.look(signal);
    const { manager, planned } = plannedManager(snapshot, host, [name], config.manager, prior);
    check(host, snapshot, manager, name);
    const leavesNone = (addresses === null || (Array.isArray(addresses) && addresses.length === 0)) && !dhcp;
    if (leavesNone) refuseWithoutAddress(host, snapshot, [name], { addresses: [], dhcp: false }, 'addresses');
    return { planned: { ...planned, up: true, persistent: true } };
  },

  create: (context, inputs) => apply(context, inputs, null),
  update: (context, inputs, prior) => apply(context, inputs, prior),

  async delete({ runtime, signal }, state) {
    const host = runtime.host(state.host);
    await host.network.alone(async () => {
      const snapshot = await host.network.look(signal);
      const manager = managerNamed(state.manager);
      const names = [state.name];
      if (manager.ownFiles(snapshot, names).length === 0) return;
      const again = manager.name === 'ifupdown' ? sh`:` : sh`networkctl reconfigure ${state.name}`;
      const settle = sh`if [ -e ${`/sys/class/net/${state.name}`} ]; then
        ip link set dev ${state.name} promisc off
        ${again}
      fi`;
      const change = changeTo({ manager, snapshot, names, own: new Map(), links: names, settle });
      await changeNetwork(host, change, state.rollback_seconds, signal);
    }, signal);
  },

  import: importOnHost('name', 'node1:eth1'),
});

async function apply(
  { runtime, signal, save }: Context<Runtime>,
  inputs: Inputs<Attributes>,
  prior: State<Attributes> | null,
): Promise<State<Attributes>> {
  const host = runtime.host(inputs.host);
  return host.network.alone(async () => {
    const snapshot = await host.network.look(signal);
    const names = [inputs.name];
    const managed = { host: host.name, told: inputs.manager, names, isNew: !prior };
    const manager = chosenManager(snapshot, managed);
    check(host.name, snapshot, manager, inputs.name);
    refuseWithoutAddress(host.name, snapshot, names, inputs, 'addresses');
    const link = wanted(inputs);
    const was = prior && wanted(prior);
    const own = manager.interfaceFiles(link);
    const gone = was && manager.name === 'ifupdown' ? settleGone(was, link) : sh`:`;
    const settle = joinCommands([gone, settleLink(link, manager.name)]);
    const anew = was !== null && isOtherwiseGiven(was, link);
    const change = changeTo({ manager, snapshot, names, own, links: names, anew, settle });
    await changeNetwork(host, change, inputs.rollback_seconds, signal);
    const state = { ...inputs, manager: manager.name, up: true, persistent: true };
    save(state);
    refuseNotBroughtUp(host.name, await host.network.look(signal), manager, inputs.name);
    return state;
  }, signal);
}

function check(host: string, snapshot: NetworkSnapshot, manager: Manager | undefined, name: string): void {
  existingLink(host, snapshot, name, 'name');
  const bridge = manager?.bridgeOf(snapshot, name);
  if (bridge === undefined) return;
  throw new DiagnosticError(
    'A port of a bridge',
    `${name} on ${host} is a port of the bridge ${bridge}, and has no configuration of its own. Configure the bridge, or take ${name} out of its ports first.`,
    at('name'),
  );
}

function wanted(from: Inputs<Attributes> | State<Attributes>): WantedLink {
  const { name, addresses, dhcp, gateway, dns, mtu, promiscuous } = from;
  return { name, addresses: [...addresses].sort(), dhcp, gateway, dns, mtu, promiscuous };
}
