/**
 * The path below `/proc/sys` that a key stands for. As in `sysctl.d(5)`: whichever of `.` and `/` comes first separates the
 * parts, and the other one stands for a `.` inside a part, as in `net.ipv4.conf.eth0/100.forwarding`.
 */
export function sysctlPath(key: string): string {
  const separator = /[./]/.exec(key)?.[0];
  if (separator === '/') return key;
  return key.replace(/[./]/g, (character) => (character === '.' ? '/' : '.'));
}

/** The file that sets a key at boot. A name must not hold a `/`; no part of a key holds a `:`. */
export function sysctlFile(key: string): string {
  const dotted = sysctlPath(key).replace(/[./]/g, (character) => (character === '/' ? '.' : ':'));
  return `/etc/sysctl.d/60-stackwright-${dotted}.conf`;
}

/** Whether two spellings are the same key. */
export function sameSysctlKey(one: string, other: string): boolean {
  return sysctlPath(one) === sysctlPath(other);
}

/** Whether two values are the same: the kernel shows several numbers with tabs between them. */
export function sameSysctlValue(one: string, other: string): boolean {
  return fields(one) === fields(other);
}

function fields(value: string): string {
  return value.trim().split(/\s+/).join(' ');
}
