import { labHost, type TestHost } from './lab-host';

/** Two of the lab's hosts on which Swift is installed, as its package brings it. */
export async function swiftHosts(): Promise<[TestHost, TestHost]> {
  const hosts: [TestHost, TestHost] = [await labHost('node1'), await labHost('node2')];
  for (const host of hosts) {
    await host.shell(`
      if ! [ -x /usr/bin/swift-ring-builder ]; then
        apt-get update -q
        DEBIAN_FRONTEND=noninteractive apt-get install -yq --no-install-recommends -o Dpkg::Options::=--force-unsafe-io swift
      fi >&2`);
  }
  return hosts;
}
