import { EndpointMissing } from './errors';

/** Where an API is meant to be reached from. */
export type Interface = 'public' | 'internal' | 'admin';

/** A service as a token's catalog lists it. */
export interface CatalogEntry {
  readonly type: string;
  readonly name?: string;
  readonly endpoints: readonly {
    readonly interface: Interface;
    readonly region_id: string | null;
    readonly url: string;
  }[];
}

/**
 * The URL of a service.
 * @param region null: any
 * @throws {EndpointMissing} saying what there is instead
 */
export function endpointUrl(
  catalog: readonly CatalogEntry[],
  type: string,
  wanted: Interface,
  region: string | null,
): string {
  const services = catalog.filter((entry) => entry.type === type);
  if (services.length === 0) {
    const types = catalog.map((entry) => entry.type).join(', ') || 'none';
    throw new EndpointMissing(type, `The catalog has no service of type "${type}". It has: ${types}.`);
  }
  const endpoints = services.flatMap((service) => service.endpoints);
  const found = endpoints.find(
    (endpoint) => endpoint.interface === wanted && (region === null || endpoint.region_id === region),
  );
  if (found) return found.url.replace(/\/+$/, '');
  const there = endpoints.map((endpoint) => `${endpoint.interface} in ${endpoint.region_id}`).join(', ') || 'none';
  throw new EndpointMissing(
    type,
    `The service "${type}" has no ${wanted} endpoint in ${region === null ? 'any region' : `region "${region}"`}. It has: ${there}.`,
  );
}
