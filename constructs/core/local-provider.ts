import {
  chmodSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { basename, join } from 'node:path';
import {
  Annotations,
  type IStackSynthesizer,
  type ISynthesisSession,
  TerraformProvider,
  type TerraformStack,
} from 'cdktf';
import { directoryHash } from './dirhash';
import { hasLockEntry, withLockEntry } from './lock-file';
import { type BundledProvider, bundledProvider } from './package';

/** The address under which Terraform knows the provider. */
export const PROVIDER_ADDRESS = 'registry.terraform.io/stackwright/stackwright';

const LOCK_FILE = '.terraform.lock.hcl';
const ATTACHED = Symbol.for('stackwright.LocalProvider');

/**
 * Places the bundled provider beside a stack when it is synthesized, where `terraform init` looks before it asks a registry,
 * and enters it in the stack's lock file, without which cdktf would ask the registry after all.
 */
export class LocalProviderSynthesizer implements IStackSynthesizer {
  /** Does nothing the second time. */
  public static attach(stack: TerraformStack): void {
    if (ATTACHED in stack) return;
    Object.defineProperty(stack, ATTACHED, { value: true });
    stack.synthesizer = new LocalProviderSynthesizer(stack, stack.synthesizer);
  }

  private constructor(
    private readonly stack: TerraformStack,
    private readonly inner: IStackSynthesizer,
  ) {}

  public synthesize(session: ISynthesisSession): void {
    const directory = join(session.outdir, session.manifest.forStack(this.stack).workingDirectory);
    this.warnOfOthers(readLockFile(directory));
    this.inner.synthesize(session);
    installProvider(directory, bundledProvider());
  }

  /** cdktf completes a lock file that lacks a provider by asking the registry for all of them, ours included. */
  private warnOfOthers(lockFile: string): void {
    const missing = this.stack.node
      .findAll()
      .filter((construct) => TerraformProvider.isTerraformProvider(construct))
      .map(({ terraformProviderSource }) => fullAddress(`${terraformProviderSource}`))
      .filter((address) => address !== PROVIDER_ADDRESS && !hasLockEntry(lockFile, address));
    if (missing.length === 0) return;
    Annotations.of(this.stack).addWarning(
      `This stack also uses ${[...new Set(missing)].join(' and ')}, not yet in its ${LOCK_FILE}. cdktf would ask the registry ` +
        'for the stackwright provider too, and fail. Run the first deploy as: CDKTF_SKIP_PROVIDER_LOCK=true cdktf deploy',
    );
  }
}

/** Copies a provider to where `terraform init` finds it from the directory, and puts it in the lock file there. */
export function installProvider(directory: string, { version, path }: BundledProvider): void {
  const versions = join(directory, 'terraform.d', 'plugins', ...PROVIDER_ADDRESS.split('/'));
  const target = join(versions, version, platform());
  const executable = join(target, basename(path));
  if (!sameContent(path, executable)) {
    // Other versions, and other files beside ours, would be in Terraform's way.
    rmSync(versions, { recursive: true, force: true });
    mkdirSync(target, { recursive: true });
    copyFileSync(path, `${executable}.new`);
    renameSync(`${executable}.new`, executable);
  }
  chmodSync(executable, 0o755);
  const entry = { address: PROVIDER_ADDRESS, version, hashes: [directoryHash(target)] };
  writeFileSync(join(directory, LOCK_FILE), withLockEntry(readLockFile(directory), entry));
}

const SYSTEMS: Readonly<Record<string, string>> = { linux: 'linux', darwin: 'darwin', freebsd: 'freebsd' };
const ARCHITECTURES: Readonly<Record<string, string>> = { x64: 'amd64', arm64: 'arm64', arm: 'arm', ia32: '386' };

/** This machine in Terraform's words: `linux_amd64`. */
function platform(): string {
  const system = SYSTEMS[process.platform];
  const architecture = ARCHITECTURES[process.arch];
  if (system && architecture) return `${system}_${architecture}`;
  throw new Error(
    `The stackwright provider does not run on ${process.platform} ${process.arch}: synthesize on Linux, macOS or FreeBSD (or in WSL).`,
  );
}

function sameContent(one: string, other: string): boolean {
  return existsSync(other) && readFileSync(one).equals(readFileSync(other));
}

function readLockFile(directory: string): string {
  const path = join(directory, LOCK_FILE);
  return existsSync(path) ? readFileSync(path, 'utf8') : '';
}

/** `null` and `hashicorp/null` are short for `registry.terraform.io/hashicorp/null`. */
function fullAddress(source: string): string {
  return ['registry.terraform.io', 'hashicorp']
    .slice(0, 3 - source.split('/').length)
    .concat(source)
    .join('/');
}
