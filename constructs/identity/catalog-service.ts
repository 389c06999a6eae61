import { Token } from 'cdktf';
import type { Construct } from 'constructs';
import { EndpointInterface } from '../core/cloud';
import { CloudResource, type CloudResourceProps } from '../core/cloud-resource';
import { identityName, regionName } from '../core/identity-names';
import { resolved } from '../core/resolved';
import { matching, type Rule, validate } from '../core/validation';
import * as l1 from '../l1';

/**
 * The URLs of a service in a region, as they stand in the catalog. `%(project_id)s` in one stands for the id of the project that a
 * token is for.
 */
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
  /** What it is, by which clients look for it, such as `image` or `compute`. */
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
  identityName('name'),
  matching('type', /^\S{1,255}$/, 'a type such as "image", without spaces'),
  ({ endpoints, cloud }) =>
    endpoints !== undefined && cloud.region === undefined
      ? 'endpoints are given, but the cloud names no region: give it one, or use addEndpoints.'
      : undefined,
];

const ENDPOINT_RULES: readonly Rule<EndpointUrls & { readonly region: string }>[] = [
  regionName('region'),
  ...(['publicUrl', 'internalUrl', 'adminUrl'] as const).map((url) =>
    matching(url, /^https?:\/\/[^\s/]+(\/\S*)?$/, 'a URL such as "http://192.0.2.11:8776/v3/%(project_id)s"'),
  ),
];

/** A service in the catalog of a cloud, with its endpoints. */
export class CatalogService extends CloudResource {
  public readonly fqn: string;
  /** What it is, by which clients look for it. */
  public readonly type: string;
  /** @internal */
  public readonly _endpoints: l1.IdentityEndpoint[] = [];
  private readonly resource: l1.IdentityService;

  public constructor(scope: Construct, id: string, props: CatalogServiceProps) {
    super(scope, id, props);
    const { name = id, type, description, endpoints, cloud } = props;
    validate(this, { ...props, name }, RULES);
    this.type = type;
    this._claim(`service of the type "${type}"`, name);
    this.resource = this._define(l1.IdentityService, { name, type, description });
    this.fqn = this.resource.fqn;
    if (endpoints !== undefined && cloud.region !== undefined) this.addEndpoints(cloud.region, endpoints);
  }

  /** Keystone's id of it. */
  public get serviceId(): string {
    return this.resource.id;
  }

  /** Its name; whoever uses it comes after the service, and not after its endpoints. */
  public get name(): string {
    return this.resource.name;
  }

  /**
   * Adds the endpoints of a region, of which each service has one set.
   *
   * @param region name of the region, such as that of a `Region`
   * @param urls where the service is reached there
   */
  public addEndpoints(region: string, urls: EndpointUrls): void {
    const { publicUrl, internalUrl = publicUrl, adminUrl = publicUrl } = urls;
    const place = this.readable(region);
    validate(this, { ...urls, region }, [
      ...ENDPOINT_RULES,
      () =>
        this.node.tryFindChild(childId(EndpointInterface.PUBLIC, place))
          ? `it has endpoints in "${place}" already: give all URLs of a region at once.`
          : undefined,
    ]);
    this.addEndpoint(EndpointInterface.PUBLIC, place, region, publicUrl);
    this.addEndpoint(EndpointInterface.INTERNAL, place, region, internalUrl);
    this.addEndpoint(EndpointInterface.ADMIN, place, region, adminUrl);
  }

  private addEndpoint(side: EndpointInterface, place: string, region: string, url: string): void {
    this._endpoints.push(
      new l1.IdentityEndpoint(this, childId(side, place), {
        cloud: this.cloud.nameIn(this),
        serviceId: this.serviceId,
        interface: side,
        region,
        url,
      }),
    );
  }

  /** A region in ids: its name, or where that is known only when Terraform runs, the resource that tells it. */
  private readable(region: string): string {
    if (!Token.isUnresolved(region)) return region;
    const reference = resolved(this, region);
    return /^\$\{\w+\.([^.]+)\.\w+\}$/.exec(reference)?.[1] ?? reference;
  }
}

/** The same whatever other regions there are, and in whatever order: it is part of the address in Terraform's state. */
function childId(side: EndpointInterface, place: string): string {
  return `Endpoint ${side} in ${place}`;
}
