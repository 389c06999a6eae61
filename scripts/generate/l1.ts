// Generates constructs/l1 from the provider's own schema. `tsx scripts/generate/l1.ts [DIRECTORY]`
import { mkdtemp, readdir, readFile, rm, writeFile, mkdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { providerSchema } from './provider-schema';

// The generator's library looks for Terraform and its servers when it is loaded; neither is needed.
process.env.CHECKPOINT_DISABLE = '1';

async function main(directory: string): Promise<void> {
  const { ConstructsMakerProviderTarget, Language, TerraformProviderConstraint } = await import('@cdktf/commons');
  const { CodeMaker, TerraformProviderGenerator } = await import('@cdktf/provider-generator');
  const { version } = JSON.parse(await readFile('package.json', 'utf8')) as { version: string };
  const scratch = await mkdtemp(join(tmpdir(), 'stackwright-l1-'));
  try {
    const code = new CodeMaker();
    const constraint = new TerraformProviderConstraint({ name: 'stackwright', source: 'stackwright/stackwright', version });
    new TerraformProviderGenerator(code, providerSchema() as never, {}).generate(
      new ConstructsMakerProviderTarget(constraint, Language.TYPESCRIPT),
    );
    await code.save(scratch);
    await place(join(scratch, 'providers', 'stackwright'), directory);
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
}

/** One file a resource: `file/index.ts` becomes `file.ts`, and one index exports them all. */
async function place(from: string, to: string): Promise<void> {
  await rm(to, { recursive: true, force: true });
  await mkdir(to, { recursive: true });
  const names = (await readdir(from, { withFileTypes: true })).filter((entry) => entry.isDirectory()).map(({ name }) => name);
  for (const name of names.sort()) {
    const source = await readFile(join(from, name, 'index.ts'), 'utf8');
    const target = join(to, `${name}.ts`);
    await mkdir(dirname(target), { recursive: true });
    await writeFile(target, source);
  }
  await writeFile(join(to, 'index.ts'), `// generated\n${names.map((name) => `export * from './${name}';\n`).join('')}`);
}

void main(process.argv[2] ?? 'constructs/l1');
