import type { Construct } from 'constructs';
import { EndpointInterface } from '../core/cloud';
import { CloudResource, type CloudResourceProps } from '../core/cloud-resource';
import { type Rule, validate } from '../core/validation';
import * as l1 from '../l1';

/** The URLs of a service in a region. `%(project_id)s` in one stands for the id of the project that a token is for. */
export interface EndpointUrls {
  /** For everybody. */
  readonly publicUrl: string;

  /**
   * For the cloud's own services.
   *
   * @default - publicUrl
   */
  readonly internalUrl?: string;

  /**
   * For administrators.
   *
   * @default - publicUrl
   */
  readonly adminUrl?: string;
}

export interface CatalogServiceProps extends CloudResourceProps {
  /** What it is, by which clients look for it: `image`, `compute`, ... */
  readonly type: string;

  /**
   * Its name.
   *
   * @default - the construct's id
   */
  readonly name?: string;

  /**
   * For people.
   *
   * @default - none
   */
  readonly description?: string;

  /**
   * Its URLs in the region of `Keystone`, or of the `Cloud`.
   *
   * @default - none; `addEndpoints` adds some
   */
  readonly endpoints?: EndpointUrls;
}

const RULES: readonly Rule<CatalogServiceProps>[] = [
  ({ endpoints, cloud }) =>
    endpoints !== undefined && cloud.region === undefined
      ? 'endpoints are given, but the cloud names no region: give it one, or use addEndpoints.'
      : undefined,
];

/** A service in the catalog of a cloud, with its endpoints. */
export class CatalogService extends CloudResource {
  public readonly fqn: string;
  private readonly resource: l1.IdentityService;

  public constructor(scope: Construct, id: string, props: CatalogServiceProps) {
    super(scope, id, props);
    validate(this, props, RULES);
    const { name = id, type, description, endpoints, cloud } = props;
    this.resource = this._define(l1.IdentityService, { name, type, description });
    this.fqn = this.resource.fqn;
    if (endpoints !== undefined && cloud.region !== undefined) this.addEndpoints(cloud.region, endpoints);
  }

  /** Keystone's id of it. */
  public get serviceId(): string {
    return this.resource.id;
  }

  /**
   * Adds the endpoints of a region.
   *
   * @param region name of the region, such as that of a `Region`
   * @param urls where the service is reached there
   */
  public addEndpoints(region: string, urls: EndpointUrls): void {
    const { publicUrl, internalUrl = publicUrl, adminUrl = publicUrl } = urls;
    this.addEndpoint(EndpointInterface.PUBLIC, region, publicUrl);
    this.addEndpoint(EndpointInterface.INTERNAL, region, internalUrl);
    this.addEndpoint(EndpointInterface.ADMIN, region, adminUrl);
  }

  private addEndpoint(side: EndpointInterface, region: string, url: string): void {
    const number = this.node.children.filter((child) => child instanceof l1.IdentityEndpoint).length;
    new l1.IdentityEndpoint(this, `Endpoint ${Math.floor(number / 3) + 1} ${side}`, {
      cloud: this.cloud.nameIn(this),
      serviceId: this.serviceId,
      interface: side,
      region,
      url,
    });
  }
}
