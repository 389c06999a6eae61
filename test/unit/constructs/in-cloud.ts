import type { TerraformStack } from 'cdktf';
import { Cloud, type Host, Keystone, type KeystoneProps, MariaDb, Memcached, Secret } from '../../../constructs';
import { type Synthesized, synth, synthOnHost } from './synth';

/** The resource that everything in a cloud refers to which the same stack makes. */
export const BOOTSTRAP = /^\$\{stackwright_keystone_bootstrap\.node1_Keystone_Bootstrap_\w+\.id\}$/;

/** A reference to an attribute of a resource, whose address has the ids of its constructs in it. */
export function reference(type: string, ids: string, attribute: string): RegExp {
  return new RegExp(`^\\$\\{(data\\.)?stackwright_${type}\\.${ids}_\\w+\\.${attribute}\\}$`);
}

/** Keystone on node1, with a MariaDB and a memcached there. */
export function synthKeystone(
  define: (keystone: Keystone, host: Host) => void = () => {},
  props: Partial<KeystoneProps> = {},
): Synthesized {
  return synthOnHost((host) => {
    const database = new MariaDb(host, 'Database', { host });
    const cache = new Memcached(host, 'Cache', { host });
    define(new Keystone(host, 'Keystone', { host, database, cache, ...props }), host);
  });
}

/** What is defined in a cloud that was there before. */
export function synthInCloud(define: (stack: TerraformStack, cloud: Cloud) => void): Synthesized {
  return synth((stack) => {
    const password = Secret.named('cloud/admin');
    define(stack, new Cloud(stack, 'main', { authUrl: 'http://192.0.2.1:5000/v3', password, region: 'regionOne' }));
  });
}
