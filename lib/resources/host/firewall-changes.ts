import { NftMissing, NftRefused } from '../../host/firewall/firewall';
import { type FirewallRule, type RulePlace, renderRule } from '../../host/firewall/rule';
import { type FirewallSnapshot, type RuleInfo, ruleNamed } from '../../host/firewall/snapshot';
import type { Host } from '../../host/host';
import type { Context } from '../../schema/context';
import { at, DiagnosticError } from '../../schema/diagnostics';
import { keepSpelling } from '../../schema/spelling';
import type { Runtime } from '../runtime';
import { type FirewallInputs, type FirewallState, firewallAttributes, ruleOf } from './firewall-attributes';
import { refuseLockout } from './firewall-lockout';

export function keepRule(context: Context<Runtime>, inputs: FirewallInputs, isNew: boolean): Promise<FirewallState> {
  const { runtime, signal } = context;
  const host = runtime.host(inputs.host);
  const { firewall } = host;
  const rule = ruleOf(inputs);
  const state = { ...inputs, active: true, persistent: true };
  return firewall.alone(async () => {
    const snapshot = await firewall.look(rule, signal);
    if (!snapshot.hasNft) throw nftMissing(host);
    if (isNew) refuseOther(host, rule, ruleNamed(snapshot, rule.name, null));
    await refuseLockout(host, snapshot, rule, rule, signal);
    try {
      await firewall.keep(rule, signal);
    } catch (error) {
      if (error instanceof NftMissing) throw nftMissing(host);
      if (error instanceof NftRefused) throw nftRefused(host, error);
      // Nobody knows how far it came.
      context.save(state);
      throw error;
    }
    warnOfOthers(context, host, snapshot, rule);
    return state;
  }, signal);
}

export function removeRule({ runtime, signal }: Context<Runtime>, state: FirewallState): Promise<void> {
  const host = runtime.host(state.host);
  const { firewall } = host;
  return firewall.alone(async () => {
    const snapshot = await firewall.look(state, signal);
    await refuseLockout(host, snapshot, state, { name: state.name }, signal);
    try {
      await firewall.remove(state.name, state, signal);
    } catch (error) {
      throw error instanceof NftRefused ? nftRefused(host, error) : error;
    }
  }, signal);
}

/** What is there by that name already is ours only when it is the same. */
function refuseOther(host: Host, rule: FirewallRule, info: RuleInfo | null): void {
  if (!info) return;
  const { inForce, text } = info;
  const there = inForce && { ...inForce, ...(info.order === null && { order: rule.order }) };
  const differences = there ? differing(rule, there) : [];
  const kept = text === null || text === renderRule(rule);
  if (differences.length === 0 && kept) return;
  const detail =
    differences.length > 0 ? `It differs in ${differences.join('; ')}.` : `It is kept there as:\n\n${text?.trimEnd()}`;
  throw new DiagnosticError(
    'There is another rule of that name',
    `${host.name} has a rule "${rule.name}" already. ${detail}\n\nTo change it with this resource, import it: terraform import ADDRESS ${host.name}:${rule.name}. Otherwise give this one another name.`,
    at('name'),
  );
}

/** As in `order (500 there, 100 configured)`. */
function differing(wanted: FirewallRule, there: FirewallRule): string[] {
  return (['protocol', 'ports', 'sources', 'interface', 'action', 'order', 'table', 'chain'] as const).flatMap(
    (key) => {
      const spelled = keepSpelling(firewallAttributes[key], there[key] as never, wanted[key] as never);
      if (JSON.stringify(spelled) === JSON.stringify(wanted[key])) return [];
      return [`${key} (${shown(there[key])} there, ${shown(wanted[key])} configured)`];
    },
  );
}

function shown(value: unknown): string {
  return value === null ? 'any' : JSON.stringify(value);
}

/** Who lets something in may be in for a surprise: a packet has to get through every base chain. */
function warnOfOthers(
  { diagnostics }: Context<Runtime>,
  host: Host,
  snapshot: FirewallSnapshot,
  rule: FirewallRule,
): void {
  if (rule.action !== 'accept') return;
  for (const { family, table, name, hook, policy } of snapshot.listing.chains) {
    const place: RulePlace = { table: `${family} ${table}`, chain: name };
    if (hook !== 'input' || policy !== 'drop' || (place.table === rule.table && name === rule.chain)) continue;
    diagnostics.warn(
      'Another chain may keep out what this rule lets in',
      `Chain ${name} of table ${place.table} on ${host.name} drops what it does not let in itself, whatever other tables let in. A rule that opens something there has table = "${place.table}" and chain = "${name}".`,
      at('table'),
    );
  }
}

export function nftMissing(host: Host): DiagnosticError {
  return new DiagnosticError(
    'nftables is not installed',
    `${host.name} has no command nft. Install the package that has it, nftables, with a package resource, and let this rule depend on it.`,
    at('host'),
  );
}

function nftRefused(host: Host, { message }: NftRefused): DiagnosticError {
  return new DiagnosticError(
    'nft does not take the rules',
    `The firewall of ${host.name} is as it was.\n\n${message}\n\nMend what it complains of and apply again.`,
  );
}
