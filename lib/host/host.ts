import type { SshConnection } from '../ssh/connection';
import { Files } from './files';
import { Originals } from './originals';
import { Sysctls } from './sysctls';

/** One host, in the terms that resources need. Everything is connected and read when first asked for. */
export class Host {
  public readonly files: Files;
  public readonly originals: Originals;
  public readonly sysctls: Sysctls;

  constructor(
    /** The name by which resources call it. */
    public readonly name: string,
    public readonly connection: SshConnection,
  ) {
    this.files = new Files(connection);
    this.originals = new Originals(connection);
    this.sysctls = new Sysctls(connection);
  }
}
