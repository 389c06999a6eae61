import type { Cloud } from '../../openstack/cloud';
import type { Endpoint, Region } from '../../openstack/identity/objects';
import type { State } from '../../schema/model';
import type { bootstrapAttributes, MADE } from './bootstrap-attributes';

type Values = State<typeof bootstrapAttributes>;

const SERVICE_TYPE = 'identity';
const DEFAULT_DOMAIN = 'default';

/** What stands in Keystone of that which bootstrap makes; '' for what does not. */
export async function bootstrapped(
  { identity }: Cloud,
  { username, project, region }: Pick<Values, 'username' | 'project' | 'region'>,
): Promise<Pick<Values, (typeof MADE)[number] | 'public_url' | 'internal_url' | 'admin_url'>> {
  const idOf = async <T extends { readonly id: string }>(found: Promise<readonly T[]>) => (await found)[0]?.id ?? '';
  const role = (name: string) =>
    idOf(identity.roles.where((found) => found.name === name && found.domain_id === null, { name }));
  const inDefault = (name: string) => (object: { readonly name: string; readonly domain_id: string }) =>
    object.name === name && object.domain_id === DEFAULT_DOMAIN;
  // Bootstrap takes the first of the type, whatever its name, and the API lists them in the same order.
  const service = await idOf(identity.services.where(({ type }) => type === SERVICE_TYPE, { type: SERVICE_TYPE }));
  const endpoints = await identity.endpoints.where(
    ({ service_id, region_id }) => service_id === service && region_id === region,
    { service_id: service, region_id: region },
  );
  return {
    admin_user_id: await idOf(identity.users.where(inDefault(username), { name: username, domain_id: DEFAULT_DOMAIN })),
    admin_project_id: await idOf(
      identity.projects.where(inDefault(project), { name: project, domain_id: DEFAULT_DOMAIN }),
    ),
    admin_role_id: await role('admin'),
    member_role_id: await role('member'),
    reader_role_id: await role('reader'),
    service_id: service,
    public_url: urlOf(endpoints, 'public'),
    internal_url: urlOf(endpoints, 'internal'),
    admin_url: urlOf(endpoints, 'admin'),
  };
}

/**
 * Removes the endpoints in a region that Keystone is no longer in, and the region if it is as bootstrap makes one and nothing
 * is in it: Keystone would remove what is below it, too.
 */
export async function leaveRegion(
  { identity }: Cloud,
  service: string,
  region: string,
  signal: AbortSignal,
): Promise<void> {
  const there = await identity.endpoints.where(({ region_id }) => region_id === region, { region_id: region });
  const own = there.filter(({ service_id }) => service_id === service);
  for (const { id } of own) await identity.endpoints.remove(id, signal);
  const isBelow = ({ parent_region_id }: Region) => parent_region_id === region;
  const isUsed =
    own.length < there.length ||
    (await identity.regions.get(region))?.description !== '' ||
    (await identity.regions.where(isBelow, { parent_region_id: region })).length > 0;
  if (!isUsed) await identity.regions.remove(region, signal);
}

function urlOf(endpoints: readonly Endpoint[], side: Endpoint['interface']): string {
  return endpoints.find((endpoint) => endpoint.interface === side)?.url ?? '';
}
