import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { directoryHash } from '../../../constructs/core/dirhash';
import { installProvider } from '../../../constructs/core/local-provider';
import { bundledProvider } from '../../../constructs/core/package';

let directory: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'stackwright-unit-'));
});
afterEach(() => rmSync(directory, { recursive: true }));

const sha256 = (text: string, encoding: 'hex' | 'base64') => createHash('sha256').update(text).digest(encoding);

/** A package with a provider in it. */
function bundle(version: string, content: string) {
  const root = join(directory, 'package');
  mkdirSync(join(root, 'build/provider'), { recursive: true });
  writeFileSync(join(root, 'package.json'), JSON.stringify({ version }));
  writeFileSync(join(root, `build/provider/terraform-provider-stackwright_v${version}`), content);
  return bundledProvider(root);
}

const platforms = (stack: string, version: string) =>
  join(stack, 'terraform.d/plugins/registry.terraform.io/stackwright/stackwright', version);

function installed(stack: string, version: string) {
  const [platform = ''] = readdirSync(platforms(stack, version));
  const target = join(platforms(stack, version), platform);
  const [name = '', ...others] = readdirSync(target);
  return { platform, name, others, path: join(target, name) };
}

test('the hash of a directory is what Terraform makes of it', () => {
  writeFileSync(join(directory, 'b'), 'two');
  writeFileSync(join(directory, 'a'), 'one');
  const list = `${sha256('one', 'hex')}  a\n${sha256('two', 'hex')}  b\n`;
  expect(directoryHash(directory)).toBe(`h1:${sha256(list, 'base64')}`);
});

test('the provider is placed where Terraform looks, executable and alone', () => {
  installProvider(directory, bundle('1.2.3', 'provider'));
  const { platform, name, others, path } = installed(directory, '1.2.3');
  expect(platform).toMatch(/^(linux|darwin|freebsd)_(amd64|arm64|arm|386)$/);
  expect(name).toBe('terraform-provider-stackwright_v1.2.3');
  expect(others).toEqual([]);
  expect(readFileSync(path, 'utf8')).toBe('provider');
  expect(statSync(path).mode & 0o777).toBe(0o755);
});

test('the lock file holds the hash of what was placed', () => {
  installProvider(directory, bundle('1.2.3', 'provider'));
  const list = `${sha256('provider', 'hex')}  terraform-provider-stackwright_v1.2.3\n`;
  expect(readFileSync(join(directory, '.terraform.lock.hcl'), 'utf8')).toContain(`"h1:${sha256(list, 'base64')}"`);
});

test('a provider that changed under the same version is replaced, and its hash', () => {
  installProvider(directory, bundle('1.2.3', 'old'));
  const before = readFileSync(join(directory, '.terraform.lock.hcl'), 'utf8');
  installProvider(directory, bundle('1.2.3', 'new'));
  expect(readFileSync(installed(directory, '1.2.3').path, 'utf8')).toBe('new');
  expect(readFileSync(join(directory, '.terraform.lock.hcl'), 'utf8')).not.toBe(before);
});

test('a former version is removed', () => {
  installProvider(directory, bundle('1.2.3', 'old'));
  installProvider(directory, bundle('1.3.0', 'new'));
  expect(readdirSync(join(platforms(directory, '1.3.0'), '..'))).toEqual(['1.3.0']);
});

test('fails when the package was not built, and says what to do', () => {
  writeFileSync(join(directory, 'package.json'), '{"version":"1.2.3"}');
  expect(() => bundledProvider(directory)).toThrow(
    'The provider terraform-provider-stackwright_v1.2.3 is not in ' +
      `${directory}/build/provider (it does not exist). In a checkout, run \`npm run build\``,
  );
});
