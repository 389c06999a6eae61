import type { Cloud } from '../../openstack/cloud';
import { RequestRefused } from '../../openstack/errors';
import type { FloatingIps } from '../../openstack/network/floating-ips';
import type { FloatingIp } from '../../openstack/network/objects';
import type { Context } from '../../schema/context';
import { at, DiagnosticError } from '../../schema/diagnostics';
import type { Inputs, State } from '../../schema/model';
import { resource } from '../../schema/resource';
import type { ApiObject } from '../api/api-object';
import { onlyKnown } from '../api/known';
import type { Runtime } from '../runtime';
import { sameNetwork } from './addresses';
import { type FloatingIpAttributes, floatingIpAttributes, portWithAddress } from './floating-ip-attributes';
import { checkAddress, checkTarget, subnetOf } from './floating-ip-checks';
import { networkObject } from './network-object';
import { toNetwork, toPort, toSubnet } from './references';
import { spelledAs } from './spelled-as';

/**
 * The description of one that is being made and that nothing else tells from others: it has no name, and neither its address
 * nor its port is known before. So what an interrupted run has made is found by the next one.
 */
export const BEING_MADE = 'Being made by Stackwright';

/** Floating IPs as Neutron's API has them. */
export const floatingIpKind: ApiObject<FloatingIpAttributes, FloatingIp> = {
  noun: 'floating IP',
  nameAttribute: 'address',
  importName: 'ADDRESS',
  collection: ({ network }) => network.floatingIps,
  body: ({ external_network_id, description, port_id, ...values }) => ({
    floating_network_id: external_network_id,
    description,
    port_id,
    ...onlyKnown({
      project_id: values.project_id,
      subnet_id: values.subnet_id,
      floating_ip_address: values.address,
      ...(port_id !== null && { fixed_ip_address: values.fixed_ip_address }),
    }),
  }),
  state: (floatingIp, before) => ({
    cloud: before.cloud,
    id: floatingIp.id,
    external_network_id: floatingIp.floating_network_id,
    project_id: floatingIp.project_id,
    description: floatingIp.description,
    // Neutron does not tell it: see below.
    subnet_id: before.subnet_id as string,
    address: spelledAs(before.address, floatingIp.floating_ip_address, sameNetwork),
    port_id: floatingIp.port_id,
    fixed_ip_address: spelledAs(before.fixed_ip_address, floatingIp.fixed_ip_address, sameNetwork),
    router_id: floatingIp.router_id,
  }),
  isSame: (floatingIp, { external_network_id, address, port_id, fixed_ip_address }) => {
    if (floatingIp.floating_network_id !== external_network_id) return false;
    if (typeof address === 'string') return sameNetwork(floatingIp.floating_ip_address, address);
    // Neutron leads one address of a port to one floating IP of a network.
    if (port_id === null || floatingIp.port_id !== port_id) return false;
    return typeof fixed_ip_address !== 'string' || floatingIp.fixed_ip_address === fixed_ip_address;
  },
  filter: ({ external_network_id, address, port_id }) => ({
    floating_network_id: external_network_id,
    floating_ip_address: typeof address === 'string' ? address : null,
    port_id: typeof address === 'string' ? null : port_id,
  }),
  isNamed: ({ floating_ip_address }, text) => sameNetwork(floating_ip_address, text),
  filtersOfName: (text) => [{ floating_ip_address: text }],
  title: ({ address, external_network_id }) =>
    `${typeof address === 'string' ? address : 'to this port'} of the network ${external_network_id}`,
};

const handlers = networkObject(floatingIpKind, [toNetwork('external_network_id'), toSubnet(), toPort()]);

/** Those that a walk of Terraform's has made or found, each for one resource. */
const claims = new WeakMap<FloatingIps, Set<string>>();

