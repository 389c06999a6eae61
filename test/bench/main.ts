// Measures the provider, everything side by side in one run; installs Ansible if it is missing, and Puppet on a host.
// `npm run bench [-- a b c d e f g h i j] [ROUNDS]`: only some of it, and other than five rounds (g to j: at most three, since each takes minutes).
import { execFileSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { labHost } from '../host/lab-host';
import { measureCloud } from './cloud';
import { measureCompute } from './compute';
import { measureCreate } from './create';
import { measureDeploy } from './deploy';
import { measureMemory } from './memory';
import { COUNTS } from './objects';
import { measureGrowth, measurePlan } from './plan';
import { measureRefresh } from './refresh';
import { measureRules } from './security-group-rules';
import { measureStart } from './start';

async function main(args: readonly string[]): Promise<void> {
  const wanted = args.filter((arg) => /^[a-j]$/.test(arg));
  const rounds = Number(args.find((arg) => /^\d+$/.test(arg)) ?? 5);
  const wants = (name: string) => wanted.length === 0 || wanted.includes(name);
  execFileSync('node', ['scripts/bundle.mjs'], { stdio: 'inherit' });
  if (wants('a')) {
    const provider = readdirSync('build/provider').map((name) => `build/provider/${name}`)[0] as string;
    await measureStart(15, provider, clientCertificate());
  }
  if (['b', 'c', 'd', 'e'].some(wants)) await measureHost(rounds, wants);
  if (wants('f')) await measureRefresh(rounds);
  if (wants('g')) await measureDeploy(Math.min(rounds, 3));
  if (wants('h')) await measureCompute(Math.min(rounds, 3));
  if (wants('i')) await measureRules(Math.min(rounds, 3));
  if (wants('j')) await measureCloud(Math.min(rounds, 3));
}

async function measureHost(rounds: number, wants: (name: string) => boolean): Promise<void> {
  const host = await labHost('node1');
  const installed = (await host.shell(`dpkg-query -W -f '\${Package}\\n' | sort | head -${COUNTS.packages}`))
    .trim()
    .split('\n');
  if (wants('b')) {
    needAnsible();
    await measurePlan(rounds, host, installed);
  }
  if (wants('c')) await measureCreate(rounds, host);
  if (wants('d')) await measureMemory(rounds, host);
  if (wants('e')) await measureGrowth(rounds, host, installed);
}

/** A certificate like the one that Terraform shows to a provider: self-signed, on the curve P-521. */
function clientCertificate(): string {
  const request = [
    'req',
    '-x509',
    '-newkey',
    'ec',
    '-pkeyopt',
    'ec_paramgen_curve:P-521',
    '-nodes',
    '-keyout',
    '/dev/null',
  ];
  return execFileSync('openssl', [...request, '-subj', '/O=HashiCorp/CN=localhost'], {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'ignore'],
  });
}

function needAnsible(): void {
  try {
    execFileSync('ansible-playbook', ['--version'], { stdio: 'ignore' });
  } catch {
    execFileSync('apt-get', ['install', '-y', '-q', '--no-install-recommends', 'ansible'], { stdio: 'ignore' });
  }
}

void main(process.argv.slice(2));
