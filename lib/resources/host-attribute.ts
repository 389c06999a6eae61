import { string } from '../schema/attribute';

/** The host that an object is on. Moving it to another host makes a new one there. */
export const hostAttribute = string({
  description: "Name of the host, one of the provider's `hosts`.",
  required: true,
  replace: true,
  example: '"node1"',
});
