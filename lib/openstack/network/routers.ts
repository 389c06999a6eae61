import { jsonOf } from '../json';
import type { Session } from '../session';
import { NetworkCollection } from './network-collection';
import type { FixedIp, Router } from './objects';

/** What Neutron tells of a router's gateway; null for none. */
interface Gateway {
  readonly network_id: string;
  readonly external_fixed_ips?: readonly FixedIp[];
  readonly enable_snat?: boolean;
}

/** What a router is connected by: a subnet, in which it gets the address of the gateway, or a port that is there. */
export type Connection = { readonly subnet_id: string } | { readonly port_id: string };

/** Neutron has a gateway as one value, which is given as a whole; here its parts are values of the router. */
export class Routers extends NetworkCollection<Router> {
  constructor(session: Session) {
    super(session, 'router');
  }

  public override create(body: object, signal?: AbortSignal): Promise<Router> {
    return super.create(withGateway(body), signal);
  }

  public override async update(id: string, body: object, signal?: AbortSignal): Promise<Router> {
    const { external_network_id = null, external_fixed_ips } = (await this.get(id, signal)) ?? {};
    // Its addresses stay where its network does; those of another one are no addresses there.
    const before = 'external_network_id' in body ? {} : { external_network_id, external_fixed_ips };
    return super.update(id, withGateway(body, before), signal);
  }

  /** Connects it, and tells the port by which it is. */
  public async connect(id: string, connection: Connection, signal?: AbortSignal): Promise<string> {
    const path = `/${encodeURIComponent(id)}/add_router_interface`;
    const answer = await this.session.ask(this.interfaceRequest(path, connection, signal));
    return jsonOf<{ readonly port_id: string }>(answer).port_id;
  }

  /** Also when it is not connected any more. The port goes with it. */
  public async disconnect(id: string, connection: Connection, signal?: AbortSignal): Promise<void> {
    const path = `/${encodeURIComponent(id)}/remove_router_interface`;
    await this.session.find(this.interfaceRequest(path, connection, signal));
  }

  protected override read(told: unknown): Router {
    const { external_gateway_info: gateway, ...router } = told as Omit<Router, keyof Gateway> & {
      readonly external_gateway_info?: Gateway | null;
    };
    return {
      ...router,
      external_network_id: gateway?.network_id ?? null,
      external_fixed_ips: gateway?.external_fixed_ips ?? [],
      enable_snat: gateway?.enable_snat ?? null,
    };
  }

  private interfaceRequest(path: string, body: Connection, signal?: AbortSignal) {
    return { service: 'network', method: 'PUT', path: `${this.api.path}${path}`, body, signal } as const;
  }
}

/** Nothing is said of the gateway where nothing of it is given; `before` is what is not given and stays. */
function withGateway(body: object, before: Partial<Router> = {}): object {
  const { external_network_id, external_fixed_ips, enable_snat, ...rest } = body as Partial<Router>;
  const given = Object.entries({ external_network_id, external_fixed_ips, enable_snat }).filter(
    ([, value]) => value !== undefined,
  );
  if (given.length === 0) return rest;
  const { external_network_id: network_id, ...values } = { ...before, ...Object.fromEntries(given) } as Partial<Router>;
  const known = Object.entries(values).filter(([, value]) => value !== undefined && value !== null);
  return { ...rest, external_gateway_info: network_id ? { network_id, ...Object.fromEntries(known) } : {} };
}
