import { connect } from 'node:net';
import type { TestHost } from './lab-host';

/** A firewall that keeps out everything but SSH, as a file for nftables.service. */
export const CLOSED = `#!/usr/sbin/nft -f
flush ruleset
table inet filter {
	chain input {
		type filter hook input priority filter; policy drop;
		ct state established,related accept
		iif "lo" accept
		tcp dport 22 accept
	}
}
`;

/** Makes sure that nftables is installed and that the host has no rules, neither now nor at boot. */
export async function withoutRules(host: TestHost): Promise<void> {
  await host.shell(`
    if [ ! -e /usr/sbin/nft ]; then
      apt-get -qq update && DEBIAN_FRONTEND=noninteractive apt-get -qq install --no-install-recommends nftables >/dev/null
    fi
    if [ ! -e /root/nftables.conf ]; then cp /etc/nftables.conf /root/nftables.conf; fi
    cp /root/nftables.conf /etc/nftables.conf
    systemctl -q disable --now nftables stackwright-firewall 2>/dev/null || true
    nft flush ruleset
    rm -rf /etc/stackwright /etc/systemd/system/stackwright-firewall.service
    systemctl daemon-reload`);
}

/** Has something that answers on a port until the host reboots. */
export async function serve(host: TestHost, port: number): Promise<void> {
  await host.shell(`
    systemctl stop test-${port} 2>/dev/null || true
    systemd-run -q --collect --unit=test-${port} python3 -m http.server ${port} --directory /var/empty
    until ss -ltn | grep -q ':${port} '; do sleep 0.1; done`);
}

/** How a TCP connection from here to the host ends. */
export function knock(host: TestHost, port: number): Promise<'open' | 'refused' | 'silent'> {
  return new Promise((resolve) => {
    const socket = connect({ host: host.details.address, port, timeout: 1000 });
    const end = (how: 'open' | 'refused' | 'silent') => {
      socket.destroy();
      resolve(how);
    };
    socket.once('connect', () => end('open'));
    socket.once('error', () => end('refused'));
    socket.once('timeout', () => end('silent'));
  });
}

/** Reboots the host and waits until it answers. */
export async function reboot(host: TestHost): Promise<void> {
  const started = () => host.shell('stat -c %Y /proc/1').catch(() => '');
  const before = await started();
  await host.shell('systemctl reboot').catch(() => undefined);
  for (;;) {
    const now = await started();
    if (now !== '' && now !== before) break;
    await new Promise((resolve) => setTimeout(resolve, 300));
  }
  await host.shell('systemctl is-system-running --wait || true');
}
