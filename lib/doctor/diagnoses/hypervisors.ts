import type { Diagnosis } from '../diagnosis';
import { type Examined, valueIn } from '../examination';
import { type Finding, problem } from '../finding';

/** Hosts of guests that lack what runs them. */
export const hypervisors: Diagnosis = {
  subject: 'emulators',
  look: ({ hosts }) => hosts.flatMap((examined) => [...noEmulator(examined), ...noKvm(examined)]),
};

/** The file that says how guests are run; undefined on hosts without guests. */
function libvirtFile({ wanted }: Examined): string | undefined {
  return [...wanted.settings].find(([, sections]) => sections.libvirt !== undefined)?.[0];
}

function noEmulator(examined: Examined): Finding[] {
  const { name, facts } = examined;
  if (libvirtFile(examined) === undefined || facts.emulator !== null) return [];
  const emulator = `qemu-system-${facts.architecture}`;
  const cause = `${name} has no ${emulator}, so libvirt finds no emulator and no guest can start: "Cannot find suitable emulator", "No valid host was found".`;
  const fix = `Install it: deploy the stack, which installs what nova-compute needs; then restart libvirt and nova-compute.`;
  return [problem(cause, { host: name, object: emulator }, fix)];
}

function noKvm(examined: Examined): Finding[] {
  const { name, facts } = examined;
  const file = libvirtFile(examined);
  if (file === undefined || facts.kvm || valueIn(examined, file, 'libvirt', 'virt_type') !== 'kvm') return [];
  const cause = `${name} is to run guests with KVM, which it does not have: there is no /dev/kvm.`;
  const fix =
    'Turn virtualization on in its firmware, load the module kvm_intel or kvm_amd, or set virtType to VirtType.QEMU.';
  return [problem(cause, { host: name, file, key: '[libvirt] virt_type' }, fix)];
}
