import type { Cloud } from '../../openstack/cloud';

/** What a name stands for within a network. */
interface InNetwork {
  readonly name: string;
  readonly network_id: string;
}

/** The form of an import id for what is in a network. */
export const PLACE_AND_NAME = 'NAME or CLOUD:NETWORK/NAME';

/** A name alone, or with the network before it, by its id or name. */
export async function namedInNetwork(
  { name, network_id }: InNetwork,
  text: string,
  { network: { networks } }: Cloud,
): Promise<boolean> {
  if (text === name) return true;
  if (!text.includes('/')) return false;
  const { name: networkName } = (await networks.get(network_id)) ?? {};
  return text === `${network_id}/${name}` || text === `${networkName}/${name}`;
}

/** What Neutron finds such an object by whose name stands in an import id. */
export const filtersOfName = (text: string): Record<string, string>[] => [
  { name: text },
  { name: text.replace(/^[^/]*\//, '') },
];

/** For messages. */
export const titleInNetwork = ({ name, network_id }: InNetwork): string => `"${name}" of the network ${network_id}`;
