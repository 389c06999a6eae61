/** A service as a platform packages it. */
export interface ServiceFacts {
  readonly packages: readonly string[];
  readonly unit: string;
  readonly user: string;
  readonly configPath: string;
}

/** An API that runs in the application server uWSGI. */
export interface ApplicationFacts {
  readonly unit: string;
  /** Configuration of the application server. */
  readonly uwsgiConfigPath: string;
}

/** How a service's database comes to the newest revision. */
export interface MigrationFacts {
  readonly command: readonly string[];
  /** Where Alembic's versions are. */
  readonly versionsPath: string;
  /** Where the command logs. */
  readonly logPath: string;
}

/** A service that keeps data of its own. */
export interface DatabaseFacts extends ServiceFacts {
  /**
   * Unit that starts the server for whoever connects. It listens at all addresses of the host, whatever the server's own configuration says:
   * from the next boot on, where packages enable it.
   */
  readonly activationUnit: string;
  /** What debconf asks when the packages are purged; answered with yes, the data go too. */
  readonly removeDataQuestion: string;
}

/** RabbitMQ, which runs on Erlang. */
export interface RabbitMqFacts extends ServiceFacts {
  /** Shell file with what it needs to know before it reads its configuration. */
  readonly environmentPath: string;
  /** Unit that starts the server in which Erlang's nodes find each other. */
  readonly nameServerSocket: string;
}

export interface KeystoneFacts extends ServiceFacts, ApplicationFacts {
  readonly migration: MigrationFacts;
  /** oslo.cache's backend for memcached. */
  readonly cacheBackend: string;
}

export interface GlanceFacts extends ServiceFacts {
  readonly migration: MigrationFacts;
  /** Where the file store keeps images. */
  readonly storePath: string;
  /** How it logs in to Swift, where it keeps images there. */
  readonly swiftStorePath: string;
  /** A file that the packages write when they are installed, and leave behind when they are purged. */
  readonly generatedPath: string;
}

export interface PlacementFacts extends ServiceFacts, ApplicationFacts {
  readonly migration: MigrationFacts;
}

/** What Nova's controller and its hypervisors share. */
export interface NovaFacts {
  readonly user: string;
  readonly configPath: string;
  readonly lockPath: string;
  readonly controller: {
    readonly packages: readonly string[];
    readonly api: ApplicationFacts;
    readonly metadata: ApplicationFacts;
    readonly conductorUnit: string;
    readonly schedulerUnit: string;
    readonly consoleProxyUnit: string;
    /** Daemons for other kinds of consoles, which come along. */
    readonly otherConsoleUnits: readonly string[];
    /** Shell file that says which console daemons start. */
    readonly consoleDefaultsPath: string;
    readonly consoleDefaults: Readonly<Record<string, string>>;
    /** The page of the console proxy that shows a screen. */
    readonly consolePage: string;
    /** Where certificate and key of the console proxy stand, if it has them. */
    readonly consoleTlsPaths: { readonly certificate: string; readonly key: string };
    readonly apiMigration: MigrationFacts;
    readonly migration: MigrationFacts;
    readonly manageLogPath: string;
  };
  readonly compute: {
    readonly packages: readonly string[];
    readonly unit: string;
    /** Read after `configPath`, so that what stands there wins. */
    readonly configPath: string;
    readonly logPath: string;
    readonly libvirt: {
      readonly unit: string;
      /** Variables of its unit without which it ends after two minutes without work. */
      readonly stayEnvironment: readonly string[];
    };
    readonly qemuConfigPath: string;
  };
}

/** A program that is laid down beside the distribution's. */
export interface ProgramFacts {
  readonly path: string;
  readonly content: string;
}

/** A daemon that does Neutron's work on a host. */
export interface AgentFacts extends Pick<ServiceFacts, 'packages' | 'unit' | 'configPath'> {
  /** Shell text that takes down what it has made in the kernel and leaves there when it stops; absent if that is nothing. */
  readonly cleanUp?: string;
  /** Shell text that succeeds when it has caught up after its start, before which it misses what it is told; absent if it never does. */
  readonly caughtUp?: string;
  /** A program of the host that does not do what it asks for, in the form that does, where the daemon finds it first. */
  readonly mended?: ProgramFacts;
  /** What runs as root each time before the daemon starts. */
  readonly beforeStart?: ProgramFacts;
}

