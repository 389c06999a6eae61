import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { readSynthesized } from '../stack/synthesized';

const execute = promisify(execFile);
/** Plans of large clouds have tens of megabytes. */
const MOST_BYTES = 1 << 30;

/** Terraform cannot plan. Its message has what Terraform says. */
export class PlanFailed extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'PlanFailed';
  }
}

/**
 * Has Terraform plan a synthesized stack where it stands, with the state that it is configured with. Nothing is changed.
 * @param directory a CDKTF project, or the directory of one stack
 * @param name which of the project's stacks; undefined for the only one
 * @returns the plan as JSON
 * @throws {StackUnfit | PlanFailed}
 */
export async function planOf(directory: string, name?: string): Promise<string> {
  const stack = await readSynthesized(directory, name);
  // A plan holds values: nobody else may read it, and it is gone when it has been read.
  const place = await mkdtemp(join(tmpdir(), 'stackwright-review-'));
  try {
    const file = join(place, 'plan');
    await terraform(stack.directory, ['init', '-input=false', '-no-color']);
    await terraform(stack.directory, ['plan', '-input=false', '-no-color', `-out=${file}`]);
    return await terraform(stack.directory, ['show', '-json', file]);
  } finally {
    await rm(place, { recursive: true, force: true });
  }
}

async function terraform(directory: string, words: readonly string[]): Promise<string> {
  // By the variable CDKTF finds another one, such as OpenTofu.
  const program = process.env.TERRAFORM_BINARY_NAME ?? 'terraform';
  const env = { ...process.env, TF_IN_AUTOMATION: '1' };
  try {
    return (await execute(program, words, { cwd: directory, env, maxBuffer: MOST_BYTES })).stdout;
  } catch (error) {
    const { code, stderr = '', stdout = '' } = error as { code?: unknown; stderr?: string; stdout?: string };
    if (code === 'ENOENT') {
      throw new PlanFailed(
        `There is no "${program}" to plan with. Install Terraform 1.5 or later, or give the plan as JSON.`,
      );
    }
    const said = [stderr, stdout].map((text) => text.trim()).find((text) => text !== '') ?? `it ended with ${code}`;
    throw new PlanFailed(`"terraform ${words[0]}" failed in ${directory}:\n${said}`);
  }
}
