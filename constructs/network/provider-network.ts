import type { Construct } from 'constructs';
import type { Host } from '../core/host';
import { NetworkBridge } from '../infrastructure/network-bridge';
import { NetworkInterface } from '../infrastructure/network-interface';
import { VethPair } from '../infrastructure/veth-pair';
import type { ConnectedInterface } from './connected-interface';

const NAME = /^[A-Za-z0-9_.-]{1,15}$/;
/** The pair of interfaces of which one end is in the shared bridge and the other is left to guests. */
const [INNER, OUTER] = ['vmup0', 'vmnic0'];

/** By which interface of a host its guests reach the network outside. */
export class ProviderNetwork {
  /**
   * By an interface of its own, without an address of the host: it is brought up, and Neutron's agent takes it into a bridge.
   *
   * @param name of the interface, such as `eth1`
   */
  public static onInterface(name: string): ProviderNetwork {
    checkName('interface', name);
    return new ProviderNetwork((scope, host) => {
      const nic = new NetworkInterface(scope, 'Interface', { host, interfaceName: name, promiscuous: true });
      return { name: nic.interfaceName };
    });
  }

  /**
   * By the interface that carries the host's own address: both share a bridge, which takes over the address. Neutron's agent wants an
   * interface without one, so it is given the end of a pair of which the other end is in the bridge.
   *
   * @param name of the interface, such as `eth0`
   * @param bridge name of the bridge; `br100` when left out
   */
  public static onSharedInterface(name: string, bridge: string = 'br100'): ProviderNetwork {
    checkName('interface', name);
    checkName('bridge', bridge);
    return new ProviderNetwork((scope, host) => {
      const shared = new NetworkBridge(scope, 'Bridge', { host, bridgeName: bridge, ports: [name] });
      const pair = new VethPair(scope, 'Pair', { host, endName: INNER, peerName: OUTER, bridge: shared.bridgeName });
      return { name: pair.peerName, trigger: pair };
    });
  }

  private constructor(private readonly connect: (scope: Construct, host: Host) => ConnectedInterface) {}

  /**
   * Defines on a host what leads to the interface.
   * @internal
   */
  public _on(scope: Construct, host: Host): ConnectedInterface {
    return this.connect(scope, host);
  }
}

function checkName(what: string, name: string): void {
  if (NAME.test(name)) return;
  throw new Error(
    `ProviderNetwork: the ${what} is ${JSON.stringify(name)}: give up to 15 letters, digits, "_", "." and "-".`,
  );
}
