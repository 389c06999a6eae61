import { isIP } from 'node:net';
import { Token } from 'cdktf';

const ANY = ['0.0.0.0', '::'];

/** Whether an address to listen on stands for all of a host's. */
export function isAny(address: string): boolean {
  return ANY.includes(address);
}

/** Whether a text is the address of an interface, or may become one: it is known only when Terraform runs. */
export function isAddress(text: string): boolean {
  // With a zone, as in "fe80::1%eth0", it could not stand in a URL.
  return Token.isUnresolved(text) || (isIP(text) !== 0 && !text.includes('%'));
}

/**
 * Where clients find what listens on a host.
 *
 * @param bindAddress on which it listens
 * @param host has an address of its own, for when it listens on all
 */
export function reachedAt(bindAddress: string, host: { readonly address: string }): string {
  return isAny(bindAddress) ? host.address : bindAddress;
}

/** An address as it stands in a URL, before a port. */
export function inUrl(address: string): string {
  return address.includes(':') ? `[${address}]` : address;
}

/** An address as a server writes it that tells clients apart by theirs. One that is known only when Terraform runs is left as it is. */
export function canonicalAddress(address: string): string {
  if (Token.isUnresolved(address)) return address;
  return new URL(`http://${inUrl(address)}`).hostname.replace(/^\[|\]$/g, '');
}
