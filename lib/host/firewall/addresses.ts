import { isIP } from 'node:net';
import { merged, type Range } from './ranges';

export type Family = 'ip' | 'ip6';

/** Addresses of each family. */
export interface Addresses {
  readonly ip: readonly Range[];
  readonly ip6: readonly Range[];
}

const BITS: Readonly<Record<Family, number>> = { ip: 32, ip6: 128 };

/** An address or network, such as `10.0.0.0/8`; undefined when it is neither. */
export function network(text: string): { readonly family: Family; readonly range: Range } | undefined {
  const [, address = '', length] = /^([0-9A-Fa-f:.]+)(?:\/(\d{1,3}))?$/.exec(text) ?? [];
  const version = isIP(address);
  if (version === 0) return undefined;
  const family = version === 4 ? 'ip' : 'ip6';
  const prefix = Number(length ?? BITS[family]);
  if (prefix > BITS[family]) return undefined;
  const size = 1n << BigInt(BITS[family] - prefix);
  const first = (addressNumber(address) / size) * size;
  return { family, range: { first, last: first + size - 1n } };
}

/** The network that a text means although its address has bits behind the prefix, as in "10.0.0.5/8"; undefined for any other. */
export function meantNetwork(text: string): string | undefined {
  const found = network(text);
  const [address = ''] = text.split('/');
  if (!found || found.range.first === addressNumber(address)) return undefined;
  return rangeTexts(found.family, found.range)[0];
}

/** All of them by family, as few ranges in their order. */
export function addresses(texts: readonly string[]): Addresses {
  const networks = texts.flatMap((text) => network(text) ?? []);
  const of = (wanted: Family) => merged(networks.flatMap(({ family, range }) => (family === wanted ? [range] : [])));
  return { ip: of('ip'), ip6: of('ip6') };
}

/** The networks that together are those addresses. */
export function addressTexts(family: Family, ranges: readonly Range[]): string[] {
  return merged(ranges).flatMap((range) => rangeTexts(family, range));
}

/** An address as a number. */
export function addressNumber(address: string): bigint {
  if (!address.includes(':')) return fromDigits(address.split('.').map(Number), 8n);
  // The one spelling in which URLs hold it has no dotted part.
  const [before = '', after] = ipv6Text(address).split('::');
  const groups = (part: string) => (part === '' ? [] : part.split(':').map((group) => Number.parseInt(group, 16)));
  const head = groups(before);
  const tail = groups(after ?? '');
  return fromDigits([...head, ...Array<number>(8 - head.length - tail.length).fill(0), ...tail], 16n);
}

/** The largest networks that fit one after the other. */
function rangeTexts(family: Family, { first, last }: Range): string[] {
  const texts: string[] = [];
  for (let start = first; start <= last; ) {
    let length = BITS[family];
    let size = 1n;
    while (length > 0 && start % (size * 2n) === 0n && start + size * 2n - 1n <= last) {
      size *= 2n;
      length--;
    }
    texts.push(`${addressText(family, start)}${length === BITS[family] ? '' : `/${length}`}`);
    start += size;
  }
  return texts;
}

function addressText(family: Family, value: bigint): string {
  if (family === 'ip') return digits(value, 8n, 4).join('.');
  return ipv6Text(
    digits(value, 16n, 8)
      .map((group) => group.toString(16))
      .join(':'),
  );
}

function ipv6Text(address: string): string {
  return new URL(`http://[${address}]`).hostname.slice(1, -1);
}

function fromDigits(all: readonly number[], bits: bigint): bigint {
  return all.reduce((value, digit) => (value << bits) | BigInt(digit), 0n);
}

function digits(value: bigint, bits: bigint, count: number): number[] {
  return Array.from({ length: count }, (_, index) =>
    Number((value >> (bits * BigInt(count - 1 - index))) & ((1n << bits) - 1n)),
  );
}
