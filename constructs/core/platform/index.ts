import { DEBIAN_12 } from './debian-12';
import type { PlatformFacts } from './facts';

/** What a host runs. Names of packages, units, users and paths follow from it. */
export enum Platform {
  /** Debian 12 "bookworm", which has OpenStack's release Zed. */
  DEBIAN_12 = 'debian-12',
}

const FACTS: Readonly<Record<Platform, PlatformFacts>> = { [Platform.DEBIAN_12]: DEBIAN_12 };

/** What is known of a platform. A second platform is a second table. */
export function platformFacts(platform: Platform): PlatformFacts {
  return FACTS[platform];
}
