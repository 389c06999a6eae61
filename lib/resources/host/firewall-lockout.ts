import { type FirewallRule, type RulePlace, ruleFile } from '../../host/firewall/rule';
import { type FirewallSnapshot, rulesAt } from '../../host/firewall/snapshot';
import { deciding } from '../../host/firewall/ssh-peer';
import type { Host } from '../../host/host';
import { at, DiagnosticError } from '../../schema/diagnostics';

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
  const hook = snapshot.listing.chains.find(
    ({ family, table, name }) => `${family} ${table}` === place.table && name === place.chain,
  )?.hook;
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
