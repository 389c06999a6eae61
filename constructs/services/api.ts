import type { ITerraformDependable } from 'cdktf';
import type { Construct } from 'constructs';
import { inUrl, reachedAt } from '../core/addresses';
import type { CloudAbility } from '../core/cloud-services';
import { CatalogService } from '../identity/catalog-service';
import * as l1 from '../l1';
import type { PublishedServiceProps } from './service-props';

/** An API as it stands in the catalog. */
export interface Api {
  /** By which clients look for it, such as `image`. */
  readonly type: string;
  /** The service's name, such as `glance`. */
  readonly name: string;
  /** For people. */
  readonly description: string;
  /** What comes behind the port, such as `/v2.1`. */
  readonly path?: string;
  readonly port: number;
}

/** Where a service is reached unless it is said otherwise. */
export function ownUrl({ host, bindAddress = host.address, port }: PublishedServiceProps, api: Api): string {
  return `http://${inUrl(reachedAt(bindAddress, host))}:${port ?? api.port}`;
}

/** Puts a service into the catalog. */
export function inCatalog(scope: Construct, props: PublishedServiceProps, api: Api): CatalogService {
  const { keystone, publicUrl, internalUrl, adminUrl } = props;
  const own = `${ownUrl(props, api)}${api.path ?? ''}`;
  const internal = internalUrl ?? own;
  return new CatalogService(scope, 'Catalog', {
    cloud: keystone.cloud,
    name: api.name,
    type: api.type,
    description: api.description,
    endpoints: { publicUrl: publicUrl ?? own, internalUrl: internal, adminUrl: adminUrl ?? internal },
  });
}

/**
 * Defines what is there when an API does its work: when it answers a question that needs its database, Keystone and the catalog.
 * What needs the ability of the cloud waits for it.
 */
export function readyApi(
  scope: Construct,
  { keystone }: PublishedServiceProps,
  catalog: CatalogService,
  ability: CloudAbility | undefined,
  after: readonly ITerraformDependable[],
): l1.ApiReadiness {
  const { cloud } = keystone;
  const ready = new l1.ApiReadiness(scope, 'Ready', {
    cloud: cloud.nameIn(scope),
    service: catalog.type,
    dependsOn: [...after, ...catalog._endpoints],
  });
  if (ability !== undefined) cloud._services.provide(ability, scope, ready, ready.id);
  return ready;
}
