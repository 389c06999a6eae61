import { Token } from 'cdktf';
import type { Construct } from 'constructs';
import { inUrl, reachedAt } from '../core/addresses';
import { platformFacts } from '../core/platform';
import type { NovaFacts } from '../core/platform/facts';
import { Readiness } from '../core/readiness';
import type { IRestartTrigger } from '../core/restart-trigger';
import { START_S } from '../infrastructure/application';
import { ConfigFile } from '../infrastructure/config-file';
import { File } from '../infrastructure/file';
import type { Package } from '../infrastructure/package';
import { Service } from '../infrastructure/service';
import type { Settings } from '../services/service-props';
import type { NovaControllerProps } from './nova-controller-props';

/** The page by which a browser shows a guest's screen, unless it is said otherwise. */
export function consoleUrl(props: NovaControllerProps): string {
  return props.consoleUrl ?? ownConsoleUrl(props);
}

/** What Nova's configuration says to the proxy. */
export function consoleSettings(props: NovaControllerProps): Settings {
  const { host, bindAddress = host.address, consolePort = 6080, consoleTls } = props;
  const { consoleTlsPaths: paths } = platformFacts(host.platform).nova.controller;
  return {
    ...(consoleTls && { DEFAULT: { ssl_only: 'true', cert: paths.certificate, key: paths.key } }),
    vnc: { novncproxy_host: bindAddress, novncproxy_port: `${consolePort}` },
    // A page from elsewhere is refused, also where the proxy is told another name for itself than the browser was.
    ...(props.consoleUrl !== undefined &&
      !Token.isUnresolved(props.consoleUrl) && { console: { allowed_origins: hostIn(props.consoleUrl) } }),
  };
}

/** Defines the proxy, and keeps those for other kinds of screens from running. */
export function consoleService(
  scope: Construct,
  props: NovaControllerProps,
  packages: Package,
  configFile: ConfigFile,
): Service {
  const { host } = props;
  const { nova } = platformFacts(host.platform);
  const { controller } = nova;
  const defaults = new ConfigFile(scope, 'ConsoleDefaults', {
    host,
    path: controller.consoleDefaultsPath,
    settings: { '': { ...controller.consoleDefaults } },
    dependsOn: [packages],
  });
  for (const name of controller.otherConsoleUnits) {
    new Service(scope, name, { host, name, enabled: false, active: false, dependsOn: [packages] });
  }
  return new Service(scope, 'Console', {
    host,
    name: controller.consoleProxyUnit,
    readiness: Readiness.http(ownConsoleUrl(props), { timeoutSeconds: START_S }),
    restartOn: [configFile, defaults, ...tlsFiles(scope, props, nova, packages), packages],
  });
}

function tlsFiles(
  scope: Construct,
  { host, consoleTls }: NovaControllerProps,
  { user, controller }: NovaFacts,
  packages: Package,
): IRestartTrigger[] {
  if (consoleTls === undefined) return [];
  const { certificate, key } = controller.consoleTlsPaths;
  const common = { host, group: user, mode: '0640', dependsOn: [packages] };
  return [
    new File(scope, 'ConsoleCertificate', { ...common, path: certificate, content: consoleTls.certificate }),
    new File(scope, 'ConsoleKey', { ...common, path: key, content: consoleTls.key.reference }),
  ];
}

function ownConsoleUrl({ host, bindAddress = host.address, consolePort = 6080, consoleTls }: NovaControllerProps) {
  const { consolePage } = platformFacts(host.platform).nova.controller;
  const address = inUrl(reachedAt(bindAddress, host));
  return `${consoleTls ? 'https' : 'http'}://${address}:${consolePort}/${consolePage}`;
}

/** As browsers tell it of the page's origin, but that IPv6 addresses have no brackets. */
function hostIn(url: string): string {
  return new URL(url).hostname.replace(/^\[(.*)]$/, '$1');
}
