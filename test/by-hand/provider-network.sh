#!/bin/sh
# On a host without a free interface: a veth pair for each of the physical networks, of which one end, vmnicN, is for the agent and the
# other, vmupN, is the host's own foot in that network. Wants PROVIDER_ADDRESSES, for example `203.0.113.1/24`. May be run again.
: "${PROVIDER_ADDRESSES:?}"
number=0
for address in $PROVIDER_ADDRESSES; do
  cat > "/etc/systemd/network/05-vmveth$number.netdev" <<UNIT
[NetDev]
Name=vmup$number
Kind=veth
[Peer]
Name=vmnic$number
UNIT
  cat > "/etc/systemd/network/05-vmup$number.network" <<UNIT
[Match]
Name=vmup$number
[Network]
Address=$address
LinkLocalAddressing=no
ConfigureWithoutCarrier=yes
UNIT
  # KeepMaster: the agent puts it into a bridge of its own, from which networkd would pull it out.
  cat > "/etc/systemd/network/05-vmnic$number.network" <<UNIT
[Match]
Name=vmnic$number
[Link]
ActivationPolicy=always-up
[Network]
LinkLocalAddressing=no
KeepMaster=yes
ConfigureWithoutCarrier=yes
UNIT
  number=$((number + 1))
done
systemctl enable systemd-networkd
systemctl restart systemd-networkd
