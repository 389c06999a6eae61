import { EndpointMissing, OpenStackError } from './errors';

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

/** Other types by which a catalog may have a service (service-types.openstack.org). */
const ALIASES: Readonly<Record<string, readonly string[]>> = { volumev3: ['block-storage'] };

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
  const types = [type, ...(ALIASES[type] ?? [])];
  const services = types.flatMap((one) => catalog.filter((entry) => entry.type === one));
  if (services.length === 0) {
    const there = catalog.map((entry) => entry.type).join(', ') || 'none';
    throw new EndpointMissing(type, `The catalog has no service of type "${type}". It has: ${there}.`);
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

/**
 * The URL of a service for a project. Where every project has a part of its own, the catalog has that of the token's project.
 * @param own id of the token's project
 * @param wanted left out: the token's
 * @throws {OpenStackError} when the URL names no project
 */
export function urlInProject(url: string, own: string | null, wanted: string | undefined): string {
  if (wanted === undefined || wanted === own) return url;
  if (own !== null && url.endsWith(own)) return url.slice(0, -own.length) + wanted;
  throw new OpenStackError(
    `The endpoint ${url} does not end with the id of a project, so that nothing of the project ${wanted} can be reached there. ` +
      'Leave the project out, or mend the endpoint: Swift has ".../v1/AUTH_%(project_id)s".',
  );
}
