import type { Cloud } from '../cloud';
import { jsonOf } from '../json';
import type { Session } from '../session';
import type { ComputeService } from './services';

/** What Placement may give to servers of one kind of thing. */
export interface Room {
  readonly free: number;
  /** The most that one server may have. */
  readonly most: number;
}

/** A host that runs instances, as the scheduler sees it. */
export interface ComputeHost {
  readonly service: ComputeService;
  /** Whether Nova has looked for it (`discover_hosts`): the scheduler takes no others. */
  readonly isMapped: boolean;
  /** By class: `VCPU`, `MEMORY_MB`, `DISK_GB`. Undefined when Placement knows nothing of it. */
  readonly room?: Readonly<Record<string, Room>>;
}

interface Inventory {
  readonly total: number;
  readonly reserved: number;
  readonly allocation_ratio: number;
  readonly max_unit: number;
}

/** Where instances can run, and how much room there is, as it is now. For administrators alone. */
export async function computeHosts({ compute, session }: Cloud, signal?: AbortSignal): Promise<readonly ComputeHost[]> {
  compute.services.refresh();
  const services = await compute.services.where(({ binary }) => binary === 'nova-compute');
  const hypervisors = await compute.hypervisors(signal);
  const { resource_providers: providers } = await askPlacement<{
    resource_providers: readonly { readonly uuid: string; readonly name: string }[];
  }>(session, '/resource_providers', signal);
  return Promise.all(
    services.map(async (service) => {
      const hypervisor = hypervisors.find((candidate) => candidate.service.host === service.host);
      const provider = providers.find(({ name }) => name === hypervisor?.hypervisor_hostname);
      const room = provider && (await roomOf(session, provider.uuid, signal));
      return { service, isMapped: hypervisor !== undefined, room };
    }),
  );
}

async function roomOf(session: Session, provider: string, signal?: AbortSignal): Promise<Record<string, Room>> {
  const path = `/resource_providers/${provider}`;
  const [{ inventories }, { usages }] = await Promise.all([
    askPlacement<{ inventories: Record<string, Inventory> }>(session, `${path}/inventories`, signal),
    askPlacement<{ usages: Record<string, number> }>(session, `${path}/usages`, signal),
  ]);
  const room = Object.entries(inventories).map(([kind, { total, reserved, allocation_ratio, max_unit }]) => [
    kind,
    { free: Math.floor((total - reserved) * allocation_ratio) - (usages[kind] ?? 0), most: max_unit },
  ]);
  return Object.fromEntries(room);
}

async function askPlacement<T>(session: Session, path: string, signal?: AbortSignal): Promise<T> {
  return jsonOf<T>(await session.ask({ service: 'placement', method: 'GET', path, signal }));
}
