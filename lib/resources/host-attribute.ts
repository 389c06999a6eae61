import { string } from '../schema/attribute';

const naming = new WeakSet<object>();

/** An attribute that names one of the provider's hosts. OpenStack has names of its own for hosts, which another `host` may mean. */
export function namingHost<A extends object>(attribute: A): A {
  naming.add(attribute);
  return attribute;
}

export function isNamingHost(attribute: object | undefined): boolean {
  return attribute !== undefined && naming.has(attribute);
}

/** The host that an object is on. Moving it to another host makes a new one there. */
export const hostAttribute = namingHost(
  string({
    description: "Name of the host, one of the provider's `hosts`.",
    required: true,
    replace: true,
    example: '"node1"',
  }),
);
