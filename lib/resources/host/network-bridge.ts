import { network } from '../../host/firewall/addresses';
import type { Host } from '../../host/host';
import { type Manager, managerNamed, managerOf } from '../../host/network/managers';
import type { NetworkSnapshot } from '../../host/network/network';
import { settleBridge, settleGone } from '../../host/network/settle';
import type { WantedBridge } from '../../host/network/wanted';
import { isUnknown } from '../../plugin/value/unknown';
import type { Context } from '../../schema/context';
import { at, DiagnosticError } from '../../schema/diagnostics';
import { GONE, resource } from '../../schema/resource';
import { joinCommands, sh } from '../../ssh/quote';
import { importOnHost } from '../host-and';
import type { Runtime } from '../runtime';
import { MANAGER_ADDED, sameAddress } from './network-attributes';
import { type BridgeInputs, type BridgeState, bridgeAttributes } from './network-bridge-attributes';
import { changeNetwork, changeTo, derivedMac, isKept } from './network-changes';
import { chosenManager, isOtherwiseGiven, knownNames, plannedManager, refuseNotBroughtUp } from './network-manager';
import { existingLink, gatewayProblems, refuseForeign, refuseTaken, refuseWithoutAddress } from './network-refusals';
import { takenOver } from './network-take-over';

/** A bridge of a host. */
export const networkBridge = resource<Runtime>()({
  name: 'network_bridge',
  ...MANAGER_ADDED,
  description:
    'A bridge on a host, now and after a boot, by systemd-networkd or ifupdown. A port that carries the address of the host hands address and routes over to the bridge. ' +
    'A change after which the host does not answer on a new SSH connection is taken back by the host itself. When this is destroyed, ports have the configuration again that they had before.',
  example: `resource "stackwright_network_bridge" "br100" {
  host  = "node1"
  name  = "br100"
  ports = ["eth0"]
}`,
  attributes: bridgeAttributes,
  rules: [
    {
      description: '`gateway` is in a subnet of `addresses`.',
      problems: ({ gateway, addresses, dhcp }) => gatewayProblems(gateway, addresses, dhcp),
    },
    {
      description: 'With `stp`, `forward_delay` is from 2 to 30.',
      problems({ stp, forward_delay: delay }) {
        // The kernel makes 2 of less, so that another value would never be reached.
        if (stp !== true || (delay !== null && (typeof delay !== 'number' || delay >= 2))) return [];
        const detail = `forward_delay is ${delay ?? 0}. With stp = true the kernel takes no less than 2 seconds: give forward_delay = 2 to 30, as the other bridges of the network have it.`;
        return [{ severity: 'error', summary: 'Invalid value in forward_delay', detail, path: at('forward_delay') }];
      },
    },
  ],
  unique: ['host', 'name'],
  timeouts: { create: 300, read: 60, update: 300, delete: 300 },

  async read({ runtime, signal, importing }, state) {
    const snapshot = await runtime.host(state.host).network.look(signal);
    const link = snapshot.links.get(state.name);
    if (!link?.bridge) return GONE;
    const there = [...snapshot.links.values()].filter(({ master }) => master === state.name).map(({ name }) => name);
    const here = link.addresses.map(({ text }) => text);
    if (importing) {
      const told = takenOver(snapshot, [state.name]);
      const imported: BridgeState = {
        ...state,
        ...told,
        ports: there.filter((name) => snapshot.links.get(name)?.kind === null),
        stp: link.bridge.stp,
        forward_delay: link.bridge.forwardDelay,
        mac_address: link.mac ?? '',
        mtu: null,
        manager: managerOf(snapshot, [state.name, ...there]) ?? 'systemd-networkd',
        rollback_seconds: 30,
        persistent: false,
      };
      return { ...imported, persistent: isPersistent(snapshot, imported) };
    }
    return {
      ...state,
      ports: state.ports.filter((name) => there.includes(name)),
      addresses: state.addresses.filter((address) => here.some((text) => sameAddress(text, address))),
      stp: link.bridge.stp,
      forward_delay: link.bridge.forwardDelay,
      mac_address: link.mac ?? '',
      mtu: state.mtu === null ? null : link.mtu,
      gateway: state.gateway === null ? null : (snapshot.gateways.get(state.name) ?? null),
      persistent: isPersistent(snapshot, state),
    };
  },

  async plan({ runtime, signal }, { config, prior, planned: open }) {
    const { host, name, ports } = config;
    if (typeof host !== 'string' || typeof name !== 'string') return undefined;
    const snapshot = await runtime.host(host).network.look(signal);
    const wantedPorts = Array.isArray(ports) ? ports.filter((port) => typeof port === 'string') : [];
    const names = knownNames(name, ports);
    const { manager, planned } = plannedManager(snapshot, host, names, config.manager, prior);
    for (const port of wantedPorts) {
      const link = existingLink(host, snapshot, port, 'ports');
      if (manager) refuseTaken(host, snapshot, manager, name, link);
    }
    const { addresses, dhcp } = config;
    const given = Array.isArray(addresses) ? addresses.map((address) => String(address)) : null;
    if (typeof dhcp === 'boolean' || given !== null) {
      const isDhcp = dhcp !== null && dhcp !== false;
      refuseWithoutAddress(
        host,
        snapshot,
        [...wantedPorts, name],
        { addresses: given ?? [], dhcp: isDhcp },
        given ? 'addresses' : 'dhcp',
      );
    }
    const resolved = prior
      ? { ...stillTrue(prior, given, config.dhcp) }
      : Array.isArray(ports)
        ? resolve(host, snapshot, config as BridgeInputs)
        : {};
    const found = Object.entries(resolved).filter(([attribute]) => isUnknown(open[attribute as keyof Resolved]));
    const settled = Object.fromEntries(found.filter(([attribute]) => config[attribute as keyof Resolved] === null));
    return { planned: { ...settled, ...planned, persistent: true } };
  },

  async create(context, inputs) {
    return apply(context, inputs, null);
  },
  update: (context, inputs, prior) => apply(context, inputs, prior),

  async delete({ runtime, signal }, state) {
    const host = runtime.host(state.host);
    await host.network.alone(async () => {
      const snapshot = await host.network.look(signal);
      const manager = managerNamed(state.manager);
      const names = [state.name];
      if (manager.ownFiles(snapshot, names).length === 0 && !snapshot.links.has(state.name)) return;
      const links = [state.name, ...state.ports];
      const settle = manager.name === 'ifupdown' ? sh`:` : reconfigure(state.ports);
      const change = changeTo({ manager, snapshot, names, own: new Map(), links, settle }, [state.name]);
      await changeNetwork(host, change, state.rollback_seconds, signal);
    }, signal);
  },

  import: importOnHost('name', 'node1:br100'),
});

