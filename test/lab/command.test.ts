import { spawnSync } from 'node:child_process';
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buildSync } from 'esbuild';

const NAME = 'labcommand';
const NOBODY = 65534;
const directory = mkdtempSync(join(tmpdir(), 'stackwright-command-'));
const bundle = join(directory, 'stackwright.js');

/** Runs the `stackwright` command as a user would, from its bundle. */
function stackwright(args: readonly string[], uid?: number) {
  const result = spawnSync(process.execPath, [bundle, ...args], { encoding: 'utf8', uid, cwd: '/' });
  return { code: result.status, stdout: result.stdout, stderr: result.stderr };
}

beforeAll(() => {
  buildSync({
    entryPoints: ['cli/main.ts'],
    bundle: true,
    platform: 'node',
    target: 'node20.9',
    define: { STACKWRIGHT_VERSION: '"0.0.0"' },
    external: ['cpu-features'],
    loader: { '.node': 'empty' },
    outfile: bundle,
  });
  // Another user runs it, too.
  chmodSync(directory, 0o755);
  stackwright(['lab', 'down', '--purge', '--lab', NAME]);
});

afterAll(() => {
  stackwright(['lab', 'down', '--purge', '--lab', NAME]);
  rmSync(directory, { recursive: true });
});

test('a lab that was never up is shown as down, also as JSON', () => {
  expect(stackwright(['lab', 'status', '--lab', NAME]).stdout).toBe(`lab ${NAME}: down, no snapshots\n`);
  const status = JSON.parse(stackwright(['lab', 'status', '--json', '--lab', NAME]).stdout);
  expect(status).toEqual({ name: NAME, state: 'down', snapshots: [], hosts: [] });
});

test('a command for a host of a lab that is not there says how to start it', () => {
  const { code, stderr } = stackwright(['lab', 'exec', '--lab', NAME, 'node1', '--', 'true']);
  expect({ code, stderr }).toEqual({
    code: 1,
    stderr: `stackwright: the lab "${NAME}" does not exist yet: run \`stackwright lab up --lab ${NAME}\` first\n`,
  });
});

test('up prints how to reach the hosts; ssh and exec pass input, output and exit codes on', () => {
  const up = stackwright(['lab', 'up', '--json', '--lab', NAME, 'node1']);
  const { hosts } = JSON.parse(up.stdout);
  expect(hosts[0]).toEqual({
    name: 'node1',
    state: 'running',
    address: expect.stringMatching(/^172\.16\.\d+\.6$/),
    port: 22,
    user: 'root',
    privateKey: expect.stringMatching(/\/id_ed25519$/),
    hostKey: expect.stringMatching(/^ssh-ed25519 AAAA/),
    fingerprint: expect.stringMatching(/^SHA256:/),
    disks: [],
  });
  const exec = stackwright(['lab', 'exec', '--lab', NAME, 'node1', '--', 'sh', '-c', 'echo "$1"; exit 3', '-', 'a  b']);
  expect(exec).toEqual({ code: 3, stdout: 'a  b\n', stderr: '' });
  expect(stackwright(['lab', 'ssh', '--lab', NAME, 'node1', 'echo $((6 * 7)); exit 4'])).toEqual({
    code: 4,
    stdout: '42\n',
    stderr: '',
  });
  const status = stackwright(['lab', 'status', '--lab', NAME]).stdout;
  expect(status).toContain(`ssh -i ${hosts[0].privateKey} root@${hosts[0].address}`);
  expect(status).toContain(`host key ${hosts[0].fingerprint}`);
});

test('whoever is not root is told so', () => {
  const { code, stderr } = stackwright(['lab', 'up', '--lab', NAME], NOBODY);
  expect({ code, stderr }).toEqual({
    code: 1,
    stderr: expect.stringMatching(/^stackwright: the lab makes .* run it as root/),
  });
});
