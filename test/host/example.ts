import { execFile } from 'node:child_process';
import { cp, mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { generateMasterKey } from '../../lib/secrets';
import type { TestHost } from './lab-host';
import { Workspace } from './workspace';

const run = promisify(execFile);

/** Builds the package that examples import. */
export async function buildPackage(): Promise<void> {
  await run('scripts/build');
}

/** An example in a directory of its own, so that what somebody deployed from the checkout stays as it is. */
export class Example {
  /** @param place where it is to be, in place of a new temporary directory */
  public static async open(name: string, hosts: readonly TestHost[], place?: string): Promise<Example> {
    const directory = place ?? (await mkdtemp(join(tmpdir(), 'stackwright-test-')));
    for (const file of ['main.ts', 'cdktf.json']) await cp(resolve('examples', name, file), join(directory, file));
    await mkdir(join(directory, 'node_modules'));
    for (const dependency of ['cdktf', 'constructs', 'tsx', '@cdktf'])
      await symlink(resolve('node_modules', dependency), join(directory, 'node_modules', dependency));
    await symlink(resolve('.'), join(directory, 'node_modules', 'stackwright'));
    const props = hosts.map(({ name, details: { address, user, privateKey, hostKey } }) => [
      name,
      { address, user, privateKeyPath: privateKey, hostKeyFingerprints: [hostKey] },
    ]);
    await writeFile(join(directory, 'hosts.json'), JSON.stringify(Object.fromEntries(props)));
    await writeFile(join(directory, 'master.key'), generateMasterKey(), { mode: 0o600 });
    return new Example(directory);
  }

  /** One that was opened in this directory before. */
  public static at(directory: string): Example {
    return new Example(directory);
  }

  private constructor(public readonly directory: string) {}

  /** Changes its text, as its reader would. */
  public async edit(from: string | RegExp, to: string): Promise<void> {
    const path = join(this.directory, 'main.ts');
    const text = await readFile(path, 'utf8');
    if (!(typeof from === 'string' ? text.includes(from) : from.test(text))) throw new Error(`${path} has no ${from}`);
    await writeFile(path, text.replace(from, to));
  }

  public async cdktf(...args: string[]): Promise<string> {
    const { TF_CLI_CONFIG_FILE: _, ...env } = process.env;
    const { stdout } = await run(resolve('node_modules/.bin/cdktf'), [...args, '--no-color'], {
      cwd: this.directory,
      // Without the cache that all projects of a user share: another build of the same version would replace ours there.
      env: {
        ...env,
        CI: 'true',
        CHECKPOINT_DISABLE: '1',
        DISABLE_VERSION_CHECK: 'true',
        CDKTF_DISABLE_PLUGIN_CACHE_ENV: '1',
      },
    }).catch((error: Error & { stdout: string }) => {
      throw new Error(`${error.message}\n${error.stdout.slice(Math.max(0, error.stdout.indexOf('Error:')))}`);
    });
    return stdout.replace(/^\S* +/gm, '');
  }

  /** The stack as terraform gets it, for commands that need no CDKTF; it has to be synthesized before. */
  public stack(name: string): Workspace {
    return Workspace.at(join(this.directory, 'cdktf.out/stacks', name));
  }

  public close(): Promise<void> {
    return rm(this.directory, { recursive: true, force: true });
  }
}
