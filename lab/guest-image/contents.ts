/** Debian's packages that the guest is made from. */
export const PACKAGES: readonly string[] = ['linux-image-cloud-amd64', 'busybox-static', 'dropbear-bin'];

/** Kernel modules, in the order in which they can be loaded: disk and network, and the power button. */
export const MODULES: readonly string[] = [
  'virtio_ring',
  'virtio',
  'virtio_pci_legacy_dev',
  'virtio_pci_modern_dev',
  'virtio_pci',
  'failover',
  'net_failover',
  'virtio_net',
  'virtio_blk',
  'evdev',
  'button',
];

/** Programs that are linked against libraries, which come along. */
export const PROGRAMS: readonly string[] = ['/usr/sbin/dropbear', '/usr/bin/dropbearkey'];

/** What a guest says on its serial console when it is there, before the time since its start. */
export const READY = 'stackwright guest is ready at';

/** The kernel's command line of the disk image; with kernel and ramdisk images the hypervisor gives one. */
export const KERNEL_ARGUMENTS = 'console=tty0 console=ttyS0 quiet panic=10';

/** The first process: brings up disk, network, key and SSH, and then keeps a login prompt on the serial console and on the screen. */
const INIT = `#!/bin/sh
export PATH=/bin:/sbin:/usr/bin:/usr/sbin
mount -t proc proc /proc
mount -t sysfs sys /sys
mount -t devtmpfs dev /dev
mkdir -p /dev/pts && mount -t devpts devpts /dev/pts
exec </dev/console >/dev/console 2>&1
for module in ${MODULES.join(' ')}; do
  [ ! -e /lib/modules/$module.ko ] || insmod /lib/modules/$module.ko
done
hostname guest
ip link set lo up
acpid -l /dev/null

network() {
  for try in 1 2 3 4 5 6 7 8 9 10; do
    [ ! -e /sys/class/net/eth0 ] || break
    sleep 1
  done
  ip link set eth0 up
  udhcpc -q -n -t 120 -T 2 -i eth0 -O staticroutes -O mtu -s /etc/dhcp
}
# busybox wget loses its way when told how long to wait (-T).
metadata() { wget -q -O - "http://169.254.169.254/latest/meta-data/$1" 2>/dev/null; }

if network; then
  for try in 1 2 3 4 5 6 7 8 9 10; do
    instance=$(metadata instance-id) && break
    sleep 1
  done
fi
if [ -n "$instance" ]; then
  hostname "$(metadata local-hostname | cut -d. -f1)"
  key=$(metadata public-keys/0/openssh-key)
  for home in /root /home/cirros; do
    mkdir -p $home/.ssh && printf '%s\\n' "$key" > $home/.ssh/authorized_keys
    chmod 700 $home $home/.ssh && chmod 600 $home/.ssh/authorized_keys
  done
  chown -R cirros:cirros /home/cirros
else
  echo 'no metadata service answered: nobody can log in'
fi
# An RSA key would take seconds in an emulated processor.
mkdir -p /etc/dropbear && dropbearkey -t ed25519 -f /etc/dropbear/key >/dev/null 2>&1
dropbear -s -r /etc/dropbear/key

cut -d' ' -f1 /proc/uptime | { read seconds; echo "${READY} \${seconds}s, instance \${instance:-unknown}"; }
# On the screen too, for who looks at it by VNC.
while [ -c /dev/tty1 ]; do
  getty 38400 tty1 linux
  sleep 1
done &
while true; do
  getty -L 115200 ttyS0 vt100
  sleep 1
done
`;

/** What the DHCP client calls with what it was told. Routes without classes must be ignored where there are classless ones. */
const DHCP = `#!/bin/sh
case "$1" in
  bound | renew)
    ip address flush dev "$interface"
    ip address add "$ip/\${mask:-24}" dev "$interface"
    [ -z "$mtu" ] || ip link set "$interface" mtu "$mtu"
    if [ -n "$staticroutes" ]; then
      set -- $staticroutes
      while [ $# -ge 2 ]; do
        if [ "$2" = 0.0.0.0 ]; then
          ip route replace "$1" dev "$interface"
        else
          ip route replace "$1" via "$2" dev "$interface" onlink
        fi
        shift 2
      done
    else
      for gateway in $router; do ip route replace default via "$gateway" dev "$interface"; done
    fi
    for server in $dns; do echo "nameserver $server"; done > /etc/resolv.conf
    ;;
esac
`;

/** Files of the guest, by path, with their modes. */
export const FILES: Readonly<Record<string, { readonly content: string; readonly mode?: number }>> = {
  '/init': { content: INIT, mode: 0o755 },
  '/etc/dhcp': { content: DHCP, mode: 0o755 },
  '/etc/acpi/PWRF/00000080': { content: '#!/bin/sh\nexec poweroff -f\n', mode: 0o755 },
  '/etc/passwd': { content: 'root:x:0:0:root:/root:/bin/sh\ncirros:x:1000:1000:guest:/home/cirros:/bin/sh\n' },
  '/etc/group': { content: 'root:x:0:\ncirros:x:1000:\n' },
  // Nobody has a password: keys are the only way in.
  '/etc/shadow': { content: 'root:*:19000:0:99999:7:::\ncirros:*:19000:0:99999:7:::\n', mode: 0o600 },
  '/etc/shells': { content: '/bin/sh\n' },
  '/etc/issue': { content: '\\n login with your key, as root or cirros\n' },
};
