import type { Session } from '../session';
import { NetworkCollection } from './network-collection';
import type { FloatingIp } from './objects';

/** The addresses of external networks that lead to ports behind routers. */
export class FloatingIps extends NetworkCollection<FloatingIp> {
  constructor(session: Session) {
    super(session, 'floatingip', 'floating IP');
  }

  /** The fixed address is one of a port, so that Neutron wants the port to be told with it. */
  public override async update(id: string, body: object, signal?: AbortSignal): Promise<FloatingIp> {
    const needsPort = 'fixed_ip_address' in body && !('port_id' in body);
    const port_id = needsPort ? (await this.get(id, signal))?.port_id : undefined;
    return super.update(id, { ...body, ...(port_id && { port_id }) }, signal);
  }
}
