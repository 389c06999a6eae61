import { UNKNOWN } from '../../../lib/plugin/value/unknown';
import { record, type Value, type ValueRecord } from '../../../lib/plugin/value/value';
import {
  type Attribute,
  type Attributes,
  bool,
  list,
  map,
  number,
  object,
  objectList,
  objectMap,
  set,
  string,
} from '../../../lib/schema/attribute';

/** Random schemas, configurations and states. The same seed makes the same ones, so that a failure can be looked at again. */
export class RandomObjects {
  constructor(private state: number) {}

  public schema(): Attributes {
    const attributes: Record<string, Attribute> = {};
    for (let index = 0; index < 6; index++) attributes[`a${index}`] = this.attribute(Object.keys(attributes), 1);
    return attributes;
  }

  /** What a user may write: required is there, computed is not, anything may be unknown. */
  public config(attributes: Attributes, mayBeUnknown: boolean): ValueRecord {
    return record(
      Object.entries(attributes).map(([name, attribute]): [string, Value] => {
        const { presence } = attribute;
        if (presence === 'computed' || (presence !== 'required' && this.chance(0.4))) return [name, null];
        return [name, this.value(attribute, mayBeUnknown)];
      }),
    );
  }

  /** What may stand in state: all is known; what is not required may be null, and nothing need fit any configuration. */
  public stored(attributes: Attributes): ValueRecord {
    return record(
      Object.entries(attributes).map(([name, attribute]): [string, Value] => {
        const absent = attribute.presence === 'optional' && this.chance(0.3);
        return [name, absent ? null : this.complete(attribute, this.value(attribute, false))];
      }),
    );
  }

  /** The value with what is unknown in it made known. */
  public known(attributes: Attributes, values: ValueRecord): ValueRecord {
    return record(
      Object.entries(attributes).map(([name, attribute]): [string, Value] => [
        name,
        this.filled(attribute, values[name] ?? null),
      ]),
    );
  }

  private filled(attribute: Attribute, value: Value): Value {
    if (value === UNKNOWN) return this.complete(attribute, this.value(attribute, false));
    if (Array.isArray(value) && !attribute.nested) {
      const [element] = this.elements(attribute);
      return value.map((item: Value) => (item === UNKNOWN ? (element ?? null) : item));
    }
    if (!attribute.nested || value === null) return value;
    const { attributes, nesting } = attribute.nested;
    if (nesting === 'single') return this.known(attributes, value as ValueRecord);
    if (Array.isArray(value)) return value.map((item: Value) => this.known(attributes, item as ValueRecord));
    return record(Object.entries(value).map(([key, item]) => [key, this.known(attributes, item as ValueRecord)]));
  }

  /** State holds no unset default and no unset computed value. */
  private complete({ nested }: Attribute, value: Value): Value {
    if (!nested || value === null) return value;
    const fill = (item: Value) =>
      record(
        Object.entries(nested.attributes).map(([name, child]): [string, Value] => {
          const own = (item as ValueRecord)[name] ?? null;
          return [name, own === null && child.presence !== 'optional' ? this.value(child, false) : own];
        }),
      );
    if (nested.nesting === 'single') return fill(value);
    if (Array.isArray(value)) return value.map(fill);
    return record(Object.entries(value as ValueRecord).map(([key, item]) => [key, fill(item)]));
  }

  private value(attribute: Attribute, mayBeUnknown: boolean): Value {
    if (mayBeUnknown && this.chance(0.15)) return UNKNOWN;
    const { nested, type } = attribute;
    const count = this.below(3);
    if (nested) {
      const inner = () => this.config(nested.attributes, mayBeUnknown);
      if (nested.nesting === 'single') return inner();
      if (nested.nesting === 'list') return Array.from({ length: count }, inner);
      return record(['x', 'y', 'z'].slice(0, count).map((key) => [key, inner()]));
    }
    if (type === 'string') return this.pick('one', 'ONE', 'two', 'Two', '');
    if (type === 'number') return this.below(3);
    if (type === 'bool') return this.chance(0.5);
    const elements = this.elements(attribute).slice(0, count);
    if (type[0] === 'map') return record(elements.map((element) => [`${element}`, element]));
    return elements.map((element) => (mayBeUnknown && this.chance(0.1) ? UNKNOWN : element));
  }

  private elements(_: Attribute): string[] {
    return this.chance(0.5) ? ['p', 'q', 'r'] : ['r', 'p'];
  }

  private attribute(others: readonly string[], depth: number): Attribute {
    const presence = this.pick('required', 'optional', 'default', 'computed', 'optional+computed');
    const isComputed = presence === 'computed' || presence === 'optional+computed';
    const options = {
      description: 'Something.',
      ...(presence === 'required' && { required: true as const }),
      ...(presence.startsWith('optional') && { optional: true as const }),
      ...(isComputed && { computed: true as const }),
      ...(isComputed && this.chance(0.3) && { stable: true }),
      ...(isComputed && others.length > 0 && this.chance(0.3) && { follows: [this.pick(...others)] }),
      ...(presence !== 'computed' && this.chance(0.2) && { replace: true }),
    };
    const fallback = <T>(value: T) => (presence === 'default' ? { default: value } : {});
    const kind = this.pick('string', 'number', 'bool', 'list', 'set', 'map', 'object', 'objectList', 'objectMap');
    if (kind.startsWith('object') && depth > 0 && !isComputed && presence !== 'default') {
      const children = this.children();
      if (kind === 'object') return object(children, options as never) as Attribute;
      if (kind === 'objectList') return objectList(children, options as never) as Attribute;
      return objectMap(children, options as never) as Attribute;
    }
    const same = (one: string, other: string) => one.toLowerCase() === other.toLowerCase();
    if (kind === 'number') return number({ ...options, ...fallback(7) } as never) as Attribute;
    if (kind === 'bool') return bool({ ...options, ...fallback(false) } as never) as Attribute;
    if (kind === 'list') return list('string', { ...options, ...fallback(['d']) } as never) as Attribute;
    if (kind === 'set') return set('string', { ...options, ...fallback(['d', 'e']) } as never) as Attribute;
    if (kind === 'map') return map('string', { ...options, ...fallback({ d: 'e' }) } as never) as Attribute;
    return string({ ...options, ...fallback('Default'), ...(this.chance(0.5) && { same }) } as never) as Attribute;
  }

  /** Nested attributes are never computed: see the check of declarations. */
  private children(): Attributes {
    const children: Record<string, Attribute> = {};
    for (let index = 0; index < 3; index++) {
      let child = this.attribute([], 0);
      while (child.presence === 'computed' || child.presence === 'optional+computed') child = this.attribute([], 0);
      children[`c${index}`] = child;
    }
    return children;
  }

  public chance(probability: number): boolean {
    return this.next() < probability;
  }

  private below(limit: number): number {
    return Math.floor(this.next() * limit);
  }

  private pick<const T>(...values: readonly T[]): T {
    return values[this.below(values.length)] as T;
  }

  /** mulberry32. */
  private next(): number {
    this.state = (this.state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(this.state ^ (this.state >>> 15), 1 | this.state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  }
}
