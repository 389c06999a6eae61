import type { Cloud } from '../../openstack/cloud';
import { RequestRefused } from '../../openstack/errors';
import type { Port } from '../../openstack/network/objects';
import { DiagnosticError } from '../../schema/diagnostics';

/** How many users of something an error lists. */
const SHOWN = 10;

/** Removes something that ports may hold on to, and says which do when Neutron refuses it. */
export async function removeUnlessInUse(
  what: string,
  { network: { ports } }: Cloud,
  holds: (port: Port) => boolean,
  remove: () => Promise<void>,
): Promise<void> {
  try {
    await remove();
  } catch (error) {
    if (!(error instanceof RequestRefused) || error.status !== 409) throw error;
    ports.refresh();
    const users = (await ports.where(holds)).map(
      ({ id, name, device_owner, device_id }) =>
        `port ${id}${name && ` "${name}"`} of ${device_owner ? `${device_owner} ${device_id}` : 'nothing yet'}`,
    );
    const more = users.length > SHOWN ? ` and ${users.length - SHOWN} more` : '';
    const by = users.length > 0 ? `It is used by ${users.slice(0, SHOWN).join(', ')}${more}. Remove those first. ` : '';
    throw new DiagnosticError('Still in use', `${what} cannot be destroyed. ${by}${error.message}`);
  }
}
