import { jsonOf } from '../json';
import type { Session } from '../session';

/** What a host has for servers. */
export interface Hypervisor {
  readonly id: string;
  readonly hypervisor_hostname: string;
  readonly service: { readonly host: string };
  readonly running_vms?: number;
}

/** Nova's hypervisors: only those of hosts that belong to a cell, so that servers can be placed there. */
export async function hypervisorsOf(
  session: Session,
  microversion: string,
  signal?: AbortSignal,
): Promise<readonly Hypervisor[]> {
  const answer = await session.ask({
    service: 'compute',
    method: 'GET',
    path: '/os-hypervisors/detail',
    microversion,
    signal,
  });
  return jsonOf<{ hypervisors: Hypervisor[] }>(answer).hypervisors;
}

/** A server, as far as it matters to who takes a host away. */
export interface Guest {
  readonly id: string;
  readonly name: string;
}

/** The servers on a host, of all projects. */
export async function guestsOn(
  session: Session,
  host: string,
  microversion: string,
  signal?: AbortSignal,
): Promise<readonly Guest[]> {
  const path = `/servers?${new URLSearchParams({ all_tenants: '1', host })}`;
  const answer = await session.ask({ service: 'compute', method: 'GET', path, microversion, signal });
  return jsonOf<{ servers: Guest[] }>(answer).servers;
}
