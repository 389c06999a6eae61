import type { CinderFacts } from '../core/platform/facts';
import type { BackendParts, BackendPlace } from './backend-parts';
import type { StorageProtocol } from './storage-clients';

export interface VolumeBackendProps {
  /** Its name, unique on the host: small letters, digits, `_` and `-`. Cinder calls it `HOST@NAME`; its settings stand in a section of that name. */
  readonly name: string;

  /**
   * What volume types call it by, in the extra spec `volume_backend_name`. Backends of several hosts may have the same: a volume of such a type
   * is kept on one of them.
   *
   * @default - name
   */
  readonly backendName?: string;

  /**
   * Further settings of its section, by key, which also win over its own.
   *
   * @default - none
   */
  readonly extraSettings?: Record<string, string>;
}

const NAME = /^[a-z0-9][a-z0-9_-]{0,62}$/;
/** Sections of cinder.conf that are about something else. */
const SECTIONS = ['backend', 'backend_defaults', 'barbican', 'coordination', 'cors', 'database', 'healthcheck'].concat([
  'key_manager',
  'keystone_authtoken',
  'nova',
  'os_brick',
  'privsep',
  'profiler',
  'service_user',
  'ssl',
  'vault',
]);

/** What a volume service keeps volumes on: an `NfsBackend` or an `LvmBackend`. */
export abstract class VolumeBackend {
  /** Its name on the host. */
  public readonly name: string;
  /** What volume types call it by, in the extra spec `volume_backend_name`. */
  public readonly backendName: string;
  /** @internal */
  public abstract readonly _protocol: StorageProtocol;

  protected constructor({ name, backendName = name }: VolumeBackendProps) {
    this.name = name;
    this.backendName = backendName;
    if (!NAME.test(name)) this._refuse('name', name, 'give a small letter or digit and then those, "_" and "-"');
    if (SECTIONS.includes(name) || name.startsWith('oslo_')) {
      this._refuse('name', name, 'its section in cinder.conf is about something else, take another');
    }
  }

  /**
   * The packages that it needs on the host of its volume service.
   * @internal
   */
  public abstract _packages(facts: CinderFacts): readonly string[];

  /**
   * Defines it on a host.
   * @internal
   */
  public abstract _define(place: BackendPlace): BackendParts;

  /**
   * `ADDRESS:PORT` at which it hands out volumes by iSCSI, if it does.
   * @internal
   */
  public _portal(_address: string): string | undefined {
    return undefined;
  }

  /** @internal */
  protected _refuse(prop: string, value: unknown, remedy: string): never {
    throw new Error(`${this.constructor.name} "${this.name}": ${prop} is ${JSON.stringify(value)}: ${remedy}.`);
  }
}