async function apply(
  { runtime, signal, save }: Context<Runtime>,
  inputs: BridgeInputs,
  prior: BridgeState | null,
): Promise<BridgeState> {
  const host: Host = runtime.host(inputs.host);
  return host.network.alone(async () => {
    const snapshot = await host.network.look(signal);
    const { name, ports } = inputs;
    const names = [name];
    const linked = [name, ...ports];
    const managed = { host: host.name, told: inputs.manager, names: linked, isNew: !prior };
    const manager = chosenManager(snapshot, managed);
    if (!prior) refuseForeign(host, snapshot, name, manager.ownFiles(snapshot, names).length > 0, 'bridge');
    for (const port of ports)
      refuseTaken(host.name, snapshot, manager, name, existingLink(host.name, snapshot, port, 'ports'));
    const resolved = resolve(host.name, snapshot, inputs);
    const state: BridgeState = { ...inputs, ...resolved, manager: manager.name, persistent: true };
    refuseWithoutAddress(host.name, snapshot, linked, state, 'addresses');
    const bridge = wanted(state);
    const freed = (prior?.ports ?? []).filter((port) => !ports.includes(port) && snapshot.links.has(port));
    const change = changeTo({
      manager,
      snapshot,
      names,
      own: manager.bridgeFiles(bridge),
      links: [...linked, ...freed],
      freed,
      anew: prior !== null && isOtherwiseGiven(wanted(prior), bridge),
      settle: settling(manager, bridge, prior && wanted(prior), freed),
    });
    await changeNetwork(host, change, inputs.rollback_seconds, signal);
    save(state);
    const after = await host.network.look(signal);
    refuseNotBroughtUp(host.name, after, manager, name);
    const now = after.links.get(name);
    const missing = state.addresses.filter((address) => !now?.addresses.some(({ text }) => sameAddress(text, address)));
    if (missing.length > 0)
      throw new DiagnosticError(
        'Not taken',
        `${name} on ${host.name} has no ${missing.join(', ')} now.`,
        at('addresses'),
      );
    return state;
  }, signal);
}

