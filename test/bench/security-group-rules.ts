import { computeCloud } from '../cloud/compute-cloud';
import type { TestHost } from '../host/lab-host';
import { Workspace } from '../host/workspace';
import { atLeast, report, seconds, sideBySide } from './measure';

const COUNT = 350;
/** Rules that OpenStack's client makes. All would take it a quarter of an hour. */
const SAMPLE = 10;
const GROUP = { stackwright_security_group: { bench: { cloud: 'main', name: 'bench' } } };

/** Many rules of one security group in an apply, against OpenStack's client and against all of them in one request. */
export async function measureRules(rounds: number): Promise<void> {
  const cloud = await computeCloud();
  const workspace = await Workspace.openWithProcess();
  const provider = await cloud.provider();
  const configure = (resource: object) => workspace.configure({ provider, resource });
  try {
    await cloud.admin.run('quota', 'set', 'admin', '--secgroup-rules', `${3 * COUNT}`);
    await configure(GROUP);
    await workspace.apply();
    const { apply, client, request } = await sideBySide(rounds, {
      apply: async () => {
        await configure({ ...GROUP, stackwright_security_group_rule: rules() });
        const taken = await seconds(() => workspace.apply());
        await configure(GROUP);
        await workspace.apply();
        return taken;
      },
      client: async () => ((await byHand(cloud.node1, CLIENT)) / SAMPLE) * COUNT,
      request: () => byHand(cloud.node1, REQUEST),
    });
    console.log(`(i) ${COUNT} rules of one security group`);
    report('    stackwright: terraform apply, seconds', apply.toFixed(1));
    report(`    openstack security group rule create, extrapolated from ${SAMPLE}, seconds`, client.toFixed(0));
    report('    all in one request to Neutron, seconds', request.toFixed(1));
    report('    times faster than the client', (client / apply).toFixed(1), atLeast(20));
    report('    times the one request', (apply / request).toFixed(2));
  } finally {
    await workspace.destroy().catch(() => undefined);
    await workspace.close();
    await cloud.admin.run('quota', 'set', 'admin', '--secgroup-rules', '100');
    await cloud.close();
  }
}

function rules(): object {
  const all = Array.from({ length: COUNT }, (_, index) => [
    `r${index}`,
    {
      cloud: 'main',
      security_group_id: '${stackwright_security_group.bench.id}',
      direction: 'ingress',
      protocol: 'tcp',
      port_range_min: 1000 + index,
      port_range_max: 1000 + index,
    },
  ]);
  return Object.fromEntries(all);
}

const CLIENT = `for i in $(seq 1 ${SAMPLE}); do
    openstack security group rule create --protocol tcp --dst-port $((1000 + i)) by-hand >/dev/null
  done`;
const REQUEST = `python3 -c '
import sys, urllib.request
headers = {"X-Auth-Token": sys.argv[1], "Content-Type": "application/json"}
urllib.request.urlopen(urllib.request.Request(sys.argv[2], open("/tmp/rules", "rb").read(), headers)).read()' "$token" "$url/v2.0/security-group-rules"`;

/** Seconds that a script takes which makes rules in a group of its own. */
async function byHand(host: TestHost, script: string): Promise<number> {
  const said = await host.shell(`set -e
    . /root/openrc
    group=$(openstack security group create -f value -c id by-hand)
    trap 'openstack security group delete by-hand' EXIT
    token=$(openstack token issue -f value -c id)
    url=$(openstack endpoint list --service network --interface internal -f value -c URL)
    seq 1 ${COUNT} | python3 -c '
import json, sys
rules = [{"security_group_id": sys.argv[1], "direction": "ingress", "protocol": "tcp", "port_range_min": 1000 + int(n), "port_range_max": 1000 + int(n)} for n in sys.stdin]
json.dump({"security_group_rules": rules}, open("/tmp/rules", "w"))' "$group"
    start=$(date +%s%N)
    ${script}
    echo $(($(date +%s%N) - start))`);
  return Number(said) / 1e9;
}
