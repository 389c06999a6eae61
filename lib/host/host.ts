import type { SshConnection } from '../ssh/connection';
import { ConfigFiles } from './config-files';
import { Directories } from './directories';
import { Files } from './files';
import { Originals } from './originals';
import { Scripts } from './scripts';
import { Sysctls } from './sysctls';

/** One host, in the terms that resources need. Everything is connected and read when first asked for. */
export class Host {
  public readonly configFiles: ConfigFiles;
  public readonly directories: Directories;
  public readonly files: Files;
  public readonly originals: Originals;
  public readonly scripts: Scripts;
  public readonly sysctls: Sysctls;

  constructor(
    /** The name by which resources call it. */
    public readonly name: string,
    public readonly connection: SshConnection,
  ) {
    this.files = new Files(connection);
    this.configFiles = new ConfigFiles(connection, this.files);
    this.directories = new Directories(connection, this.files);
    this.originals = new Originals(connection);
    this.scripts = new Scripts(connection);
    this.sysctls = new Sysctls(connection);
  }
}
