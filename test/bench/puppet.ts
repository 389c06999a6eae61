import type { TestHost } from '../host/lab-host';
import type { Workspace } from '../host/workspace';
import { PUPPET_PACKAGES, puppetCatalog, type StateResource } from './puppet-catalog';

/** Puts on each host what Puppet can look at there, and gives what has it look on all of them at the same time. */
export async function puppetOn(
  hosts: readonly TestHost[],
  keystone: TestHost,
  stack: Workspace,
): Promise<() => Promise<unknown>> {
  const { values } = JSON.parse(await stack.succeed('show', '-json')) as {
    values: { root_module: { resources: StateResource[] } };
  };
  let count = 0;
  for (const host of hosts) {
    const catalog = puppetCatalog(host.name, host === keystone, values.root_module.resources);
    count += catalog.split('\n').length;
    await host.shell(`
      DEBIAN_FRONTEND=noninteractive apt-get install -y -q --no-install-recommends ${PUPPET_PACKAGES} >/dev/null
      cat > /root/bench.pp <<'PP'\n${catalog}\nPP`);
  }
  console.log(`    Puppet looks at ${count} things, of which each key is one`);
  return () =>
    Promise.all(
      hosts.map(async (host) => {
        const said = await host.shell(`
          if [ -f /root/openrc ]; then . /root/openrc; unset OS_PROJECT_NAME OS_PROJECT_DOMAIN_NAME; export OS_SYSTEM_SCOPE=all; fi
          LC_ALL=C.UTF-8 puppet apply --noop --color=false /root/bench.pp 2>&1`);
        // It exits with 0 whatever it finds.
        if (!said.includes('Applied catalog') || /\(noop\)|^Error/m.test(said))
          throw new Error(`Puppet does not find everything in place on ${host.name}:\n${said.slice(0, 3000)}`);
      }),
    );
}
