import { type Planned, planned } from './plan-of';

/** Changes of as many resources on a dozen hosts: configuration files, services that read them, and users. */
export function manyChanges(number: number): Planned[] {
  return Array.from({ length: number }, (_, index) => {
    const host = `node${(index % 12) + 1}`;
    const file = `/etc/service${index}/service.conf`;
    if (index % 3 === 0) {
      const settings = (debug: string) => ({
        DEFAULT: { debug, ...Object.fromEntries(Array.from({ length: 20 }, (_, key) => [`key${key}`, `${key}`])) },
      });
      return planned(
        `config_file.Cloud_${host}_Service${index}_ConfigFile_0123ABCD`,
        { host, path: file, settings: settings('False') },
        { host, path: file, settings: settings('True') },
      );
    }
    if (index % 3 === 1) {
      const service = { host, name: `service${index}.service`, active: true, readiness: { tcp: `192.0.2.1:${index}` } };
      return planned(
        `service.Cloud_${host}_Service${index}_Service_0123ABCD`,
        { ...service, restart_on: { [file]: '1' } },
        { ...service, restart_on: { [file]: '2' } },
      );
    }
    return planned(`identity_user.user${index}_0123ABCD`, { cloud: 'main', name: `user${index}` }, null);
  });
}
