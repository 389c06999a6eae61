// Bundles the provider and the command into one file each, so that what is shipped has no dependencies to install.
import { chmod, mkdir, readdir, readFile, rename, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { build } from 'esbuild';

const { version } = JSON.parse(await readFile('package.json', 'utf8'));

async function bundle(entry, outfile) {
  const written = join('build', `.${basename(outfile)}.${process.pid}`);
  await build({
    entryPoints: [entry],
    outfile: written,
    bundle: true,
    minify: true,
    keepNames: true,
    platform: 'node',
    target: 'node20.9',
    format: 'cjs',
    banner: { js: '#!/usr/bin/env node' },
    define: { STACKWRIGHT_VERSION: JSON.stringify(version) },
    // ssh2's native helpers are optional: it tries to load them and does without.
    external: ['cpu-features'],
    loader: { '.node': 'empty' },
    logLevel: 'warning',
  });
  await chmod(written, 0o755);
  // Somebody may be running the former one.
  await mkdir(dirname(outfile), { recursive: true });
  await rename(written, outfile);
}

const provider = `terraform-provider-stackwright_v${version}`;
await Promise.all([
  bundle('lib/main.ts', `build/provider/${provider}`),
  bundle('cli/main.ts', 'build/cli/stackwright.js'),
]);
// Terraform takes the first file with the right prefix: nothing else may lie beside it.
for (const name of await readdir('build/provider')) if (name !== provider) await rm(join('build/provider', name));
