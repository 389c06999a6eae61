import type { Diagnosis } from '../diagnosis';
import { catalog } from './catalog';
import { clocks } from './clocks';
import { cloudLogins } from './cloud-logins';
import { configFiles } from './config-files';
import { daemons } from './daemons';
import { diskSpace } from './disk-space';
import { environmentFiles } from './environment-files';
import { hosts } from './hosts';
import { hypervisors } from './hypervisors';
import { instances } from './instances';
import { migrations } from './migrations';
import { mounts } from './mounts';
import { owners } from './owners';
import { rings } from './rings';
import { serverLogins } from './server-logins';
import { serviceLogins } from './service-logins';
import { units } from './units';
import { volumes } from './volumes';

/** All that is looked at; in this order it is told, what others stand on first. */
export const diagnoses: readonly Diagnosis[] = [
  hosts,
  clocks,
  diskSpace,
  mounts,
  owners,
  rings,
  configFiles,
  hypervisors,
  units,
  serverLogins,
  migrations,
  cloudLogins,
  serviceLogins,
  environmentFiles,
  catalog,
  daemons,
  volumes,
  instances,
];
