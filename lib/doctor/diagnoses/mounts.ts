import type { Diagnosis } from '../diagnosis';
import { problem } from '../finding';

/** Disks that are missing or not mounted. */
export const mounts: Diagnosis = {
  subject: 'disks',
  look: ({ hosts }) =>
    hosts.flatMap(({ name, wanted, facts }) => {
      const mounted = new Set(facts.mounts.map(({ target }) => target));
      return wanted.fileSystems
        .filter(({ mountPoint }) => !mounted.has(mountPoint))
        .map(({ device, mountPoint }) => {
          const place = { host: name, file: mountPoint };
          return facts.devices.has(device)
            ? problem(
                `${device} is not mounted at ${mountPoint} on ${name}: Swift answers 507 for it and keeps its objects elsewhere.`,
                place,
                `Mount it: "mount ${mountPoint}", or deploy the stack.`,
              )
            : problem(
                `${name} has no ${device}, which belongs at ${mountPoint}: the disk is gone, or a loop device was not set up after a boot.`,
                place,
                `Attach the disk, or set the loop device up again ("losetup"), then "mount ${mountPoint}". For a disk that is lost put another one in its place and deploy the stack, or take it out of the rings.`,
              );
        });
    }),
};
