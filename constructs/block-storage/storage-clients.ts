import { type ITerraformDependable, type TerraformResource, TerraformStack } from 'cdktf';
import type { Construct } from 'constructs';
import { follow } from '../core/follow';
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
  private readonly equipment: Equipment[] = [];
  private readonly backends: TerraformResource[] = [];

  public addProtocol(protocol: StorageProtocol): void {
    if (this.protocols.has(protocol)) return;
    this.protocols.add(protocol);
    for (const client of this.clients) this.equip(client, protocol);
  }

  public addClient(client: Client): void {
    this.clients.push(client);
    for (const protocol of this.protocols) this.equip(client, protocol);
  }

  /** A backend that is taken out is refused while it has volumes, before anything that leads to them has gone from any host. */
  public addBackend(backend: TerraformResource): void {
    this.backends.push(backend);
    for (const equipment of this.equipment) order(backend, equipment);
  }

  private equip(client: Client, protocol: StorageProtocol): void {
    for (const equipment of equipmentFor(client, protocol)) {
      client.service._follow(equipment);
      this.equipment.push(equipment);
      for (const backend of this.backends) order(backend, equipment);
    }
  }
}

/** What a host needs to reach volumes. */
type Equipment = Construct & ITerraformDependable;

/** In one stack: another one is deployed, and destroyed, by itself. */
function order(backend: TerraformResource, equipment: Equipment): void {
  if (TerraformStack.of(backend) === TerraformStack.of(equipment)) follow(backend, equipment);
}

function equipmentFor({ scope, host, packages: nova }: Client, protocol: StorageProtocol): Equipment[] {
  const { [protocol]: facts, computeMountsPath } = platformFacts(host.platform).cinder;
  const packages = new Package(scope, `${protocol} client`, { host, packages: [...facts.packages] });
  const equipment: Equipment[] = [packages];
  if (facts.unit !== undefined) {
    equipment.push(new Service(scope, `${protocol} client service`, { host, name: facts.unit, restartOn: [packages] }));
  }
  if (protocol === 'nfs') equipment.push(unmounted(scope, 'Mounts', host, computeMountsPath, [nova, packages]));
  return equipment;
}