/** What Neutron's server and its agents share. */
export interface NeutronFacts {
  readonly user: string;
  readonly configPath: string;
  readonly pluginConfigPath: string;
  readonly server: {
    readonly packages: readonly string[];
    readonly api: ApplicationFacts;
    readonly rpcUnit: string;
    readonly migration: MigrationFacts;
  };
  readonly dhcp: AgentFacts;
  readonly metadata: AgentFacts;
  readonly layer3: AgentFacts;
  readonly linuxBridge: AgentFacts;
  /** Settings without which the release does not run the Linux bridge driver. */
  readonly linuxBridgeSettings: Readonly<Record<string, Readonly<Record<string, string>>>>;
}

/** A server of Swift with the daemons that keep what it stores in order. */
export interface SwiftServerFacts extends Omit<ServiceFacts, 'user'> {
  /** The daemons' units. */
  readonly daemons: readonly string[];
}

/** Swift as a platform packages it. */
export interface SwiftFacts {
  /** What brings the tools for rings, and the directory. */
  readonly packages: readonly string[];
  /** Where rings and their builders are. */
  readonly ringDirectory: string;
  readonly user: string;
  /** Where devices are mounted. */
  readonly devicesPath: string;
  /** Where servers tell of themselves. */
  readonly cachePath: string;
  readonly storage: Readonly<Record<'account' | 'container' | 'object', SwiftServerFacts>>;
  /** What makes and mounts file systems. */
  readonly fileSystemPackages: readonly string[];
  /** Which replicators copy with. */
  readonly rsync: Omit<ServiceFacts, 'user'>;
  /** Daemons for what few clusters have: their units are kept from running unless it is asked for. */
  readonly containerSyncUnit: string;
  readonly reconstructorUnit: string;
  /** Configuration of daemons that ask for objects as a proxy does. */
  readonly reconcilerConfigPath: string;
  readonly internalClientConfigPath: string;
  readonly proxy: Omit<ServiceFacts, 'user'>;
  readonly expirer: Omit<ServiceFacts, 'user'>;
}

/** Something with which hosts reach what is stored elsewhere. */
export interface StorageClientFacts {
  readonly packages: readonly string[];
  /** Its daemon; absent where it has none. */
  readonly unit?: string;
}

/** What Cinder's API and its volume services share. */
export interface CinderFacts {
  readonly user: string;
  readonly configPath: string;
  readonly lockPath: string;
  readonly packages: readonly string[];
  readonly api: ApplicationFacts;
  readonly schedulerUnit: string;
  readonly migration: MigrationFacts;
  readonly volume: {
    readonly packages: readonly string[];
    readonly unit: string;
  };
  /** Where file systems of others are mounted: below this by Cinder, and by Nova. */
  readonly mountsPath: string;
  readonly computeMountsPath: string;
  /** Which tells a backend its shares; the backend's name comes behind it. */
  readonly sharesPath: string;
  readonly nfs: StorageClientFacts;
  readonly iscsi: StorageClientFacts;
  /** What hands out logical volumes by iSCSI. */
  readonly target: Pick<ServiceFacts, 'packages' | 'unit'> & {
    readonly program: string;
    /** What Cinder calls it. */
    readonly helper: string;
    /** Further ones, for thin pools. */
    readonly thinPackages: readonly string[];
  };
  /** Keys of the section `lvm` that the packages write, in the words of former releases. */
  readonly formerLvmKeys: readonly string[];
}

/** The dashboard, which a web server serves. */
export interface HorizonFacts extends Omit<ServiceFacts, 'configPath'> {
  /** A file of settings that is read after all others. */
  readonly settingsPath: string;
  /** Where its pages begin, with a slash at the end. */
  readonly root: string;
  /** Django's backend for memcached. */
  readonly cacheBackend: string;
  /** Shell text that takes out what the packages enable and the web server would refuse to start with, and that tells whether it is there. */
  readonly unservable: { readonly create: string; readonly read: string };
}

/** Everything that differs between platforms, and the releases of OpenStack that they have. */
export interface PlatformFacts {
  /** The application server with the right Python in it. */
  readonly uwsgi: string;
  readonly keystone: KeystoneFacts;
  readonly glance: GlanceFacts;
  readonly placement: PlacementFacts;
  readonly nova: NovaFacts;
  readonly neutron: NeutronFacts;
  readonly mariadb: DatabaseFacts;
  readonly memcached: ServiceFacts;
  readonly rabbitmq: RabbitMqFacts;
  readonly nftables: Pick<ServiceFacts, 'packages'>;
  readonly swift: SwiftFacts;
  readonly cinder: CinderFacts;
  readonly horizon: HorizonFacts;
}
