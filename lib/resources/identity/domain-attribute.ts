import { string } from '../../schema/attribute';

/** The domain in which a name is unique. */
export const domainIdAttribute = string({
  description: 'Id of the domain that it is in. `default` is the id of the domain called Default.',
  default: 'default',
  replace: true,
});
