import type { ITerraformDependable } from 'cdktf';
import type { Construct } from 'constructs';
import { inUrl } from '../core/addresses';
import type { Host } from '../core/host';
import { platformFacts } from '../core/platform';
import type { ApplicationFacts } from '../core/platform/facts';
import { Readiness } from '../core/readiness';
import type { IRestartTrigger } from '../core/restart-trigger';
import { ConfigFile } from './config-file';
import type { Package } from './package';
import { Service } from './service';

/**
 * How long Python may take, in seconds, until a service of OpenStack answers: it reads thousands of files, and on a host on which all services
 * start at once each waits for the others. One that ends meanwhile is not waited for.
 */
export const START_S = 300;

/** An API that runs in the application server uWSGI. */
export interface Application {
  readonly host: Host;
  readonly facts: ApplicationFacts;
  readonly packages: Package;
  /** On which it listens. */
  readonly bindAddress: string;
  readonly port: number;
  readonly processes: number;
  readonly threads: number;
  /** A URL that it answers with 200 when it has started. */
  readonly url: string;
  /** What it reads when it starts. */
  readonly reads: readonly IRestartTrigger[];
  readonly dependsOn: readonly ITerraformDependable[];
}

/** Defines the configuration of the application server, and the service. */
export function serveApplication(scope: Construct, application: Application): Service {
  const { host, facts, packages, bindAddress, port, processes, threads, url, reads, dependsOn } = application;
  const server = new ConfigFile(scope, 'ApplicationServer', {
    host,
    path: facts.uwsgiConfigPath,
    settings: {
      uwsgi: {
        'http-socket': `${inUrl(bindAddress)}:${port}`,
        processes: `${processes}`,
        threads: `${threads}`,
        // It closes each connection. Clients that are not told so keep one after an answer without a body, and fail on it.
        'add-header': 'Connection: close',
      },
    },
    dependsOn: [packages],
  });
  return new Service(scope, 'Service', {
    host,
    name: facts.unit,
    // The unit's own start script would listen on all addresses.
    overrides: { Service: { ExecStart: ['', `${platformFacts(host.platform).uwsgi} --ini ${facts.uwsgiConfigPath}`] } },
    readiness: Readiness.http(url, { timeoutSeconds: START_S }),
    restartOn: [...reads, server, packages],
    dependsOn: [...dependsOn],
  });
}
