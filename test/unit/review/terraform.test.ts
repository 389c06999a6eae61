import { chmod, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { planOf } from '../../../lib/review/terraform';

let directory: string;
const before = process.env.TERRAFORM_BINARY_NAME;

/** A Terraform that writes down what it is asked for. */
async function terraform(script: string): Promise<void> {
  const path = join(directory, 'terraform');
  await writeFile(path, `#!/bin/sh\necho "$PWD: $*" >>${directory}/asked\n${script}\n`);
  await chmod(path, 0o755);
  process.env.TERRAFORM_BINARY_NAME = path;
}

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'stackwright-unit-'));
  await mkdir(join(directory, 'cdktf.out/stacks/cloud'), { recursive: true });
  await writeFile(join(directory, 'cdktf.out/stacks/cloud/cdk.tf.json'), '{}');
});

afterEach(async () => {
  if (before === undefined) delete process.env.TERRAFORM_BINARY_NAME;
  else process.env.TERRAFORM_BINARY_NAME = before;
  await rm(directory, { recursive: true, force: true });
});

test('a project is planned where its stack stands, and the plan is left nowhere', async () => {
  await terraform('test "$1" != show || echo "{}"');
  expect(await planOf(directory)).toBe('{}\n');
  const asked = (await readFile(join(directory, 'asked'), 'utf8')).trim().split('\n');
  expect(asked).toEqual([
    expect.stringMatching(/cdktf\.out\/stacks\/cloud: init -input=false -no-color$/),
    expect.stringMatching(/stacks\/cloud: plan -input=false -no-color -out=/),
    expect.stringMatching(/stacks\/cloud: show -json /),
  ]);
  const file = asked[2]?.split(' ').at(-1) ?? '';
  await expect(readdir(join(file, '..'))).rejects.toThrow('ENOENT');
});

test('what Terraform complains of is the error', async () => {
  await terraform('test "$1" != plan || { echo "Error: node1 does not answer" >&2; exit 1; }');
  await expect(planOf(directory)).rejects.toThrow(/"terraform plan" failed in .*cloud:\nError: node1 does not answer/);
});

test('that there is no Terraform is said', async () => {
  process.env.TERRAFORM_BINARY_NAME = 'no-terraform-here';
  await expect(planOf(directory)).rejects.toThrow('There is no "no-terraform-here" to plan with.');
});
