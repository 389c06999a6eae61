import type { Nesting } from '../plugin/service';
import type { CtyType } from '../plugin/value/type';
import type { State } from './model';
import type { Validator } from './validator';

/**
 * Who gives an attribute its value:
 * - `required`: the configuration, always;
 * - `optional`: the configuration, or it is null;
 * - `default`: the configuration, or a fixed value;
 * - `computed`: the provider;
 * - `optional+computed`: the configuration, or the provider when it is left out.
 */
export type Presence = 'required' | 'optional' | 'default' | 'computed' | 'optional+computed';

/** What may be said of an attribute when it is declared. */
export interface AttributeOptions<T> {
  /** Markdown; the first sentence stands alone. Meaning, unit, what happens when it is left out. */
  readonly description: string;
  readonly required?: true;
  readonly optional?: true;
  readonly computed?: true;
  /** The value where the configuration has none. */
  readonly default?: T;
  /** A computed value that may be null. */
  readonly nullable?: true;
  /** A change replaces the object. */
  readonly replace?: boolean;
  /** Computed: stays as it is through any update, so that plans need not call it unknown. */
  readonly stable?: boolean;
  /** Computed: changes only when one of these attributes of the same resource changes. */
  readonly follows?: readonly string[];
  /** Hidden in Terraform's output. State still holds it: secrets belong in references. */
  readonly sensitive?: boolean;
  /** The text is a secret itself: a reference in it means nothing. */
  readonly verbatim?: boolean;
  /** Whether two spellings mean the same; then the one that stands in state stays, and no change is planned. */
  same?(one: T, other: T): boolean;
  readonly validate?: readonly Validator<T>[];
  /** What to use instead. */
  readonly deprecated?: string;
  /** A value for the reference page, as HCL. */
  readonly example?: string;
}

type PresenceOf<O> = O extends { required: true }
  ? 'required'
  : O extends { default: unknown }
    ? 'default'
    : O extends { optional: true; computed: true }
      ? 'optional+computed'
      : O extends { optional: true }
        ? 'optional'
        : 'computed';

type TypeOf<T, O> = O extends { nullable: true } ? T | null : T;

/** One attribute. `T` is its value when known and set. */
export interface Attribute<T = unknown, P extends Presence = Presence> extends AttributeOptions<T> {
  readonly presence: P;
  readonly type: CtyType;
  readonly nested?: { readonly nesting: Nesting; readonly attributes: Attributes };
  /** Carries `T` for inference; never set. */
  readonly valueType?: T;
}

/** The attributes of a resource, data source, provider or nested object, by name. */
export type Attributes = Readonly<Record<string, Attribute>>;

function attribute<T, const O extends AttributeOptions<T>>(
  type: CtyType,
  options: O,
  nested?: Attribute['nested'],
): Attribute<TypeOf<T, O>, PresenceOf<O>> {
  const presence: Presence = options.required
    ? 'required'
    : options.default !== undefined
      ? 'default'
      : options.optional
        ? options.computed
          ? 'optional+computed'
          : 'optional'
        : 'computed';
  return { ...options, presence: presence as PresenceOf<O>, type, ...(nested && { nested }) } as unknown as Attribute<
    TypeOf<T, O>,
    PresenceOf<O>
  >;
}

export function string<const O extends AttributeOptions<string>>(options: O) {
  return attribute<string, O>('string', options);
}

/** A number that a double holds exactly; others are refused with an error. */
export function number<const O extends AttributeOptions<number>>(options: O) {
  return attribute<number, O>('number', options);
}

export function bool<const O extends AttributeOptions<boolean>>(options: O) {
  return attribute<boolean, O>('bool', options);
}

interface Primitives {
  string: string;
  number: number;
  bool: boolean;
}

/** `list(string)` and the like: order matters. */
export function list<K extends keyof Primitives, const O extends AttributeOptions<readonly Primitives[K][]>>(
  element: K,
  options: O,
) {
  return attribute<readonly Primitives[K][], O>(['list', element], options);
}

/** `set(string)` and the like: no order, no element twice. */
export function set<K extends keyof Primitives, const O extends AttributeOptions<readonly Primitives[K][]>>(
  element: K,
  options: O,
) {
  return attribute<readonly Primitives[K][], O>(['set', element], options);
}

/** `map(string)` and the like. */
export function map<
  K extends keyof Primitives,
  const O extends AttributeOptions<Readonly<Record<string, Primitives[K]>>>,
>(element: K, options: O) {
  return attribute<Readonly<Record<string, Primitives[K]>>, O>(['map', element], options);
}

/** `map(list(string))`: several values a key. */
export function mapOfLists<const O extends AttributeOptions<Readonly<Record<string, readonly string[]>>>>(options: O) {
  return attribute<Readonly<Record<string, readonly string[]>>, O>(['map', ['list', 'string']], options);
}

/** `map(set(string))`: several values a key, without order. */
export function mapOfSets<const O extends AttributeOptions<Readonly<Record<string, readonly string[]>>>>(options: O) {
  return attribute<Readonly<Record<string, readonly string[]>>, O>(['map', ['set', 'string']], options);
}

/** A map of maps: values by two keys. */
type Nested<T> = Readonly<Record<string, Readonly<Record<string, T>>>>;

/** `map(map(string))`: a value for each of two keys, as in a file with sections. */
export function mapOfMaps<const O extends AttributeOptions<Nested<string>>>(options: O) {
  return attribute<Nested<string>, O>(['map', ['map', 'string']], options);
}

/** `map(map(list(string)))`: several values for each of two keys. */
export function mapOfMapsOfLists<const O extends AttributeOptions<Nested<readonly string[]>>>(options: O) {
  return attribute<Nested<readonly string[]>, O>(['map', ['map', ['list', 'string']]], options);
}

/** One nested object: `readiness = { port = 11211 }`. */
export function object<A extends Attributes, const O extends AttributeOptions<State<A>>>(attributes: A, options: O) {
  return attribute<State<A>, O>(objectType(attributes), options, { nesting: 'single', attributes });
}

/** A list of nested objects. */
export function objectList<A extends Attributes, const O extends AttributeOptions<readonly State<A>[]>>(
  attributes: A,
  options: O,
) {
  return attribute<readonly State<A>[], O>(['list', objectType(attributes)], options, { nesting: 'list', attributes });
}

/** Nested objects by key. */
export function objectMap<A extends Attributes, const O extends AttributeOptions<Readonly<Record<string, State<A>>>>>(
  attributes: A,
  options: O,
) {
  return attribute<Readonly<Record<string, State<A>>>, O>(['map', objectType(attributes)], options, {
    nesting: 'map',
    attributes,
  });
}

/** The type of an object with these attributes. */
export function objectType(attributes: Attributes): CtyType {
  return ['object', Object.fromEntries(Object.entries(attributes).map(([name, { type }]) => [name, type]))];
}
