/**
 * Neutron's agent takes the interfaces that its configuration names into its bridges, and never lets go of one that it no longer
 * names: with the one that came in its place, two hosts would have a loop between them, and drown in their own packets.
 * @param configPath the agent's own configuration file
 */
export function linuxBridgeRelease(configPath: string): string {
  return `#!/bin/sh
# Lets go of interfaces that are in one of Neutron's bridges and no longer named in its agent's configuration.
named=$(sed -n 's/^[[:space:]]*physical_interface_mappings[[:space:]]*=//p' ${configPath} | tr ',' '\\n' | sed 's/.*://; s/[[:space:]]//g')
for port in /sys/class/net/brq*/brif/*; do
  name=$(basename "$port")
  case $name in
    '*' | tap* | vxlan-*) continue ;;
  esac
  # Of a network with a VLAN, it is NAME.NUMBER that is in the bridge.
  printf '%s\\n' "$named" | grep -qxF -e "$name" -e "$(printf %s "$name" | sed 's/\\.[0-9]*$//')" || ip link set dev "$name" nomaster || exit
done
`;
}
