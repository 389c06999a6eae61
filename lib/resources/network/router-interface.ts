import type { Cloud } from '../../openstack/cloud';
import type { Port } from '../../openstack/network/objects';
import type { Connection } from '../../openstack/network/routers';
import { string } from '../../schema/attribute';
import { at, DiagnosticError } from '../../schema/diagnostics';
import { exactlyOneOf } from '../../schema/exclusive';
import type { State } from '../../schema/model';
import { GONE, resource } from '../../schema/resource';
import { cloudAnd, cloudAttribute, idAttribute } from '../api/cloud-attribute';
import { idOf } from '../api/import-names';
import type { Runtime } from '../runtime';
import { sameNetwork } from './addresses';
import { checkReferences, unlessRefused } from './network-object';
import { toPort, toRouter, toSubnet } from './references';
import { checkAddress, checkInterface } from './router-interface-checks';

const attributes = {
  cloud: cloudAttribute,
  router_id: string({ description: 'Id of the router.', required: true, replace: true }),
  subnet_id: string({
    description:
      "Id of the subnet that it is in, with the address of the subnet's gateway. Left out: the first one of the port's.",
    optional: true,
    computed: true,
    replace: true,
    stable: true,
  }),
  port_id: string({
    description:
      'Id of a port that the router takes, for another address than that of the gateway. It goes when the interface goes. Left out: a new one.',
    optional: true,
    computed: true,
    replace: true,
    stable: true,
  }),
  ip_address: string({
    description:
      "Its address: with `subnet_id` that of the subnet's gateway. Neutron changes it for nobody, so that an interface with another one is replaced.",
    computed: true,
    stable: true,
  }),
  id: idAttribute,
};

export type InterfaceAttributes = typeof attributes;
type Wanted = Pick<State<InterfaceAttributes>, 'cloud' | 'router_id'> & {
  readonly subnet_id: unknown;
  readonly port_id: unknown;
};

const REFERENCES = [toRouter(), toSubnet(), toPort()];

/** What connects a router with a subnet. */
export const routerInterface = resource<Runtime>()({
  name: 'router_interface',
  description:
    "An interface of a router in a subnet, by which the subnet's ports reach what the router reaches. One that is there already is taken over. Destroying it fails while a floating IP needs it: " +
    'let those depend on it.',
  example: `resource "stackwright_router_interface" "private" {
  cloud     = stackwright_keystone_bootstrap.keystone.id
  router_id = stackwright_router.out.id
  subnet_id = stackwright_subnet.private.id
}`,
  attributes,
  unique: ['cloud', 'router_id', 'subnet_id'],
  rules: [exactlyOneOf<InterfaceAttributes>('subnet_id', 'port_id')],

  async read({ runtime, importing }, state) {
    const cloud = runtime.cloud(state.cloud);
    const wanted = importing ? await named(cloud, state) : state;
    const port = await interfaceOf(cloud, wanted);
    return port ? stateOf(port, wanted) : GONE;
  },

  async plan(context, { config, prior, planned }) {
    const { cloud: name } = config;
    if (typeof name !== 'string') return undefined;
    const cloud = context.runtime.cloud(name);
    await checkReferences(context, REFERENCES, name, planned, prior).catch(unlessRefused);
    if (!prior || typeof config.subnet_id !== 'string') return undefined;
    const gateway = (await cloud.network.subnets.get(config.subnet_id))?.gateway_ip;
    if (!gateway || sameNetwork(gateway, prior.ip_address)) return undefined;
    return { planned: { ip_address: gateway }, replace: [at('ip_address')] };
  },

  async create({ runtime, signal }, inputs) {
    const cloud = runtime.cloud(inputs.cloud);
    await checkInterface(cloud, inputs);
    const { routers, ports } = cloud.network;
    const existing = await interfaceOf(cloud, inputs);
    const subnet = typeof inputs.subnet_id === 'string' ? await cloud.network.subnets.get(inputs.subnet_id) : undefined;
    if (existing && subnet) checkAddress(stateOf(existing, inputs).ip_address, subnet);
    const id = existing?.id ?? (await routers.connect(inputs.router_id, connectionOf(inputs), signal));
    const port = existing ?? (await ports.look(id, signal));
    if (port) return stateOf(port, inputs);
    throw new DiagnosticError('Gone meanwhile', `The port ${id} of the new interface is there no longer. Apply again.`);
  },

  async delete({ runtime, signal }, { cloud: name, router_id, subnet_id }) {
    const { routers, ports } = runtime.cloud(name).network;
    await routers.disconnect(router_id, { subnet_id }, signal);
    ports.refresh();
  },

  import: {
    format: 'CLOUD:ROUTER/SUBNET',
    example: 'main:out/private-v4',
    parse(text) {
      const found = cloudAnd(text);
      const [, router_id, subnet_id] = /^([^/]+)\/([^/]+)$/.exec(found?.rest ?? '') ?? [];
      return found && router_id !== undefined && subnet_id !== undefined
        ? { cloud: found.cloud, router_id, subnet_id }
        : undefined;
    },
  },
});

/** The port by which a router is in a subnet, or that it has taken. */
async function interfaceOf(
  cloud: Cloud,
  { router_id, subnet_id, port_id }: Omit<Wanted, 'cloud'>,
): Promise<Port | undefined> {
  const { ports } = cloud.network;
  const isInterface = ({ device_id, device_owner }: Port) =>
    device_id === router_id && device_owner !== 'network:router_gateway';
  if (typeof subnet_id === 'string') {
    const own = await ports.where(isInterface, { device_id: router_id });
    return own.find(({ fixed_ips }) => fixed_ips.some((ip) => ip.subnet_id === subnet_id));
  }
  const port = typeof port_id === 'string' ? await ports.get(port_id) : undefined;
  return port && isInterface(port) ? port : undefined;
}

function stateOf(port: Port, { cloud, router_id, subnet_id }: Wanted): State<InterfaceAttributes> {
  const own = port.fixed_ips.find((ip) => ip.subnet_id === subnet_id) ?? port.fixed_ips[0];
  return {
    cloud,
    router_id,
    subnet_id: own?.subnet_id ?? '',
    port_id: port.id,
    ip_address: own?.ip_address ?? '',
    id: port.id,
  };
}

function connectionOf({ subnet_id, port_id }: Wanted): Connection {
  return typeof subnet_id === 'string' ? { subnet_id } : { port_id: String(port_id) };
}

/** What stands in an import id as ids or names. */
async function named(cloud: Cloud, state: State<InterfaceAttributes>): Promise<Wanted> {
  const { routers, subnets } = cloud.network;
  return {
    cloud: cloud.name,
    router_id: await idOf(routers, 'router', state.router_id, cloud.name, 'router_id'),
    subnet_id: await idOf(subnets, 'subnet', state.subnet_id, cloud.name, 'subnet_id'),
    port_id: null,
  };
}
