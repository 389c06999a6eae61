import { CommandError } from '../../ssh/command-errors';
import type { SshConnection } from '../../ssh/connection';
import { sh } from '../../ssh/quote';
import { Batch } from '../batch';
import { linesOfFiles } from '../files/lines-of-files';
import { DIRECTORY, ENABLED_BY, SCRIPT, SCRIPT_TEXT, UNIT, UNIT_PATH, UNIT_TEXT } from './boot';
import { keepRule, NO_NFT, REFUSED, removeRule } from './commands';
import { parseListings } from './listing';
import { type FirewallRule, type RulePlace, renderRule, ruleFile } from './rule';
import type { FirewallSnapshot } from './snapshot';
import { parseSshPeer, SSH_PEER, type SshPeer } from './ssh-peer';

/** The host's firewall: nftables, of which only chains of our own are written. */
export class Firewall {
  private readonly looks: Batch<RulePlace | null, FirewallSnapshot>;

  constructor(private readonly connection: SshConnection) {
    this.looks = new Batch((places) => this.lookAll(places));
  }

  /** All rules of ours, and the whole table of a place. */
  public look(place: RulePlace | null, signal?: AbortSignal): Promise<FirewallSnapshot> {
    return this.looks.ask(place, signal);
  }

  /** Runs `work` while nobody else changes rules: whether one is safe depends on the others. */
  public alone<T>(work: () => Promise<T>, signal?: AbortSignal): Promise<T> {
    return this.connection.withLock('firewall', work, signal);
  }

  /**
   * Keeps the rule and puts all kept rules in force, or leaves everything as it was.
   * @throws {NftMissing}
   * @throws {NftRefused}
   */
  public async keep(rule: FirewallRule, signal?: AbortSignal): Promise<void> {
    const command = keepRule(rule.name, ruleFile(rule), renderRule(rule));
    const { exitCode, stderr } = await this.connection.run(command, { signal });
    if (exitCode === 0) return;
    if (exitCode === NO_NFT) throw new NftMissing('There is no nft.');
    if (exitCode === REFUSED) throw new NftRefused(stderr.trim());
    throw new CommandError(this.connection.address, command.summary, exitCode, stderr);
  }

  /** Removes the rule, and with the last one whatever was made for it. @throws {NftRefused} */
  public async remove(name: string, place: RulePlace, signal?: AbortSignal): Promise<void> {
    const command = removeRule(name, place);
    const { exitCode, stderr } = await this.connection.run(command, { signal });
    if (exitCode === REFUSED) throw new NftRefused(stderr.trim());
    if (exitCode !== 0) throw new CommandError(this.connection.address, command.summary, exitCode, stderr);
  }

  /** The connection by which commands reach the host, as the host sees it. */
  public async sshPeer(signal?: AbortSignal): Promise<SshPeer> {
    const { stdout } = await this.connection.read(SSH_PEER, { signal });
    return parseSshPeer(stdout.toString('utf8'), this.connection.options.port ?? 22);
  }

  /** Files, unit, interfaces and the kernel's rules in one command. */
  private async lookAll(places: readonly (RulePlace | null)[]): Promise<FirewallSnapshot[]> {
    const tables = [...new Set(['inet filter', ...places.flatMap((place) => place?.table ?? [])])];
    const { stdout } = await this.connection.read(sh`
      cd /
      systemctl show --property=ActiveState,NeedDaemonReload -- ${UNIT} || exit
      for link in ${ENABLED_BY}; do if [ ! -e "$link" ]; then echo "$link is missing"; fi; done
      printf '\0\0'
      set --
      for file in ${DIRECTORY}/*.nft ${SCRIPT} ${UNIT_PATH}; do if [ -f "$file" ]; then set -- "$@" "$file"; fi; done
      if [ "$#" -gt 0 ]; then grep -aHZ '' -- "$@"; [ "$?" -le 1 ] || exit; fi
      printf '\0\0'
      ls /sys/class/net || exit
      printf '\0\0'
      if ! command -v nft >/dev/null; then exit 0; fi
      nft -j list chains || exit
      present=$(nft list tables) || exit
      wanted=$(printf '%s\n' ${tables}; if [ "$#" -gt 0 ]; then sed -n 's/^add rule \([^ ]* [^ ]*\) stackwright_.*/\1/p' "$@"; fi)
      printf '%s\n' "$present" | sed -n 's/^table //p' | grep -xF -- "$wanted" | while read -r family table; do
        printf '\0'
        nft -j list table "$family" "$table" || exit
      done`);
    const [unit = '', files = '', interfaces = '', nft = ''] = stdout.toString('utf8').split('\0\0');
    const texts = new Map([...linesOfFiles(files)].map(([path, lines]) => [path, `${lines.join('\n')}\n`]));
    const snapshot: FirewallSnapshot = {
      hasNft: nft !== '',
      boots:
        unit.trim().split('\n').sort().join() === 'ActiveState=active,NeedDaemonReload=no' &&
        texts.get(SCRIPT) === SCRIPT_TEXT &&
        texts.get(UNIT_PATH) === UNIT_TEXT,
      files: new Map([...texts].map(([path, text]) => [path.slice(path.lastIndexOf('/') + 1), text])),
      interfaces: interfaces.split('\n').filter((name) => name !== ''),
      listing: parseListings(nft === '' ? [] : nft.split('\0')),
    };
    return places.map(() => snapshot);
  }
}

/** The host has no `nft`. */
export class NftMissing extends Error {}

/** `nft` does not take the rules; the message has its words. */
export class NftRefused extends Error {}
