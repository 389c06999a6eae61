import type { SshConnection } from '../ssh/connection';
import { Accounts } from './accounts/accounts';
import { AuthorizedKeys } from './accounts/authorized-keys';
import { VolumeServiceRecords } from './cinder/volume-service-records';
import { ConfigFiles } from './config-files/config-files';
import { HostNames } from './facts/host-names';
import { BlockDevices } from './file-systems/block-devices';
import { FileSystemMemory } from './file-systems/file-system-memory';
import { FileSystems } from './file-systems/file-systems';
import { Directories } from './files/directories';
import { Files } from './files/files';
import { Firewall } from './firewall/firewall';
import { Found } from './found';
import { KeystoneKeys } from './keystone/keystone-keys';
import { VolumeGroups } from './lvm/volume-groups';
import { MariaDb } from './mariadb/mariadb';
import { Migrations } from './migrations/migrations';
import { Network } from './network/network';
import { Cells } from './nova/cells';
import { Originals } from './originals';
import { Packages } from './packages/packages';
import { RabbitMq } from './rabbitmq/rabbitmq';
import { Scripts } from './scripts';
import { Rings } from './swift/rings';
import { Sysctls } from './sysctls/sysctls';
import { Units } from './units/units';

/** One host, in the terms that resources need. Everything is connected and read when first asked for. */
export class Host {
  public readonly accounts: Accounts;
  public readonly authorizedKeys: AuthorizedKeys;
  public readonly blockDevices: BlockDevices;
  /** Nova's cells. */
  public readonly cells: Cells;
  public readonly configFiles: ConfigFiles;
  public readonly directories: Directories;
  public readonly fileSystemMemory: FileSystemMemory;
  public readonly fileSystems: FileSystems;
  public readonly files: Files;
  public readonly firewall: Firewall;
  /** Which groups were made for which user. */
  public readonly groupsMade: Found;
  public readonly hostNames: HostNames;
  public readonly mariadb: MariaDb;
  /** Migrations that installed packages bring. */
  public readonly migrations: Migrations;
  public readonly keystoneKeys: KeystoneKeys;
  public readonly network: Network;
  public readonly originals: Originals;
  public readonly scripts: Scripts;
  public readonly packages: Packages;
  public readonly rabbitmq: RabbitMq;
  /** Swift's rings. */
  public readonly rings: Rings;
  public readonly sysctls: Sysctls;
  public readonly units: Units;
  /** How users were before they were first managed. */
  public readonly usersFound: Found;
  public readonly volumeGroups: VolumeGroups;
  /** Daemons of Cinder's. */
  public readonly volumeServiceRecords: VolumeServiceRecords;

  constructor(
    /** The name by which resources call it. */
    public readonly name: string,
    public readonly connection: SshConnection,
  ) {
    this.accounts = new Accounts(connection);
    this.blockDevices = new BlockDevices(connection);
    this.fileSystemMemory = new FileSystemMemory(connection);
    this.fileSystems = new FileSystems(connection);
    this.files = new Files(connection);
    this.firewall = new Firewall(connection);
    this.authorizedKeys = new AuthorizedKeys(connection, this.files);
    this.configFiles = new ConfigFiles(connection, this.files);
    this.directories = new Directories(connection, this.files);
    this.groupsMade = new Found(connection, 'groups');
    this.hostNames = new HostNames(connection);
    this.mariadb = new MariaDb(connection, name);
    this.cells = new Cells(connection, this.mariadb);
    this.migrations = new Migrations(connection);
    this.network = new Network(connection);
    this.originals = new Originals(connection);
    this.scripts = new Scripts(connection);
    this.packages = new Packages(connection);
    this.rabbitmq = new RabbitMq(name, connection);
    this.rings = new Rings(connection);
    this.sysctls = new Sysctls(connection);
    this.units = new Units(connection);
    this.keystoneKeys = new KeystoneKeys(connection, this.files, this.units);
    this.usersFound = new Found(connection, 'users');
    this.volumeGroups = new VolumeGroups(connection, name);
    this.volumeServiceRecords = new VolumeServiceRecords(connection);
  }
}
