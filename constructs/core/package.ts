import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** The provider that this package brings along: one executable file. */
export interface BundledProvider {
  readonly version: string;
  readonly path: string;
}

/** Finds the provider in this very package. */
export function bundledProvider(root: string = packageRoot()): BundledProvider {
  const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { version: string };
  const directory = join(root, 'build', 'provider');
  const name = `terraform-provider-stackwright_v${version}`;
  const path = join(directory, name);
  if (existsSync(path)) return { version, path };
  const there = existsSync(directory)
    ? `it holds ${readdirSync(directory).join(', ') || 'nothing'}`
    : 'it does not exist';
  throw new Error(
    `The provider ${name} is not in ${directory} (${there}). In a checkout, run \`npm run build\`; otherwise install the package again.`,
  );
}

/** The nearest directory above this file that has a package.json: the same for the sources and for what is built of them. */
function packageRoot(): string {
  let directory = __dirname;
  while (!existsSync(join(directory, 'package.json'))) directory = dirname(directory);
  return directory;
}
