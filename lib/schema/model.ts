import type { Unknown } from '../plugin/value/unknown';
import type { Attribute, Attributes } from './attribute';

/** `T` as it may stand in a configuration or a plan: anything in it, at any depth, may be unknown. */
export type MaybeUnknown<T> =
  | Unknown
  | (T extends string | number | boolean | null
      ? T
      : T extends readonly (infer E)[]
        ? readonly MaybeUnknown<E>[]
        : { readonly [K in keyof T]: MaybeUnknown<T[K]> });

type ConfigValue<A> = A extends Attribute<infer T, infer P> ? MaybeUnknown<P extends 'required' ? T : T | null> : never;
type StateValue<A> = A extends Attribute<infer T, infer P> ? (P extends 'optional' ? T | null : T) : never;
type InputValue<A> =
  A extends Attribute<unknown, infer P>
    ? P extends 'computed' | 'optional+computed'
      ? MaybeUnknown<StateValue<A> | null>
      : StateValue<A>
    : never;

/** What the user wrote: null where nothing stands, unknown where it depends on something not done yet. */
export type Config<A extends Attributes> = { readonly [K in keyof A]: ConfigValue<A[K]> };

/** What a plan may hold: defaults filled in, still unknown in places. */
export type Planned<A extends Attributes> = {
  readonly [K in keyof A]:
    | MaybeUnknown<StateValue<A[K]>>
    | (A[K] extends Attribute<unknown, 'required' | 'default'> ? never : null);
};

/** What create and update are asked for: every configured value is known; computed ones may still be unknown. */
export type Inputs<A extends Attributes> = { readonly [K in keyof A]: InputValue<A[K]> };

/** What is stored: everything known. */
export type State<A extends Attributes> = { readonly [K in keyof A]: StateValue<A[K]> };
