import type { Construct } from 'constructs';
import { inUrl } from '../core/addresses';
import { HostResource } from '../core/host-resource';
import { platformFacts } from '../core/platform';
import { Readiness } from '../core/readiness';
import { Secret } from '../core/secret';
import { validate } from '../core/validation';
import { START_S } from '../infrastructure/application';
import { Command } from '../infrastructure/command';
import { File } from '../infrastructure/file';
import { Package } from '../infrastructure/package';
import { Service } from '../infrastructure/service';
import { HORIZON_RULES, type HorizonProps } from './horizon-props';
import { logsIn } from './login';
import { python } from './python';

/**
 * Horizon, the dashboard of a cloud, on a host: its packages, settings, and the web server that serves it. It is ready when the user of the
 * cloud, its administrator, has logged in and out.
 */
export class Horizon extends HostResource {
  public readonly fqn: string;
  /** Where browsers find it, by the host's address. */
  public readonly url: string;
  /** The packages it is installed from. */
  public readonly packages: Package;
  /** The file with its settings. It is read after those of the packages, so that it wins. */
  public readonly settingsFile: File;
  /** The web server. */
  public readonly service: Service;

  public constructor(scope: Construct, id: string, props: HorizonProps) {
    super(scope, id, props);
    validate(this, props, HORIZON_RULES);
    const { host, keystone, dependsOn } = props;
    const facts = platformFacts(host.platform).horizon;
    this.url = `http://${inUrl(host.address)}${facts.root}`;
    this.packages = new Package(this, 'Package', { host, packages: [...facts.packages], dependsOn });
    this.settingsFile = new File(this, 'Settings', {
      host,
      path: facts.settingsPath,
      content: this.settings(props, facts.cacheBackend),
      group: facts.user,
      mode: '0640',
      dependsOn: [this.packages],
    });
    const sites = new Command(this, 'Sites', { host, ...facts.unservable, dependsOn: [this.packages] });
    this.service = new Service(this, 'Service', {
      host,
      name: facts.unit,
      readiness: Readiness.command(logsIn(facts.root, keystone.cloud), { timeoutSeconds: START_S }),
      restartOn: [this.settingsFile, this.packages],
      dependsOn: [sites, ...keystone.cloud._needed(this)],
    });
    this.fqn = this.service.fqn;
  }

  private settings(props: HorizonProps, cacheBackend: string): string {
    const { host, keystone, cache, network, allowedHosts = [inUrl(host.address), host.hostname] } = props;
    const settings: Record<string, unknown> = {
      // By that name the host itself finds out whether it works.
      ALLOWED_HOSTS: [...new Set([...allowedHosts, 'localhost'])],
      SECRET_KEY: props.secretKey ?? Secret.named('horizon/secret-key'),
      TIME_ZONE: props.timeZone ?? 'UTC',
      OPENSTACK_KEYSTONE_URL: keystone.authUrl,
      OPENSTACK_KEYSTONE_DEFAULT_ROLE: (props.defaultRole ?? keystone.memberRole).name,
      OPENSTACK_KEYSTONE_MULTIDOMAIN_SUPPORT: props.multiDomain ?? false,
      OPENSTACK_KEYSTONE_DEFAULT_DOMAIN: 'Default',
      // A process has a memory of its own, in which others do not find who has logged in.
      SESSION_ENGINE: 'django.contrib.sessions.backends.cache',
      CACHES: { default: { BACKEND: cacheBackend, LOCATION: cache.endpoint } },
      ...(network && { OPENSTACK_NEUTRON_NETWORK: { enable_router: network._isLayer3 } }),
      ...props.extraSettings,
    };
    return Object.entries(settings)
      .map(([name, value]) => `${name} = ${python(value, `${this.node.path}: ${name}`)}\n`)
      .join('');
  }
}