/** What the configuration leaves open, from what the host has. */
function resolve(host: string, snapshot: NetworkSnapshot, inputs: BridgeInputs): Resolved {
  const { name, ports } = inputs;
  const known = {
    addresses: Array.isArray(inputs.addresses) ? (inputs.addresses as readonly string[]) : null,
    dhcp: typeof inputs.dhcp === 'boolean' ? inputs.dhcp : null,
    gateway: typeof inputs.gateway === 'string' ? inputs.gateway : null,
    dns: Array.isArray(inputs.dns) ? (inputs.dns as readonly string[]) : null,
  };
  const givesNone = known.addresses === null && known.dhcp === null;
  const sources = snapshot.links.get(name)?.bridge ? [name, ...(ports ?? [])] : [...(ports ?? [])];
  const found = takenOver(snapshot, sources);
  const dhcp = known.dhcp ?? (givesNone ? found.dhcp : false);
  const addresses = known.addresses ?? (givesNone ? found.addresses : []);
  const hasStatic = addresses.length > 0;
  const [first] = [...(ports ?? [])].sort();
  const mac = first === undefined ? undefined : snapshot.links.get(first)?.mac;
  return {
    addresses,
    dhcp,
    gateway: known.gateway ?? (hasStatic && reaches(addresses, found.gateway) ? found.gateway : null),
    dns: known.dns ?? (hasStatic ? found.dns : []),
    mac_address: typeof inputs.mac_address === 'string' ? inputs.mac_address : (mac ?? derivedMac(host, name)),
  };
}

/** What follows the addresses and is as it was with these, too, such as where one of them was removed by hand. */
function stillTrue(prior: BridgeState, addresses: readonly string[] | null, dhcp: unknown): Partial<Resolved> {
  if (dhcp !== null || prior.dhcp || !addresses || addresses.length === 0 || addresses.some((text) => !network(text)))
    return {};
  const { dns, gateway } = prior;
  return { dhcp: false, dns, ...(reaches(addresses, gateway) ? { gateway } : {}) };
}

type Resolved = Pick<BridgeState, 'addresses' | 'dhcp' | 'gateway' | 'dns' | 'mac_address'>;

function reaches(addresses: readonly string[], gateway: string | null): boolean {
  return gateway !== null && gatewayProblems(gateway, addresses, false).length === 0;
}

function wanted(state: BridgeState): WantedBridge {
  const { name, addresses, dhcp, gateway, dns, mtu, ports, stp, forward_delay, mac_address } = state;
  const sorted = [...addresses].sort();
  return {
    name,
    addresses: sorted,
    dhcp,
    gateway,
    dns,
    mtu,
    promiscuous: false,
    ports: [...ports].sort(),
    stp,
    forwardDelay: forward_delay,
    mac: mac_address.toLowerCase(),
  };
}

function isPersistent(snapshot: NetworkSnapshot, state: BridgeState): boolean {
  const manager = managerNamed(state.manager);
  return isKept(snapshot, manager, [state.name], manager.bridgeFiles(wanted(state)));
}

/** What the manager leaves to be done. */
function settling(manager: Manager, bridge: WantedBridge, prior: WantedBridge | null, freed: readonly string[]) {
  if (manager.name === 'ifupdown')
    return joinCommands([prior ? settleGone(prior, bridge) : sh`:`, settleBridge(bridge, manager.name)]);
  return sh`for port in ${freed}; do ip link set dev "$port" nomaster; networkctl reconfigure "$port"; done
    ${settleBridge(bridge, manager.name)}`;
}

/** Gives ports back to whatever else is configured for them. */
function reconfigure(ports: readonly string[]) {
  return sh`for port in ${ports}; do if [ -e "/sys/class/net/$port" ]; then networkctl reconfigure "$port"; fi; done`;
}
