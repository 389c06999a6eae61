import { type Addresses, network } from './addresses';
import { portRange } from './ports';
import { protocolName } from './protocols';
import type { Range } from './ranges';
import type { Action } from './rule';

/** What a rule in the kernel looks at and does. */
export interface Match {
  readonly protocol: string | null;
  readonly ports: readonly Range[] | null;
  readonly sources: Addresses | null;
  readonly interface: string | null;
  readonly action: Action;
}

type Part = Partial<Match>;

/** Reads the steps of a rule; undefined when they do anything that no rule of ours does. */
export function parseMatch(expr: readonly unknown[]): Match | undefined {
  let match: Part = {};
  for (const step of expr) {
    const part = parseStep(step as Record<string, unknown>);
    // Nothing is looked at twice in our rules, and nothing comes after the action.
    if (!part || match.action || Object.keys(part).some((key) => key in match && !(key === 'protocol')))
      return undefined;
    if (part.protocol && match.protocol && part.protocol !== match.protocol) return undefined;
    match = { ...match, ...part };
  }
  const { action, protocol = null, ports = null, sources = null } = match;
  return action && { action, protocol, ports, sources, interface: match.interface ?? null };
}

function parseStep(step: Record<string, unknown>): Part | undefined {
  if ('counter' in step) return {};
  for (const action of ['accept', 'drop', 'reject'] as const) if (action in step) return { action };
  const { op, left, right } = (step.match ?? {}) as { op?: string; left?: Left; right?: unknown };
  if (op !== '==' || !left) return undefined;
  const { meta, payload } = left;
  if (meta?.key === 'iifname') return typeof right === 'string' ? { interface: right } : undefined;
  if (meta?.key === 'l4proto') {
    const protocol = typeof right === 'string' || typeof right === 'number' ? protocolName(right) : undefined;
    return protocol === undefined ? undefined : { protocol };
  }
  if (payload?.field === 'dport') {
    const ports = elements(right, (text) => portRange(text));
    return ports && { protocol: payload.protocol, ports };
  }
  if (payload?.field === 'saddr' && (payload.protocol === 'ip' || payload.protocol === 'ip6')) {
    const ranges = elements(right, (text) => network(text)?.range);
    const none = { ip: [], ip6: [] };
    return ranges && { sources: { ...none, [payload.protocol]: ranges } };
  }
  return undefined;
}

interface Left {
  readonly meta?: { readonly key: string };
  readonly payload?: { readonly protocol: string; readonly field: string };
}

/** One value, or several in a set; each a single one, a network or a range. */
function elements(right: unknown, parse: (text: string) => Range | undefined): Range[] | undefined {
  const { set } = right as { set?: unknown };
  const ranges = (Array.isArray(set) ? set : [right]).map((element) => parseElement(element, parse));
  return ranges.every((range) => range !== undefined) ? ranges : undefined;
}

function parseElement(element: unknown, parse: (text: string) => Range | undefined): Range | undefined {
  if (typeof element === 'string' || typeof element === 'number') return parse(`${element}`);
  const { prefix, range } = element as { prefix?: { addr: string; len: number }; range?: [unknown, unknown] };
  if (prefix) return parse(`${prefix.addr}/${prefix.len}`);
  const [first, last] = (range ?? []).map((end) => parse(`${end}`));
  return first && last && { first: first.first, last: last.last };
}