/** A floating IP: an address outside that leads to a port. */
export const floatingIp = resource<Runtime>()({
  name: 'floating_ip',
  description:
    "A floating IP: an address of an external network that leads to a port behind a router, or waits for one. The router's interface in the port's subnet is there before it: let this depend on that. Destroying it gives the address back.",
  example: `resource "stackwright_floating_ip" "web1" {
  cloud               = stackwright_keystone_bootstrap.keystone.id
  external_network_id = stackwright_network.public.id
  port_id             = stackwright_port.web1.id
  depends_on          = [stackwright_router_interface.private]
}`,
  attributes: floatingIpAttributes,
  unique: ['cloud', 'external_network_id', 'address'],
  rules: [portWithAddress],
  ...handlers,

  async read(context, state) {
    const found = await handlers.read(context, state);
    return typeof found === 'symbol' ? found : inSubnet(context, found);
  },

  async plan(context, request) {
    const change = await handlers.plan(context, request);
    const { config, planned, prior } = request;
    if (typeof config.cloud === 'string' && !prior) await checkAddress(context.runtime.cloud(config.cloud), planned);
    const leadsNowhere = config.port_id === null;
    return leadsNowhere
      ? { ...change, planned: { ...change?.planned, fixed_ip_address: null, router_id: null } }
      : change;
  },

  async create(context, inputs) {
    await checkTarget(context.runtime.cloud(inputs.cloud), inputs);
    const isTold = typeof inputs.address === 'string' || inputs.port_id !== null;
    const state = await (isTold ? handlers.create(context, inputs) : marked(context, inputs)).catch(explained);
    context.save(state);
    return inSubnet(context, state);
  },

  async update(context, inputs, prior) {
    await checkTarget(context.runtime.cloud(inputs.cloud), inputs);
    const state = await handlers.update(context, inputs, prior).catch(explained);
    return inSubnet(context, state);
  },

  async delete(context, state) {
    await handlers.delete(context, state);
    context.runtime.cloud(state.cloud).network.ports.refresh();
  },
});

/** Makes one that is found again if this run is interrupted. */
async function marked(
  context: Context<Runtime>,
  inputs: Inputs<FloatingIpAttributes>,
): Promise<State<FloatingIpAttributes>> {
  const { runtime, signal } = context;
  const cloud = runtime.cloud(inputs.cloud);
  const { floatingIps } = cloud.network;
  const project = (inputs.project_id as unknown) ?? undefined;
  const project_id = typeof project === 'string' ? project : (await cloud.identity.self()).project;
  const { description, ...body } = floatingIpKind.body(inputs);
  const claimed = claims.get(floatingIps) ?? new Set();
  claims.set(floatingIps, claimed);
  const left = await unfinished(cloud, inputs, project_id, claimed);
  const made =
    left ?? (await floatingIps.create({ ...body, port_id: undefined, project_id, description: BEING_MADE }, signal));
  claimed.add(made.id);
  context.save(floatingIpKind.state(made, { ...inputs, subnet_id: null as never }));
  return floatingIpKind.state(await floatingIps.update(made.id, { description }, signal), inputs);
}

/** One that an interrupted run has made for the like of this. */
async function unfinished(
  cloud: Cloud,
  { external_network_id, subnet_id }: Inputs<FloatingIpAttributes>,
  project_id: string | undefined,
  claimed: Set<string>,
): Promise<FloatingIp | undefined> {
  const isLeft = (one: FloatingIp) =>
    one.description === BEING_MADE &&
    one.floating_network_id === external_network_id &&
    one.project_id === project_id &&
    !claimed.has(one.id);
  for (const one of await cloud.network.floatingIps.where(isLeft, { floating_network_id: external_network_id })) {
    // Others that are made at the same time look while this one does.
    if (claimed.has(one.id)) continue;
    claimed.add(one.id);
    if (typeof subnet_id !== 'string' || (await subnetOf(cloud, one)) === subnet_id) return one;
    claimed.delete(one.id);
  }
  return undefined;
}

/** Neutron does not tell the subnet, but the address does. */
async function inSubnet(
  { runtime }: Context<Runtime>,
  state: State<FloatingIpAttributes>,
): Promise<State<FloatingIpAttributes>> {
  const { external_network_id: floating_network_id, address: floating_ip_address } = state;
  const place = { floating_network_id, floating_ip_address } as FloatingIp;
  const subnet_id = (await subnetOf(runtime.cloud(state.cloud), place)) ?? state.subnet_id;
  return { ...state, subnet_id };
}

/** Neutron's word for it names ids alone. */
function explained(error: unknown): never {
  if (!(error instanceof RequestRefused) || !/not reachable from subnet/.test(error.message)) throw error;
  throw new DiagnosticError(
    'No router leads there',
    `A floating IP leads to a port by a router with its gateway in the external network and an interface in the port's subnet. There is none yet: make the router_interface, and let this depend on it. ${error.message}`,
    at('port_id'),
  );
}
