import type { Construct } from 'constructs';
import type { Cloud } from '../core/cloud';
import { identityName } from '../core/identity-names';
import { validate } from '../core/validation';
import type { IDomain } from './domain';
import { Existing, type Facts } from './existing';

/** What something that exists is looked up by, where names are unique in the whole cloud. */
export interface IdentityLookup {
  /** The cloud it is in. */
  readonly cloud: Cloud;

  /** Its name. */
  readonly name: string;
}

/** What something that exists is looked up by, where names are unique in a domain. */
export interface IdentityInDomainLookup extends IdentityLookup {
  /**
   * The domain it is in.
   *
   * @default - the one called Default
   */
  readonly domain?: IDomain;
}

type DataSource = new (
  scope: Construct,
  id: string,
  config: { readonly cloud: string; readonly name: string; readonly domainId?: string },
) => Facts;

/** Looks up what exists. In a cloud that the same stack makes this waits until it is ready. */
export function lookUp(scope: Construct, id: string, source: DataSource, by: IdentityInDomainLookup): Existing {
  return new Existing(scope, id, (self) => {
    validate(self, by, [identityName('name')]);
    const { cloud, name, domain } = by;
    return new source(self, 'Resource', {
      cloud: cloud.nameIn(self),
      name,
      ...(domain && { domainId: domain.domainId }),
    });
  });
}
