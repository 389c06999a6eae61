import { ownPath } from '../../host/network/ifupdown-files';
import { isIncluded } from '../../host/network/ifupdown-look';
import { MANAGERS, type Manager, type ManagerName, managerNamed, managerOf } from '../../host/network/managers';
import type { NetworkSnapshot } from '../../host/network/network';
import type { WantedLink } from '../../host/network/wanted';
import { isUnknown } from '../../plugin/value/unknown';
import { at, DiagnosticError } from '../../schema/diagnostics';

/** What a configuration or a state tells of the manager, and whom it is for. */
export interface Managed {
  readonly host: string;
  /** Anything but a name where it is to be found out. */
  readonly told: unknown;
  /** The interfaces that it is about, its own first. */
  readonly names: readonly string[];
  /** Whether it is there already. */
  readonly isNew: boolean;
}

/** Names of which all are known; undefined when one is not, since then it is not known either whose they are. */
export function knownNames(...values: readonly unknown[]): string[] | undefined {
  const names = values.flat().filter((value) => value !== null);
  return names.every((name) => typeof name === 'string') ? names : undefined;
}

/** What a plan can say of the manager: who it will be, and whether that is to be planned since nobody has told it. */
export function plannedManager(
  snapshot: NetworkSnapshot,
  host: string,
  names: readonly string[] | undefined,
  configured: unknown,
  prior: { readonly manager: string } | null,
): { readonly manager: Manager | undefined; readonly planned: { readonly manager?: ManagerName } } {
  const told = typeof configured === 'string' ? configured : (prior?.manager ?? null);
  if (isUnknown(configured) || (told === null && !names)) return { manager: undefined, planned: {} };
  const isNew = prior === null || prior.manager !== told;
  const manager = chosenManager(snapshot, { host, told, names: names ?? [], isNew });
  return { manager, planned: configured === null && prior === null ? { manager: manager.name } : {} };
}

/** The manager that is told, or that the host has. @throws {DiagnosticError} when it would not take effect */
export function chosenManager(snapshot: NetworkSnapshot, { host, told, names, isNew }: Managed): Manager {
  const name = typeof told === 'string' ? told : managerOf(snapshot, names);
  if (name === undefined) {
    throw new DiagnosticError(
      'No manager of the network',
      `On ${host} neither systemd-networkd is active or enabled nor ifupdown's networking.service enabled, so what is written for them would have no effect, and whatever else manages the network there would undo it. Move the host's configuration to one of them and enable it first.`,
      at('host'),
    );
  }
  const manager = managerNamed(name);
  refuseIdle(host, snapshot, manager.name, typeof told === 'string');
  if (manager.name === 'ifupdown' && names[0] !== undefined) refuseUnread(host, snapshot, names[0]);
  if (isNew) refuseTwoManagers(host, snapshot, manager, names);
  return manager;
}

function refuseIdle(host: string, snapshot: NetworkSnapshot, name: ManagerName, isTold: boolean): void {
  const path = at(isTold ? 'manager' : 'host');
  if (name === 'systemd-networkd' && !snapshot.networkd) {
    throw new DiagnosticError(
      'Not managed by systemd-networkd',
      `systemd-networkd is neither active nor enabled on ${host}, so what is written for it would have no effect, and whatever else manages the network there would undo it. Move the host's configuration to systemd-networkd and enable it first, or give manager = "ifupdown" if that is what the host has.`,
      path,
    );
  }
  if (name === 'ifupdown' && !snapshot.ifupdown.enabled) {
    throw new DiagnosticError(
      'Not managed by ifupdown',
      `On ${host} ifupdown is not installed or its networking.service not enabled, so what is written for it would have no effect at boot. Enable it (systemctl enable networking), or give manager = "systemd-networkd" if that is what the host has.`,
      path,
    );
  }
}

function refuseUnread(host: string, snapshot: NetworkSnapshot, name: string): void {
  const path = ownPath(name);
  if (isIncluded(snapshot.ifupdown, path)) return;
  throw new DiagnosticError(
    'Not read by ifupdown',
    `/etc/network/interfaces on ${host} does not include ${path}, so what is written there would have no effect. Add the line "source /etc/network/interfaces.d/*" to it, as Debian has it.`,
    at('host'),
  );
}

/** Two that configure one interface undo each other's work. */
function refuseTwoManagers(host: string, snapshot: NetworkSnapshot, manager: Manager, names: readonly string[]): void {
  for (const other of MANAGERS.map(managerNamed)) {
    const isActive = other.name === 'ifupdown' ? snapshot.ifupdown.enabled : snapshot.networkd;
    if (other.name === manager.name || !isActive) continue;
    const taken = names.find((name) => other.isForeign(snapshot, name));
    if (taken === undefined) continue;
    throw new DiagnosticError(
      `Managed by ${other.name}`,
      `${taken} on ${host} is configured by ${other.name}, which would go on doing so besides ${manager.name}. Give manager = "${other.name}", or take ${taken} out of the files of ${other.name} first.`,
      at('manager'),
    );
  }
}

/** What ifup could not do to the end the kernel has all the same, but the next boot fails at it, too. */
export function refuseNotBroughtUp(host: string, { ifupdown }: NetworkSnapshot, manager: Manager, name: string): void {
  if (manager.name !== 'ifupdown' || ifupdown.up.has(name)) return;
  throw new DiagnosticError(
    'ifup failed',
    `On ${host} "ifup ${name}" failed, as it would at boot. "journalctl -t sh" there, around now, shows what it said: a script in /etc/network/if-*.d may have failed, or with dhcp = true there was no answer or no DHCP client such as isc-dhcp-client. Mend that and apply again.`,
    at('name'),
  );
}

/** Whether what ifupdown does only when it brings an interface up is another. */
export function isOtherwiseGiven(was: WantedLink, becomes: WantedLink): boolean {
  return was.dhcp !== becomes.dhcp || was.dns.join(' ') !== becomes.dns.join(' ');
}
