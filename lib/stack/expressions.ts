import { UNKNOWN } from '../plugin/value/unknown';
import { isRecord, record, type Value } from '../plugin/value/value';

/** A value as it stands in Terraform's JSON. */
export type Json = null | boolean | number | string | readonly Json[] | { readonly [name: string]: Json };

/** What stands behind names in expressions. */
export interface Scope {
  /** What is configured of a resource; undefined when there is none of that name. */
  resource(type: string, name: string): { readonly [attribute: string]: Json } | undefined;
  /** The value of a variable; undefined when it has none here. */
  variable(name: string): Json | undefined;
}

/** Resources whose `id` is one of their configured attributes. */
const IDS: Readonly<Record<string, string>> = { stackwright_keystone_bootstrap: 'cloud' };

const ATTRIBUTE = /^(stackwright_\w+)\.([\w-]+)((?:\.\w+)+)$/;
const VARIABLE = /^var\.([\w-]+)$/;
/** References that lead to references: more of them are a circle. */
const DEEPEST = 20;

/**
 * A value of Terraform's JSON with its expressions evaluated, as far as that takes no state: references to variables and to
 * what other resources are configured with. All else is unknown: what providers compute, what other providers make,
 * functions.
 */
export function evaluate(value: Json, scope: Scope, depth = 0): Value {
  if (typeof value === 'string') return evaluateText(value, scope, depth);
  if (Array.isArray(value)) return value.map((element: Json) => evaluate(element, scope, depth));
  if (value === null || typeof value !== 'object') return value;
  const entries = Object.entries(value).map(([name, element]) => {
    const key = evaluateText(name, scope, depth);
    return [typeof key === 'string' ? key : name, evaluate(element, scope, depth)] as const;
  });
  return record(entries);
}

function evaluateText(text: string, scope: Scope, depth: number): Value {
  const parts = templateParts(text);
  if (parts === undefined) return UNKNOWN;
  const values = parts.map((part) => (typeof part === 'string' ? part : lookUp(part.expression, scope, depth)));
  // An expression alone has whatever type it has; with text around it, it is text.
  if (values.length === 1) return values[0] ?? null;
  let all = '';
  for (const value of values) {
    if (!['string', 'number', 'boolean'].includes(typeof value)) return UNKNOWN;
    all += `${value}`;
  }
  return all;
}

function lookUp(expression: string, scope: Scope, depth: number): Value {
  if (depth === DEEPEST) return UNKNOWN;
  const [, variable] = VARIABLE.exec(expression) ?? [];
  if (variable !== undefined) {
    const value = scope.variable(variable);
    if (value === undefined) return UNKNOWN;
    // A value is no template, whatever it holds.
    return typeof value === 'string' ? value : evaluate(value, scope, depth + 1);
  }
  const [, type = '', name = '', path = ''] = ATTRIBUTE.exec(expression) ?? [];
  const [first = '', ...rest] = path.split('.').slice(1);
  const configured = scope.resource(type, name)?.[first === 'id' ? (IDS[type] ?? first) : first];
  if (configured === undefined) return UNKNOWN;
  let value = evaluate(configured, scope, depth + 1);
  for (const step of rest) {
    const inner = isRecord(value) ? value[step] : undefined;
    if (inner === undefined) return UNKNOWN;
    value = inner;
  }
  return value;
}

/** A template's texts and expressions in their order; undefined when it has directives (`%{`), or does not end. */
export function templateParts(template: string): (string | { readonly expression: string })[] | undefined {
  const parts: (string | { readonly expression: string })[] = [];
  let text = '';
  for (let at = 0; at < template.length; ) {
    const three = template.slice(at, at + 3);
    if (three === '$${' || three === '%%{') {
      text += three.slice(1);
      at += 3;
    } else if (three.startsWith('%{')) {
      return undefined;
    } else if (three.startsWith('${')) {
      const end = endOfExpression(template, at + 2);
      if (end === undefined) return undefined;
      if (text !== '') parts.push(text);
      parts.push({ expression: template.slice(at + 2, end).trim() });
      text = '';
      at = end + 1;
    } else {
      text += template[at];
      at += 1;
    }
  }
  return text !== '' || parts.length === 0 ? [...parts, text] : parts;
}

/** Where the brace is that closes an expression: those in its texts and objects do not. */
function endOfExpression(template: string, from: number): number | undefined {
  let open = 0;
  let quoted = false;
  for (let at = from; at < template.length; at++) {
    const character = template[at];
    if (quoted && character === '\\') at++;
    else if (character === '"') quoted = !quoted;
    else if (!quoted && character === '{') open++;
    else if (!quoted && character === '}' && open-- === 0) return at;
  }
  return undefined;
}
