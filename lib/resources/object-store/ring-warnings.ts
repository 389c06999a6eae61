import { placeText } from '../../host/swift/device-place';
import type { RingForecast } from '../../host/swift/ring-report';
import { at, type Diagnostics } from '../../schema/diagnostics';
import { timeText } from './ring-time';

/** How many, with the noun. */
function count(number: number, one: string, many = `${one}s`): string {
  return `${number} ${number === 1 ? one : many}`;
}

/** Says what in a change should not come as a surprise. */
export function warnOf(forecast: RingForecast, name: string, diagnostics: Diagnostics): void {
  const { removed, several, together, dropped, moved, pending, free_at: free, min_part_hours: hours } = forecast;
  if (removed.length > 0) {
    const each = removed.map((device) => `${placeText(device)} with ${device.partitions}`).join(', ');
    const lost =
      several > 0
        ? ` ${count(several, 'partition loses', 'partitions lose')} more than one replica by that, and can be out of reach until replication has caught up.`
        : '';
    diagnostics.warn(
      'Device removed with its partitions',
      `The ring ${name} loses ${each} partitions, which are given to other devices at once, whatever min_part_hours says.${lost} ` +
        'If the device still works, give it weight 0 first, apply until it has no partitions, let replication catch up, and take it out then.',
      at('devices'),
    );
  }
  if (dropped > 0) {
    diagnostics.warn(
      'Replicas are dropped',
      `The ring ${name} has ${count(dropped, 'replica')} of partitions fewer after this. Replication removes what was stored by them, and more replicas later are made of those that are left.`,
      at('replicas'),
    );
  }
  if (together > 0 && removed.length === 0) {
    diagnostics.warn(
      'Several replicas move at once',
      `Of ${count(together, 'partition')} of the ring ${name} more than one replica gets another device, and can be out of reach until replication has caught up. ` +
        'With min_part_hours above 0 one moves at a time.',
      at('min_part_hours'),
    );
  }
  if (pending === 0) return;
  const until = moved === 0 ? `${timeText(free)}` : `${count(hours, 'hour')} after this apply`;
  diagnostics.warn(
    'Partitions have to wait',
    `In the ring ${name}, ${count(pending, 'replica')} cannot move yet: a partition of which one was moved keeps the others where they are for min_part_hours (${hours}). ` +
      `Apply again from ${until} on; a plan shows then what moves.`,
    at('min_part_hours'),
  );
}
