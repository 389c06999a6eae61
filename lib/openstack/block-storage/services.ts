import { Collection } from '../collection';
import { jsonOf } from '../json';
import type { Session } from '../session';

/** The first in which Cinder tells what its scheduler has heard of backends. */
const WITH_BACKENDS = 'volume 3.49';

/** A daemon of Cinder's that reports to its database; of a `cinder-volume`, one for each backend. */
export interface VolumeService {
  /** `BINARY/HOST`: Cinder itself has none. */
  readonly id: string;
  readonly binary: string;
  /** Its host, with a backend `HOST@BACKEND`. */
  readonly host: string;
  readonly status: 'enabled' | 'disabled';
  /** Whether it has reported within the last minute. Of a backend that is only that its process runs. */
  readonly state: 'up' | 'down';
  readonly disabled_reason: string | null;
}

/** Cinder's daemons. They come by themselves: none is created here, and the API removes none. */
export class VolumeServices extends Collection<VolumeService> {
  constructor(session: Session) {
    super(session, { service: 'volumev3', path: '/os-services', one: 'service', many: 'services', change: 'PUT' });
  }

  /** The API does not show one alone. */
  public override async look(id: string): Promise<VolumeService | undefined> {
    this.refresh();
    return (await this.all()).get(id);
  }

  public async find(binary: string, host: string): Promise<VolumeService | undefined> {
    return (await this.all()).get(idOf(binary, host));
  }

  /**
   * Whether the scheduler knows what a backend has to offer, which it learns once the backend's driver is set up. The API asks the
   * scheduler, and waits a minute for one that is away: so this is no question for a plan.
   */
  public async isOffered(host: string, signal?: AbortSignal): Promise<boolean> {
    const query = new URLSearchParams({ binary: 'cinder-volume', host });
    const answer = await this.session.ask({
      ...this.request('GET', `?${query}`, undefined, signal),
      microversion: WITH_BACKENDS,
    });
    const { services } = jsonOf<{ services: readonly { readonly backend_state: string | null }[] }>(answer);
    return services.some(({ backend_state }) => backend_state === 'up');
  }

  /** Lets the scheduler place volumes there. */
  public enable(service: VolumeService, signal?: AbortSignal): Promise<VolumeService | undefined> {
    return this.change(service, 'enable', {}, signal);
  }

  /** Keeps new volumes away. */
  public disable(service: VolumeService, reason: string, signal?: AbortSignal): Promise<VolumeService | undefined> {
    return this.change(service, 'disable-log-reason', { disabled_reason: reason }, signal);
  }

  protected override read(told: unknown): VolumeService {
    const service = told as Omit<VolumeService, 'id'>;
    return { ...service, id: idOf(service.binary, service.host) };
  }

  private async change({ id, binary, host }: VolumeService, action: string, extra: object, signal?: AbortSignal) {
    const request = this.request('PUT', `/${action}`, undefined, signal);
    await this.session.ask({ ...request, body: { binary, host, ...extra } });
    return this.look(id);
  }
}

function idOf(binary: string, host: string): string {
  return `${binary}/${host}`;
}
