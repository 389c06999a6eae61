import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { labHost, type TestHost } from './lab-host';

const run = promisify(execFile);
const CDKTF = resolve('node_modules/.bin/cdktf');
const PATH_ON_HOST = '/etc/stackwright-pack-test';

describe('the packed package in an empty directory', () => {
  let host: TestHost;
  let directory: string;
  let project: string;

  const cdktf = async (...args: string[]) => {
    // Nothing of this checkout and nothing of the user's own settings helps.
    const env = { PATH: process.env.PATH, HOME: directory, CI: 'true', CHECKPOINT_DISABLE: '1' };
    const { stdout } = await run(CDKTF, [...args, '--no-color'], { cwd: project, env });
    return stdout;
  };

  beforeAll(async () => {
    host = await labHost('node2');
    directory = await mkdtemp(join(tmpdir(), 'stackwright-test-'));
    project = join(directory, 'project');
    await mkdir(project);
    await run('scripts/build');
    await run('npm', ['pack', '--pack-destination', directory]);
    const tarball = (await readdir(directory)).find((name) => name.endsWith('.tgz')) ?? '';
    await writeFile(join(project, 'package.json'), '{}');
    const packages = [join(directory, tarball), 'cdktf@0.21.0', 'constructs@10.4.2'];
    await run('npm', ['install', '--prefer-offline', '--no-audit', '--no-fund', ...packages], { cwd: project });
    const { address, user, privateKey, fingerprint } = host.details;
    const props = { address, user, privateKeyPath: privateKey, hostKeyFingerprints: [fingerprint] };
    await writeFile(
      join(project, 'main.js'),
      `const { App, TerraformStack } = require('cdktf');
const { File, Host } = require('stackwright');

const app = new App();
const stack = new TerraformStack(app, 'ten-lines');
const host = new Host(stack, 'node2', ${JSON.stringify(props)});
new File(stack, 'Greeting', { host, path: '${PATH_ON_HOST}', content: 'Hello.\\n' });
app.synth();
`,
    );
    await writeFile(join(project, 'cdktf.json'), '{"language":"typescript","app":"node main.js"}');
  });

  afterAll(async () => {
    await rm(directory, { recursive: true, force: true });
  });

  test('deploys, sees no change afterwards, and leaves the host as it was', async () => {
    await cdktf('deploy', '--auto-approve');
    expect(await host.shell(`cat ${PATH_ON_HOST}`)).toBe('Hello.\n');
    expect(await cdktf('diff')).toContain('No changes.');
    await cdktf('destroy', '--auto-approve');
    expect(await host.shell(`[ ! -e ${PATH_ON_HOST} ] && echo gone`)).toBe('gone\n');
  });
});
