import type { Construct } from 'constructs';
import type { Host } from '../core/host';
import type { GlanceFacts } from '../core/platform/facts';
import type { Keystone } from '../identity/keystone';
import type { IRole } from '../identity/role';
import type { User } from '../identity/user';
import { ConfigFile } from '../infrastructure/config-file';
import type { Package } from '../infrastructure/package';
import { CONTAINER_NAME, CONTAINER_NAME_FORM } from '../object-store/container-name';
import type { Settings } from '../services/service-props';

export interface SwiftStoreOptions {
  /**
   * Name of the container for images, in the account of the project `service`. It is made with the first image, and stays when Glance goes
   * and Swift does not.
   *
   * @default 'glance'
   */
  readonly container?: string;

  /**
   * What lets Glance make and fill the container: one of `operatorRoles` of the `SwiftProxy`.
   *
   * @default - the role `member`
   */
  readonly operatorRole?: IRole;
}

/** What a store is defined with. */
interface StorePlace {
  /** Where what it needs is defined. */
  readonly scope: Construct;
  readonly host: Host;
  readonly facts: GlanceFacts;
  readonly keystone: Keystone;
  /** Glance's own account. */
  readonly user: User;
  readonly packages: Package;
}

/** What a store is made of on a host. */
interface StoreParts {
  /** Of Glance's configuration file. */
  readonly settings: Settings;
  /** What Glance reads besides that. */
  readonly reads: readonly ConfigFile[];
}

/** The section by which Glance finds its account for Swift. */
const ACCOUNT = 'images';

/** What images are kept in. Those that are in a directory of Glance's host stay readable whichever it is. */
export class GlanceStore {
  /** A directory of Glance's host. */
  public static directory(): GlanceStore {
    return new GlanceStore(({ facts }) => ({ settings: { glance_store: stores('file', facts) }, reads: [] }), false);
  }

  /**
   * The cloud's Swift, as objects named after the images' ids. Glance is ready once Swift is, where the same stack makes that.
   *
   * @param options where in Swift, and what lets Glance keep them there
   */
  public static swift(options: SwiftStoreOptions = {}): GlanceStore {
    const { container = 'glance' } = options;
    if (!CONTAINER_NAME.test(container)) {
      throw new Error(`GlanceStore.swift: container is ${JSON.stringify(container)}: give ${CONTAINER_NAME_FORM}.`);
    }
    return new GlanceStore((place) => inSwift(place, { ...options, container }), true);
  }

  private constructor(
    /** @internal */
    public readonly _define: (place: StorePlace) => StoreParts,
    /** @internal */
    public readonly _needsObjects: boolean,
  ) {}
}

function stores(main: 'file' | 'swift', { storePath }: GlanceFacts): Record<string, string> {
  return {
    stores: main === 'file' ? 'file,http' : 'file,http,swift',
    default_store: main,
    filesystem_store_datadir: `${storePath}/`,
  };
}

function inSwift(
  place: StorePlace,
  { container, operatorRole }: SwiftStoreOptions & { container: string },
): StoreParts {
  const { scope, host, facts, keystone, user, packages } = place;
  user.grant(operatorRole ?? keystone.memberRole, keystone.serviceProject);
  const account = new ConfigFile(scope, 'SwiftStore', {
    host,
    path: facts.swiftStorePath,
    create: true,
    settings: {
      [ACCOUNT]: {
        auth_version: '3',
        auth_address: keystone.authUrl,
        user: `${keystone.serviceProject.name}:${user.name}`,
        key: user.password.reference,
        user_domain_id: user.domainId,
        project_domain_id: keystone.serviceProject.domainId,
      },
    },
    group: facts.user,
    mode: '0640',
    dependsOn: [packages],
  });
  const settings = {
    glance_store: {
      ...stores('swift', facts),
      swift_store_config_file: account.path,
      default_swift_reference: ACCOUNT,
      swift_store_region: keystone.region,
      swift_store_endpoint_type: 'internalURL',
      swift_store_container: container,
      swift_store_create_container_on_put: 'true',
    },
  };
  return { settings, reads: [account] };
}
