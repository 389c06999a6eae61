import { isKept, ruleNamed } from '../../host/firewall/snapshot';
import { at, DiagnosticError } from '../../schema/diagnostics';
import { GONE, resource } from '../../schema/resource';
import { importOnHost } from '../host-and';
import type { Runtime } from '../runtime';
import { type FirewallInputs, firewallAttributes, ruleOf } from './firewall-attributes';
import { keepRule, nftMissing, removeRule } from './firewall-changes';
import { warnOfChange, warnOfLockout } from './firewall-lockout';
import { firewallRules } from './firewall-validation';

/** A rule of a host's firewall. */
export const firewallRule = resource<Runtime>()({
  name: 'firewall_rule',
  description:
    "A rule of a host's nftables firewall, now and after a boot: it opens something that the firewall would close, or closes something. " +
    'Rules are kept in a chain of their own at the top of the base chain; no other rule is ever changed. They come back whenever `nftables.service` starts or reloads. ' +
    'A rule that would keep out the SSH connection by which the host is reached is refused. Needs the command `nft`.',
  example: `resource "stackwright_firewall_rule" "keystone" {
  host     = "node1"
  name     = "keystone"
  protocol = "tcp"
  ports    = ["5000"]
  sources  = ["10.0.0.0/8"]
}`,
  attributes: firewallAttributes,
  rules: firewallRules,
  unique: ['host', 'name'],
  timeouts: { create: 60, read: 60, update: 60, delete: 60 },

  async read({ runtime, signal, importing }, state) {
    const host = runtime.host(state.host);
    const place = importing ? null : state;
    const snapshot = await host.firewall.look(place, signal);
    const info = ruleNamed(snapshot, state.name, place);
    if (!snapshot.hasNft) {
      if (importing) throw nftMissing(host);
      return { ...state, active: false, persistent: false };
    }
    if (!info) return GONE;
    const { inForce, active, text } = info;
    if (importing && !inForce) {
      throw new DiagnosticError(
        'Not in force',
        `${host.name} keeps a rule "${state.name}", but the kernel does not have it as it is kept. Run "systemctl restart stackwright-firewall" there, and import it then.`,
        at('name'),
      );
    }
    const known = importing && inForce ? inForce : ruleOf(state);
    return {
      ...state,
      ...(inForce ?? known),
      order: info.order ?? known.order,
      active,
      persistent: snapshot.boots && isKept(text, known),
    };
  },

  async plan(context, { config, prior, planned }) {
    const { runtime, diagnostics, signal } = context;
    const { host, interface: device } = config;
    if (typeof host === 'string' && typeof device === 'string' && !device.endsWith('*')) {
      const { interfaces } = await runtime.host(host).firewall.look(null, signal);
      if (!interfaces.includes(device)) {
        diagnostics.warn(
          'No such interface',
          `${host} has no interface ${device} now, so the rule is about nothing until it comes. It has ${interfaces.join(', ')}.`,
          at('interface'),
        );
      }
    }
    if (prior) await warnOfChange(context, prior, planned as FirewallInputs);
    return { planned: { active: true, persistent: true } };
  },

  create: (context, inputs) => keepRule(context, inputs, true),
  update: (context, inputs) => keepRule(context, inputs, false),
  planDestroy: (context, state) => warnOfLockout(context, state.host, ruleOf(state), null),
  delete: (context, state) => removeRule(context, state),

  import: importOnHost('name', 'node1:keystone'),
});
