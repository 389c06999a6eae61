import { string } from '../../schema/attribute';

/** Names of Neutron's objects are unique in a project at best. */
export const projectToLookIn = string({
  description: 'Id of the project that it belongs to. Left out: any that can be seen.',
  optional: true,
  computed: true,
});

/** The same where each project has one of the name. */
export const projectIdOrOwn = string({
  description: 'Id of the project that it belongs to. Left out: the project that the provider works in.',
  optional: true,
  computed: true,
});
