/** What Keystone's version 3 API tells of its objects (docs.openstack.org/api-ref/identity/v3). */

export interface Domain {
  readonly id: string;
  readonly name: string;
  readonly description: string;
  readonly enabled: boolean;
}

export interface Project extends Domain {
  readonly domain_id: string;
  /** The domain's id where there is no project above. */
  readonly parent_id: string | null;
  readonly tags: readonly string[];
}

export interface User {
  readonly id: string;
  readonly name: string;
  readonly domain_id: string;
  readonly enabled: boolean;
  readonly description?: string;
  readonly email?: string | null;
  readonly default_project_id?: string | null;
}

export interface Group {
  readonly id: string;
  readonly name: string;
  readonly domain_id: string;
  readonly description: string;
}

export interface Role {
  readonly id: string;
  readonly name: string;
  /** Null for a role that is good in all domains. */
  readonly domain_id: string | null;
  readonly description: string | null;
  readonly options?: { readonly immutable?: boolean | null };
}

export interface Region {
  readonly id: string;
  readonly description: string;
  readonly parent_region_id: string | null;
}

export interface Service {
  readonly id: string;
  readonly name?: string;
  readonly type: string;
  readonly description?: string;
  readonly enabled: boolean;
}

export interface Endpoint {
  readonly id: string;
  readonly service_id: string;
  readonly interface: 'public' | 'internal' | 'admin';
  readonly region_id: string | null;
  readonly url: string;
  readonly enabled: boolean;
}
