/** What a host runs. Names of packages, units, users and paths follow from it. */
export enum Platform {
  /** Debian 12 "bookworm". */
  DEBIAN_12 = 'debian-12',
}

/** A service as a platform packages it. */
export interface ServiceFacts {
  readonly packages: readonly string[];
  readonly unit: string;
  readonly user: string;
  readonly configPath: string;
}

/** Keystone, which runs in an application server. */
export interface KeystoneFacts extends ServiceFacts {
  /** Configuration of the application server. */
  readonly uwsgiConfigPath: string;
  /** The application server with the right Python in it. */
  readonly uwsgi: string;
  /** Where Alembic's versions are. */
  readonly migrationsPath: string;
  /** Where it and its tools log. */
  readonly logPath: string;
  /** What brings the database to the newest of them. */
  readonly migrate: readonly string[];
  /** oslo.cache's backend for memcached. */
  readonly cacheBackend: string;
}

/** A service that keeps data of its own. */
export interface DatabaseFacts extends ServiceFacts {
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

/** Everything that differs between platforms. A second platform is a second entry. */
export interface PlatformFacts {
  readonly keystone: KeystoneFacts;
  readonly mariadb: DatabaseFacts;
  readonly memcached: ServiceFacts;
  readonly rabbitmq: RabbitMqFacts;
  readonly nftables: Pick<ServiceFacts, 'packages'>;
}

const FACTS: Readonly<Record<Platform, PlatformFacts>> = {
  [Platform.DEBIAN_12]: {
    keystone: {
      packages: ['keystone', 'python3-pymysql', 'python3-memcache'],
      unit: 'keystone.service',
      user: 'keystone',
      configPath: '/etc/keystone/keystone.conf',
      uwsgiConfigPath: '/etc/keystone/keystone-uwsgi.ini',
      uwsgi: '/usr/bin/uwsgi_python3',
      migrationsPath: '/usr/lib/python3/dist-packages/keystone/common/sql/migrations/versions',
      logPath: '/var/log/keystone/keystone.log',
      migrate: ['keystone-manage', 'db_sync'],
      cacheBackend: 'dogpile.cache.memcached',
    },
    mariadb: {
      packages: ['mariadb-server'],
      unit: 'mariadb.service',
      user: 'mysql',
      configPath: '/etc/mysql/mariadb.conf.d/99-stackwright.cnf',
      removeDataQuestion: 'mariadb-server/postrm_remove_databases boolean',
    },
    memcached: {
      packages: ['memcached'],
      unit: 'memcached.service',
      user: 'memcache',
      configPath: '/etc/memcached.conf',
    },
    rabbitmq: {
      packages: ['rabbitmq-server'],
      unit: 'rabbitmq-server.service',
      user: 'rabbitmq',
      configPath: '/etc/rabbitmq/rabbitmq.conf',
      environmentPath: '/etc/rabbitmq/rabbitmq-env.conf',
      nameServerSocket: 'epmd.socket',
    },
    nftables: { packages: ['nftables'] },
  },
};

/** What is known of a platform. */
export function platformFacts(platform: Platform): PlatformFacts {
  return FACTS[platform];
}
