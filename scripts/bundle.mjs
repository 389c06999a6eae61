// Bundles the provider and the command into one file each, so that what is shipped has no dependencies to install.
import { chmod, readFile, rm } from 'node:fs/promises';
import { build } from 'esbuild';

const { version } = JSON.parse(await readFile('package.json', 'utf8'));

const bundle = async (entry, outfile) => {
  await build({
    entryPoints: [entry],
    outfile,
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
  await chmod(outfile, 0o755);
};

// Terraform takes the first file with the right prefix: nothing else may lie beside it.
await rm('build/provider', { recursive: true, force: true });
await Promise.all([
  bundle('lib/main.ts', `build/provider/terraform-provider-stackwright_v${version}`),
  bundle('cli/main.ts', 'build/cli/stackwright.js'),
]);
