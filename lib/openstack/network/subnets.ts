import type { Session } from '../session';
import { NetworkCollection } from './network-collection';
import type { Subnet } from './objects';

/** Neutron's null for a gateway means none, and leaving it out means the first address: here '' is none. */
export class Subnets extends NetworkCollection<Subnet> {
  constructor(session: Session) {
    super(session, 'subnet');
  }

  public override create(body: object, signal?: AbortSignal): Promise<Subnet> {
    return super.create(withoutGateway(body), signal);
  }

  public override update(id: string, body: object, signal?: AbortSignal): Promise<Subnet> {
    return super.update(id, withoutGateway(body), signal);
  }

  protected override read(told: unknown): Subnet {
    const subnet = told as Omit<Subnet, 'gateway_ip'> & { readonly gateway_ip: string | null };
    return { ...subnet, gateway_ip: subnet.gateway_ip ?? '' };
  }
}

function withoutGateway(body: object): object {
  return 'gateway_ip' in body && body.gateway_ip === '' ? { ...body, gateway_ip: null } : body;
}
