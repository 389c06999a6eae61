import type * as l1 from '../l1';

export interface ReadinessOptions {
  /**
   * How long the service may take to become ready, in seconds.
   *
   * @default 60
   */
  readonly timeoutSeconds?: number;
}

export interface TcpReadinessOptions extends ReadinessOptions {
  /**
   * The address to connect to, as seen from the host itself.
   *
   * @default '127.0.0.1'
   */
  readonly address?: string;
}

export interface HttpReadinessOptions extends ReadinessOptions {
  /**
   * The status code that means ready.
   *
   * @default 200
   */
  readonly status?: number;
}

/** When a service counts as ready: not when its process runs, but when it answers. What depends on the service waits for it. */
export class Readiness {
  /** Ready when it accepts connections on a TCP port, from 1 to 65535. */
  public static tcp(port: number, options: TcpReadinessOptions = {}): Readiness {
    const { address = '127.0.0.1', timeoutSeconds } = options;
    const host = address.includes(':') && !address.startsWith('[') ? `[${address}]` : address;
    return new Readiness({ tcp: `${host}:${port}`, timeoutSeconds });
  }

  /** Ready when it answers a request for this URL, made from the host itself. */
  public static http(url: string, options: HttpReadinessOptions = {}): Readiness {
    return new Readiness({ http: url, status: options.status, timeoutSeconds: options.timeoutSeconds });
  }

  /** Ready when this shell command succeeds on the host. */
  public static command(command: string, options: ReadinessOptions = {}): Readiness {
    return new Readiness({ command, timeoutSeconds: options.timeoutSeconds });
  }

  private constructor(private readonly probe: l1.ServiceReadiness) {}

  /** @internal */
  public _render(): l1.ServiceReadiness {
    return this.probe;
  }
}
