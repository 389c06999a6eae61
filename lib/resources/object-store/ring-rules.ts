import { devicePlace, placeText } from '../../host/swift/device-place';
import type { Diagnostic } from '../../plugin/diagnostic';
import { isUnknown } from '../../plugin/value/unknown';
import { at } from '../../schema/diagnostics';
import type { Config } from '../../schema/model';
import type { RingAttributes } from './ring-attributes';

/** What cannot be, whatever the host says. */
export function ringProblems({
  host,
  type,
  policy_index: policy,
  replicas: given,
  devices,
  distribute_to: hosts,
}: Config<RingAttributes>): Diagnostic[] {
  const problems: Diagnostic[] = [];
  const problem = (summary: string, detail: string, attribute: string) =>
    problems.push({ severity: 'error', summary, detail, path: at(attribute) });
  if (typeof policy === 'number' && policy > 0 && typeof type === 'string' && type !== 'object') {
    const detail = `policy_index is ${policy}, and type is "${type}". Only objects have storage policies: leave it out.`;
    problem('No such ring', detail, 'policy_index');
  }
  if (Array.isArray(hosts) && typeof host === 'string' && hosts.includes(host)) {
    const detail = `distribute_to names ${host}, which is the host of the builder and has the ring anyway. Leave it out there.`;
    problem('Named twice', detail, 'distribute_to');
  }
  if (devices === null || isUnknown(devices)) return problems;
  const places = new Map<string, string>();
  for (const key of Object.keys(devices)) {
    const place = devicePlace(key);
    if (!place) continue;
    const other = places.get(placeText(place));
    if (other !== undefined) {
      const detail = `"${other}" and "${key}" are the same device in two spellings. Keep one of them.`;
      problem('Device named twice', detail, 'devices');
    }
    places.set(placeText(place), key);
  }
  const replicas = given === null ? 3 : given;
  const weights = Object.values(devices).map((device) => (isUnknown(device) ? device : device.weight));
  if (typeof replicas !== 'number' || weights.some(isUnknown)) return problems;
  const taking = weights.filter((weight) => typeof weight === 'number' && weight > 0).length;
  if (weights.length > 0 && taking < replicas) {
    const detail =
      `replicas is ${replicas}, and ${taking === 1 ? 'one device has' : `${taking} devices have`} a weight above 0. Every replica of a partition needs a device of its own: ` +
      'give more devices, or fewer replicas.';
    problem('Too few devices', detail, 'devices');
  }
  return problems;
}
