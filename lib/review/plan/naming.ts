import { isUnknown } from '../../plugin/value/unknown';
import type { Json } from '../../stack/expressions';
import { code } from '../effect';
import type { Kind } from '../kinds';
import type { ConfiguredJson, PlanJson } from './plan-json';
import { isSeenList, type SeenRecord } from './seen';

const BOOTSTRAP = 'stackwright_keystone_bootstrap';
/** The hash that ends a name which CDKTF has made of a construct's path. */
const HASH = /_[0-9A-F]{8}$/;
const INDEX = /\[[^\]]*\]$/;

/** What a resource is called, where it belongs, and what its references lead to, before their ids are known. */
export class Names {
  readonly #configured: ReadonlyMap<string, ConfiguredJson>;
  readonly #values = new Map<string, SeenRecord>();
  /** Names of the things that ids of this plan lead to. */
  readonly #byId = new Map<string, string>();

  public constructor({ configuration }: PlanJson) {
    this.#configured = new Map(configuration?.root_module?.resources?.map((one) => [one.address, one]));
  }

  /** Tells of a resource, so that others can be named by it. */
  public learn(address: string, values: SeenRecord): void {
    this.#values.set(address, values);
    if (typeof values.id === 'string' && typeof values.name === 'string') this.#byId.set(values.id, values.name);
  }

  /** The cloud that a resource is in. While its Keystone is yet to be made, the reference to that tells. */
  public cloudOf(address: string, { cloud }: SeenRecord): string | undefined {
    if (typeof cloud === 'string') return cloud;
    const [bootstrap] = this.target(address, 'cloud') ?? [];
    const known = bootstrap === undefined ? undefined : this.#values.get(bootstrap)?.cloud;
    if (typeof known === 'string') return known;
    return isUnknown(cloud) ? 'a cloud that is yet to be made' : undefined;
  }

  /** What people call a resource: its kind, and what tells it from others. */
  public label(address: string, kind: Kind | undefined, values: SeenRecord): string {
    if (!kind) return code(address);
    const names = kind.named.flatMap((attribute) => this.named(address, attribute, values));
    return names.length > 0
      ? `${kind.noun} ${names.map(code).join(', ')}`
      : `${kind.noun} ${code(pathOf(address).join('/'))}`;
  }

  private named(address: string, attribute: string, values: SeenRecord): string[] {
    const value = values[attribute];
    if (isSeenList(value)) return value.length > 0 ? [value.filter((one) => typeof one === 'string').join(', ')] : [];
    if (attribute.endsWith('_id')) return this.referred(address, attribute, value);
    // The first of several, as a ring's policy 0, needs no number.
    return typeof value === 'string' || (typeof value === 'number' && value !== 0) ? [`${value}`] : [];
  }

  /** An id in words: the name of what it leads to. */
  private referred(address: string, attribute: string, id: unknown): string[] {
    if (typeof id === 'string' && this.#byId.has(id)) return [this.#byId.get(id) ?? ''];
    const [to, of] = this.target(address, attribute) ?? [];
    const name = to === undefined ? undefined : this.#values.get(to)?.name;
    if (typeof name === 'string') return [name];
    // What a Keystone starts with has no resource of its own: `admin_role_id` is that of `admin`.
    if (to?.startsWith(BOOTSTRAP) && of !== undefined) return [of.replace(/_(role|user|project)?_?id$/, '')];
    return typeof id === 'string' || typeof id === 'number' ? [`${id}`] : [];
  }

  /** The resource and the attribute that an attribute is configured with. */
  private target(address: string, attribute: string): readonly [string, string] | undefined {
    const expression = this.#configured.get(address.replace(INDEX, ''))?.expressions?.[attribute];
    const [, to, of] = /^([\w-]+\.[\w-]+)\.(\w+)$/.exec(firstReference(expression) ?? '') ?? [];
    return to === undefined || of === undefined ? undefined : [to, of];
  }
}

function firstReference(expression: Json | undefined): string | undefined {
  if (typeof expression !== 'object' || expression === null || Array.isArray(expression)) return undefined;
  const { references } = expression as { readonly references?: Json };
  const [first] = Array.isArray(references) ? references : [];
  return typeof first === 'string' ? first : undefined;
}

/** The construct's path that is in an address, as far as CDKTF leaves it there. */
export function pathOf(address: string): readonly string[] {
  const name = address.split('.').at(-1) ?? address;
  return HASH.test(name) ? name.replace(HASH, '').split('_') : [name];
}

/**
 * What of a host or a cloud a resource belongs to: the construct right below that of the host, as in
 * `Cloud_node1_Nova_Api_Service`. Empty where the address does not tell.
 */
export function partOf(address: string, hosts: readonly string[]): string {
  const path = pathOf(address);
  const inside = path.slice(path.findIndex((step) => hosts.includes(step)) + 1);
  return inside.length > 1 ? (inside[0] ?? '') : '';
}
