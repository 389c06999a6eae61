/** What brings up the network of a host. */
export enum NetworkManager {
  /** systemd-networkd, with files in /etc/systemd/network. */
  SYSTEMD_NETWORKD = 'systemd-networkd',
  /** ifupdown, with files in /etc/network/interfaces.d, as Debian's installer leaves it. */
  IFUPDOWN = 'ifupdown',
}
