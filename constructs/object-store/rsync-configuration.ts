/** How rsync lets Swift's replicators copy to a host. */
export function rsyncConfiguration(address: string, user: string, devicesPath: string): string {
  const modules = ['account', 'container', 'object'].map(
    (name) => `[${name}]
max connections = 8
path = ${devicesPath}/
read only = false
lock file = /run/lock/swift-${name}.lock
`,
  );
  return [`uid = ${user}\ngid = ${user}\naddress = ${address}\n`, ...modules].join('\n');
}
