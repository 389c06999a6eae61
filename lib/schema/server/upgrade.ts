import type { Diagnosed, EncodedValue, UpgradeRequest } from '../../plugin/service';
import type { Resource } from '../resource';
import { answer, UNCONFIGURED } from './call';
import type { Kind } from './kind';

/**
 * Brings a stored state to the current form. Terraform asks at every load; a state in the current form passes as it is,
 * since Terraform reads attributes that are missing from JSON as null.
 */
export async function upgradeResourceState(
  { declaration, attributes }: Kind<Resource>,
  request: UpgradeRequest,
): Promise<Diagnosed & { upgradedState?: EncodedValue }> {
  return answer(UNCONFIGURED, async () => {
    const { version = 0, upgrade = {} } = declaration;
    if (request.version === version) return { upgradedState: { json: request.json } };
    let stored = JSON.parse(Buffer.from(request.json).toString('utf8')) as Record<string, unknown>;
    for (let from = request.version; from < version; from++) stored = upgrade[from]?.(stored) ?? stored;
    const kept = Object.fromEntries(Object.entries(stored).filter(([name]) => name in attributes));
    return { upgradedState: { json: Buffer.from(JSON.stringify(kept), 'utf8') } };
  });
}
