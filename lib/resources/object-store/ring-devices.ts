import { devicePlace, placeText, swiftAddress } from '../../host/swift/device-place';
import type { DeviceReport, RingDevice, RingReport, WantedRing } from '../../host/swift/ring-report';
import type { RingInputs, RingState } from './ring-attributes';

type Devices = RingState['devices'];

/** What a ring's attributes ask for, as the host is told of it. */
export function wantedRing({
  part_power,
  replicas,
  min_part_hours,
  overload,
  devices,
}: Pick<RingInputs, 'part_power' | 'replicas' | 'min_part_hours' | 'overload' | 'devices'>): WantedRing {
  return { part_power, replicas, min_part_hours, overload, devices: wantedDevices(devices) };
}

function wantedDevices(devices: Devices): RingDevice[] {
  return Object.entries(devices).flatMap(([key, device]) => {
    const place = devicePlace(key);
    return place ? [{ ...place, ...device }] : [];
  });
}

/** The attributes that a builder's report gives, in the spelling of those that were there before. */
export function layoutOf(report: RingReport, before: Devices | null): Pick<RingState, 'devices' | 'partitions'> {
  const keyOf = keys(Object.keys(before ?? {}));
  const named = report.devices.map((device) => [keyOf(device), device] as const);
  return {
    devices: Object.fromEntries(named.map(([key, device]) => [key, asConfigured(device, before?.[key])])),
    partitions: Object.fromEntries(named.map(([key, { partitions }]) => [key, partitions])),
  };
}

/** How many partitions each device has, in the spelling of the configuration. */
export function partitionsOf(report: RingReport, devices: Devices): Record<string, number> {
  const keyOf = keys(Object.keys(devices));
  return Object.fromEntries(report.devices.map((device) => [keyOf(device), device.partitions]));
}

/** Gives the key that a device has among these, or Swift's own for one that is not among them. */
function keys(known: readonly string[]): (device: DeviceReport) => string {
  const byPlace = new Map(
    known.flatMap((key) => {
      const place = devicePlace(key);
      return place ? [[placeText(place), key] as const] : [];
    }),
  );
  return (device) => byPlace.get(placeText(device)) ?? placeText(device);
}

/** Swift always has a replication address; whoever has not said one has said that it is the other. */
function asConfigured(device: DeviceReport, before: Devices[string] | undefined): Devices[string] {
  const { ip, port, region, zone, weight, meta, replication_ip: address, replication_port } = device;
  const written = before?.replication_ip ?? null;
  const sameAddress = address === ip;
  return {
    region,
    zone,
    weight,
    replication_ip:
      written !== null && swiftAddress(written) === address
        ? written
        : sameAddress && written === null
          ? null
          : address,
    replication_port:
      replication_port === port && (before?.replication_port ?? null) === null ? null : replication_port,
    meta,
  };
}
