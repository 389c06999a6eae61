import { type FirewallRule, type RulePlace, renderRule, ruleFile } from '../../host/firewall/rule';
import { baseChain, baseRules, type FirewallSnapshot, rulesAt } from '../../host/firewall/snapshot';
import { deciding, meets } from '../../host/firewall/ssh-peer';
import type { Host } from '../../host/host';
import type { Value } from '../../plugin/value/value';
import type { Context } from '../../schema/context';
import { at, DiagnosticError } from '../../schema/diagnostics';
import { hasUnknown } from '../../schema/validation';
import type { Runtime } from '../runtime';
import { type FirewallInputs, type FirewallState, ruleOf } from './firewall-attributes';

/**
 * Refuses a change after which a rule of ours would keep out the SSH connection by which the host is reached: nobody could take
 * it back.
 * @param change the rule as it will be; its name alone when it will be no more
 */
export async function refuseLockout(
  host: Host,
  snapshot: FirewallSnapshot,
  place: RulePlace,
  change: FirewallRule | { readonly name: string },
  signal: AbortSignal,
): Promise<void> {
  const hook = baseChain(snapshot, place)?.hook;
  if (hook !== undefined && hook !== 'input') return;
  const before = rulesAt(snapshot, place).flatMap(({ inForce }) => inForce ?? []);
  const others = before.filter(({ name }) => name !== change.name);
  const after = 'action' in change ? [...others, change] : others;
  after.sort((one, other) => (ruleFile(one) < ruleFile(other) ? -1 : 1));
  if (after.every(({ action }) => action === 'accept')) return;
  const peer = await host.firewall.sshPeer(signal);
  const closing = (rules: readonly FirewallRule[]) => {
    const rule = deciding(rules, peer);
    return rule?.action === 'accept' ? undefined : rule;
  };
  const rule = closing(after);
  // What is closed already cannot be made worse.
  if (!rule || closing(before)) return;
  const who = `${peer.address === null ? '' : `from ${peer.address} `}to port ${peer.port}`;
  const isChanged = rule.name === change.name;
  throw new DiagnosticError(
    'Would lock out Stackwright',
    isChanged
      ? `The rule "${rule.name}" would ${rule.action} SSH connections ${who}, by which Stackwright reaches ${host.name}. Narrow it down with ports or sources, or keep a rule of a lower order that accepts them, and let this one depend on that.`
      : `Without "${change.name}" as it is, the rule "${rule.name}" would ${rule.action} SSH connections ${who}, by which Stackwright reaches ${host.name}. Change or remove that one first.`,
    isChanged ? at('action') : undefined,
  );
}

/** The same warning where a rule is about to change. */
export async function warnOfChange(
  context: Context<Runtime>,
  prior: FirewallState,
  planned: FirewallInputs,
): Promise<void> {
  const [before, after] = [ruleOf(prior), ruleOf(planned)];
  if (hasUnknown(Object.values(after) as Value[])) return;
  const stays = (['host', 'name', 'table', 'chain'] as const).every((key) => prior[key] === planned[key]);
  if (stays && renderRule(before) === renderRule(after)) return;
  await warnOfLockout(context, prior.host, before, stays ? after : null);
}

/**
 * Warns where a rule is about to go that lets in the SSH connection by which the host is reached, and nothing else there is seen to
 * do so. It is no error: not all that a chain may do can be understood.
 * @param becomes the rule as it will be; null when it will be no more
 */
export async function warnOfLockout(
  { runtime, diagnostics, signal }: Context<Runtime>,
  hostName: string,
  rule: FirewallRule,
  becomes: FirewallRule | null,
): Promise<void> {
  if (rule.action !== 'accept' || ![null, 'tcp'].includes(rule.protocol)) return;
  const { firewall } = runtime.host(hostName);
  const snapshot = await firewall.look(rule, signal);
  const chain = baseChain(snapshot, rule);
  const base = baseRules(snapshot, rule);
  if (chain?.policy !== 'drop' && base.every(({ action }) => action === 'accept')) return;
  const peer = await firewall.sshPeer(signal);
  if (!meets(rule, peer, false)) return;
  const others = rulesAt(snapshot, rule).flatMap(({ name, inForce }) => (name === rule.name ? [] : (inForce ?? [])));
  const left = [...others, ...(becomes ? [becomes] : [])];
  if (deciding(left, peer)) return;
  const decider = deciding(base, peer);
  if (decider ? decider.action === 'accept' : chain?.policy !== 'drop') return;
  diagnostics.warn(
    'May lock out Stackwright',
    `The rule "${rule.name}" lets in the SSH connections by which Stackwright reaches ${hostName}, and nothing else in chain ${rule.chain} of table ${rule.table} is seen to do so. Without it as it is, ${hostName} may not be reached any more.`,
  );
}
