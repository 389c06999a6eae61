import type { Construct } from 'constructs';
import type { Host } from '../core/host';
import { platformFacts } from '../core/platform';
import { Package } from '../infrastructure/package';
import { Service } from '../infrastructure/service';
import { unmounted } from './unmounted';

/** By what hosts reach volumes. */
export type StorageProtocol = 'nfs' | 'iscsi';

/** A host whose guests have volumes. */
interface Client {
  readonly scope: Construct;
  readonly host: Host;
  /** The packages of Nova's there. */
  readonly packages: Package;
  /** What attaches volumes to guests. */
  readonly service: Service;
}

/** Which hosts' guests have volumes, and by what they reach them: in whatever order both are defined. */
export class StorageClients {
  private readonly protocols = new Set<StorageProtocol>();
  private readonly clients: Client[] = [];

  public addProtocol(protocol: StorageProtocol): void {
    if (this.protocols.has(protocol)) return;
    this.protocols.add(protocol);
    for (const client of this.clients) equip(client, protocol);
  }

  public addClient(client: Client): void {
    this.clients.push(client);
    for (const protocol of this.protocols) equip(client, protocol);
  }
}

function equip({ scope, host, packages: nova, service }: Client, protocol: StorageProtocol): void {
  const { [protocol]: facts, computeMountsPath } = platformFacts(host.platform).cinder;
  const packages = new Package(scope, `${protocol} client`, { host, packages: [...facts.packages] });
  service._follow(packages);
  if (facts.unit !== undefined) {
    service._follow(
      new Service(scope, `${protocol} client service`, { host, name: facts.unit, restartOn: [packages] }),
    );
  }
  if (protocol === 'nfs') service._follow(unmounted(scope, 'Mounts', host, computeMountsPath, [nova, packages]));
}
