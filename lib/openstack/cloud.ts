import { BlockStorage } from './block-storage/block-storage';
import { VolumeServices } from './block-storage/services';
import { Compute } from './compute/compute';
import { Identity } from './identity/identity';
import type { PasswordMarks } from './identity/password-marks';
import { Images } from './image/images';
import { Agents } from './network/agents';
import { Networking } from './network/network';
import { ObjectStore } from './object-store/object-store';
import { Session, type SessionOptions } from './session';

/** One cloud, as one of its users. */
export class Cloud {
  public readonly session: Session;
  public readonly identity: Identity;
  public readonly images: Images;
  public readonly compute: Compute;
  public readonly network: Networking;
  public readonly agents: Agents;
  public readonly objectStore: ObjectStore;
  public readonly volumeServices: VolumeServices;
  public readonly blockStorage: BlockStorage;

  constructor(
    /** The name by which resources call it. */
    public readonly name: string,
    options: SessionOptions,
    /** Left out where nothing tells them. */
    public readonly passwordMarks?: PasswordMarks,
  ) {
    this.session = new Session(options);
    this.identity = new Identity(this.session);
    this.images = new Images(this.session);
    this.compute = new Compute(this.session);
    this.network = new Networking(this.session);
    this.agents = new Agents(this.session);
    this.objectStore = new ObjectStore(this.session);
    this.volumeServices = new VolumeServices(this.session);
    this.blockStorage = new BlockStorage(this.session);
  }
}
