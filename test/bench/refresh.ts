import { ADMIN_PASSWORD, type KeystoneServer, keystoneServer } from '../host/keystone-server';
import { bareHost } from '../host/lab-host';
import { Workspace } from '../host/workspace';
import {
  COUNT,
  COUNTS,
  type Kind,
  LIST_COMMANDS,
  puppetManifest,
  SECRETS,
  sample,
  showCommand,
  terraformResources,
} from './identity-objects';
import { atLeast, report, seconds, sideBySide } from './measure';
import { emptyPlan } from './plan';

/** Objects of each kind that are looked at by OpenStack's client. All would take it a quarter of an hour. */
const EACH = 2;

/** A plan that finds nothing to do among objects of Keystone, against OpenStack's client and Puppet looking at the same. */
export async function measureRefresh(rounds: number): Promise<void> {
  const server = await keystoneServer();
  const workspace = await Workspace.openWithProcess();
  try {
    const { stackwright } = server.provider;
    await workspace.configure({
      provider: { stackwright: { ...stackwright, secrets: { ...stackwright.secrets, ...SECRETS } } },
      resource: terraformResources(),
    });
    await workspace.apply();
    await preparePuppet(server);
    const { plan, show, list, puppet } = await sideBySide(rounds, {
      plan: () => seconds(() => emptyPlan(workspace)),
      show: () => showAll(server),
      list: () => seconds(() => server.shell(`set -e; ${environment(server)}\n${LIST_COMMANDS.join('\n')}`)),
      puppet: () => seconds(() => puppetNoop(server)),
    });
    console.log(`(f) looking at ${COUNT} objects of Keystone that are as they should be`);
    report('    stackwright: terraform plan, seconds', plan.toFixed(2));
    report(`    openstack show of each, extrapolated from ${EACH} of each kind, seconds`, show.toFixed(0));
    report('    openstack list of each kind, once, seconds', list.toFixed(2));
    report('    puppet apply --noop, without passwords, seconds', puppet.toFixed(0));
    report('    times faster than openstack show', (show / plan).toFixed(1), atLeast(50));
    report('    times faster than openstack list', (list / plan).toFixed(1));
    report('    times faster than Puppet', (puppet / plan).toFixed(1), atLeast(50));
  } finally {
    server.close();
    await workspace.close();
    await bareHost('node3');
  }
}

/** Seconds that it takes to look at some objects of each kind, extrapolated to all of them. */
async function showAll(server: KeystoneServer): Promise<number> {
  const look = (command: string) => `${command} | grep -qE '(project|role|user|service)-[0-9]'`;
  const parts = sample(EACH).map(
    ([kind, indexes]) => `start=$(date +%s%N)
      ${indexes.map((index) => look(showCommand(kind, index))).join('\n')}
      echo ${kind} $(($(date +%s%N) - start))`,
  );
  const said = await server.shell(`set -e; ${environment(server)}\n${parts.join('\n')}`);
  const taken = said
    .trim()
    .split('\n')
    .map((line) => line.split(' ') as [Kind, string]);
  return taken.reduce((sum, [kind, nanoseconds]) => sum + (Number(nanoseconds) / 1e9 / EACH) * COUNTS[kind], 0);
}

async function preparePuppet(server: KeystoneServer): Promise<void> {
  await server.shell(`
    DEBIAN_FRONTEND=noninteractive apt-get install -y -q --no-install-recommends puppet-agent puppet-module-keystone >/dev/null
    cat > /root/bench.pp <<'PP'\n${puppetManifest()}\nPP`);
}

/** It exits with 0 whatever it finds, so its words have to tell. */
async function puppetNoop(server: KeystoneServer): Promise<void> {
  const said = await server.shell(`${environment(server)}\npuppet apply --noop --color=false /root/bench.pp 2>&1`);
  if (!said.includes('Applied catalog') || /\(noop\)|^Error/m.test(said)) {
    throw new Error(`Puppet does not find everything in place:\n${said.slice(-2000)}`);
  }
}

/** Puppet's types ask for the whole system, and the client can as well. */
function environment({ url }: KeystoneServer): string {
  return `export OS_AUTH_URL=${url} OS_IDENTITY_API_VERSION=3 OS_USERNAME=admin OS_PASSWORD=${ADMIN_PASSWORD} \\
    OS_USER_DOMAIN_ID=default OS_SYSTEM_SCOPE=all LC_ALL=C.UTF-8`;
}
