import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { ComputeCloud } from './compute-cloud';

/**
 * Deploys the program of an example over the cloud that stands. They differ in what is about volumes alone, and in what their stacks
 * are called.
 */
export async function deployProgram({ example }: ComputeCloud, name: 'compute' | 'volumes'): Promise<void> {
  const text = await readFile(`examples/${name}/main.ts`, 'utf8');
  await writeFile(join(example.directory, 'main.ts'), text.replace("(app, 'volumes'", "(app, 'compute'"));
  await example.cdktf('deploy', '--auto-approve');
}
