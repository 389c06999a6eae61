import { isIP } from 'node:net';

/** By what Swift knows a device: no two in a ring have the same. */
export interface DevicePlace {
  /** Address or name of the server, in Swift's own spelling: small letters, IPv6 without brackets and as short as it goes. */
  readonly ip: string;
  readonly port: number;
  /** Name of the directory under `devices`, `/srv/node` say, at which it is mounted. */
  readonly device: string;
}

const FORM = /^(\[[0-9a-f:.]+\]|[a-z0-9](?:[a-z0-9.-]*[a-z0-9])?):(\d{1,5})\/([^\s/](?:[^/]*[^\s/])?)$/i;

/** Takes apart `192.0.2.8:6200/sdb1`, as Swift's tools write it, or `[2001:db8::8]:6200/sdb1`; undefined for anything else. */
export function devicePlace(text: string): DevicePlace | undefined {
  const [, address = '', port, device] = FORM.exec(text) ?? [];
  if (device === undefined || Number(port) < 1 || Number(port) > 65_535) return undefined;
  const ip = address.startsWith('[') ? shortIpv6(address.slice(1, -1)) : address.toLowerCase();
  return ip === undefined ? undefined : { ip, port: Number(port), device };
}

/** The text for a place; two of the same place are the same. */
export function placeText({ ip, port, device }: DevicePlace): string {
  return `${ip.includes(':') ? `[${ip}]` : ip}:${port}/${device}`;
}

/** An address as Swift spells it. What is none, such as the name of a host, is left as it is but for its case. */
export function swiftAddress(text: string): string {
  return (text.includes(':') ? shortIpv6(text) : undefined) ?? text.toLowerCase();
}

function shortIpv6(text: string): string | undefined {
  return isIP(text) === 6 ? new URL(`http://[${text}]/`).hostname.slice(1, -1) : undefined;
}
