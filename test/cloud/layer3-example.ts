import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Example } from '../host/example';

/** What is added to the example: a network of its own behind a router, an instance there, and an address outside that leads to it. */
const BEHIND_A_ROUTER = `
    const tenant = new Network(this, 'tenant', { cloud });
    const subnet = tenant.addSubnet('tenant-v4', { cidr: '10.200.0.0/24' });
    const other = new Network(this, 'other', { cloud });
    const router = new Router(this, 'out', { cloud, gateway: privateNetwork, enableSnat: true });
    router.addInterface(subnet);
    router.addInterface(other.addSubnet('other-v4', { cidr: '10.201.0.0/24' }));
    const at = (ipAddress: string) => ({ cloud, network: tenant, fixedIps: [{ subnet, ipAddress }] });
    const port = new Port(this, 'web1', { ...at('10.200.0.20'), securityGroups: [securityGroup] });
    new Port(this, 'spare', { ...at('10.200.0.30'), securityGroups: [securityGroup] });
    new Instance(this, 'web', { cloud, flavor, image, keyPair, ports: [port] });
    new FloatingIp(this, 'way-in', { cloud, externalNetwork: privateNetwork, port });
`;

/** The example's program as its reader would change it. */
export async function withLayer3({ directory }: Example): Promise<void> {
  await edit(directory, (text) =>
    text
      .replace("onInterface('eth1'),", '$&\n      layer3: true,')
      .replace("physicalNetwork: 'provider',", '$&\n      external: true,')
      .replace('  Flavor,', '$&\n  FloatingIp,')
      .replace('  Placement,', '$&\n  Port,')
      .replace('  RabbitMq,', '$&\n  Router,')
      .replace("\n    new Package(host, 'Client'", `${BEHIND_A_ROUTER}$&`),
  );
}

async function edit(directory: string, change: (text: string) => string): Promise<void> {
  await writeFile(join(directory, 'main.ts'), change(await readFile('examples/compute/main.ts', 'utf8')));
}
