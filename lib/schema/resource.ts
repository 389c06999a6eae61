import type { Diagnostic } from '../plugin/diagnostic';
import type { AttributePath } from '../plugin/path';
import type { Attributes } from './attribute';
import type { Context } from './context';
import type { Config, Inputs, Planned, State } from './model';

/** What `read` answers when it has seen for certain that the object does not exist. Never a guess, never for "cannot be reached". */
export const GONE = Symbol('gone');

/** A rule over several attributes, checked when the configuration is validated. Values may be unknown: then say nothing. */
export interface Rule<A extends Attributes> {
  /** The rule as a sentence for the reference page. */
  readonly description: string;
  problems(config: Config<A>): readonly Diagnostic[];
}

/** What a plan hook is given. */
export interface PlanRequest<A extends Attributes> {
  readonly config: Config<A>;
  /** Null when the object is to be created. */
  readonly prior: State<A> | null;
  readonly planned: Planned<A>;
}

/** What a plan hook may change. */
export interface PlanChange<A extends Attributes> {
  /** Computed attributes whose value is known already, or that are unknown after all. */
  readonly planned?: Partial<Planned<A>>;
  /** Attributes on account of which the object has to be replaced. */
  readonly replace?: readonly AttributePath[];
}

/**
 * A kind of object that is kept.
 *
 * `R` is what the provider's `configure` made: connections, clients. Handlers throw `DiagnosticError` for what the user can
 * mend; whatever else they throw is reported with the last state saved by `context.save`, so nothing made is ever lost.
 */
export interface Resource<A extends Attributes = Attributes, R = unknown> {
  /** The type's name without the provider's: `file`. */
  readonly name: string;
  /** Markdown: what the object is, what creating, changing and destroying it does. */
  readonly description: string;
  /** A complete example in HCL for the reference page. */
  readonly example?: string;
  /** Grows by one whenever the stored form changes; see {@link upgrade}. */
  readonly version?: number;
  readonly attributes: A;
  readonly rules?: readonly Rule<A>[];
  /**
   * Attributes whose values together belong to one object only, the most telling one last. Two such objects in one
   * configuration are an error of the plan.
   */
  readonly unique?: readonly (keyof A & string)[];
  /** Seconds each operation may take when the user does not say otherwise in `timeouts`. */
  readonly timeouts?: Timeouts;
  /** What is true now. `state` is what was true last time; on import only what the id told is set, all else is null. */
  read(context: Context<R>, state: State<A>): Promise<State<A> | typeof GONE>;
  /** Pure and repeatable: it runs at least twice in different processes. May look at the world, must not change it. */
  plan?(context: Context<R>, request: PlanRequest<A>): Promise<PlanChange<A> | undefined>;
  /** Repeatable: a run that was killed half-way is finished by the next. */
  create(context: Context<R>, inputs: Inputs<A>): Promise<State<A>>;
  /** Left out where every configurable attribute replaces. */
  update?(context: Context<R>, inputs: Inputs<A>, prior: State<A>): Promise<State<A>>;
  /** Warnings of what is lost for good when the object is destroyed, shown in the plan. */
  planDestroy?(context: Context<R>, state: State<A>): Promise<void>;
  /** Succeeds also when the object is gone already. */
  delete(context: Context<R>, state: State<A>): Promise<void>;
  readonly import?: Import<A>;
  /** From each stored version to the next one, over the stored JSON. */
  readonly upgrade?: Readonly<Record<number, (stored: Record<string, unknown>) => Record<string, unknown>>>;
}

export interface Timeouts {
  readonly create?: number;
  readonly read?: number;
  readonly update?: number;
  readonly delete?: number;
}

/** How an id given to `terraform import` names an object. */
export interface Import<A extends Attributes> {
  /** The id's form, as in `HOST:PATH`. */
  readonly format: string;
  readonly example: string;
  /** What the id tells; undefined when it does not have the form. `read` finds the rest. */
  parse(id: string): Partial<State<A>> | undefined;
}

/** A look at something that is not kept. */
export interface DataSource<A extends Attributes = Attributes, R = unknown> {
  readonly name: string;
  readonly description: string;
  readonly example?: string;
  readonly attributes: A;
  readonly rules?: readonly Rule<A>[];
  read(context: Context<R>, inputs: Inputs<A>): Promise<State<A>>;
}

/** Declares a resource; the types of its handlers follow from its attributes. */
export function resource<R>() {
  return <const A extends Attributes>(declaration: Resource<A, R>): Resource<Attributes, R> =>
    declaration as unknown as Resource<Attributes, R>;
}

/** Declares a data source. */
export function dataSource<R>() {
  return <const A extends Attributes>(declaration: DataSource<A, R>): DataSource<Attributes, R> =>
    declaration as unknown as DataSource<Attributes, R>;
}
