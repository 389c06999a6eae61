import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { buildSync } from 'esbuild';
import { type Certificate, certificatePem, createCertificate } from '../../../lib/plugin/certificate';
import { MAGIC_COOKIE } from '../../../lib/plugin/handshake';
import { Client } from './client';
import { ADDRESS } from './terraform';

/** The toy provider bundled as it would be shipped, in a directory of its own. */
export class ToyBundle {
  public readonly directory = mkdtempSync(path.join(tmpdir(), 'toy-bundle-'));
  public readonly file = path.join(this.directory, 'terraform-provider-toy');
  /** A CLI configuration with which terraform takes the bundle for the toy. */
  public readonly cliConfiguration = path.join(this.directory, 'terraformrc');

  constructor() {
    buildSync({
      entryPoints: [path.join(__dirname, 'toy-main.ts')],
      outfile: this.file,
      bundle: true,
      minify: true,
      platform: 'node',
      format: 'cjs',
      target: 'node20.9',
      banner: { js: '#!/usr/bin/env node' },
    });
    chmodSync(this.file, 0o755);
    writeFileSync(
      this.cliConfiguration,
      `provider_installation {\n  dev_overrides {\n    "${ADDRESS}" = "${this.directory}"\n  }\n  direct {}\n}\n`,
    );
  }

  public remove(): void {
    rmSync(this.directory, { recursive: true });
  }
}

/** One run of the toy as terraform starts it, with what it wrote so far. */
export class ToyProcess {
  public stdout = '';
  public stderr = '';
  public readonly certificate: Certificate;
  public readonly child: ChildProcess;
  private readonly exit: Promise<number | NodeJS.Signals>;

  constructor(command: readonly string[], environment: NodeJS.ProcessEnv = {}) {
    this.certificate = createCertificate();
    const { TF_LOG: _log, TF_LOG_PROVIDER: _provider, ...inherited } = process.env;
    const [file = '', ...words] = command;
    this.child = spawn(file, words, {
      env: {
        ...inherited,
        [MAGIC_COOKIE.name]: MAGIC_COOKIE.value,
        PLUGIN_PROTOCOL_VERSIONS: '5,6',
        PLUGIN_CLIENT_CERT: this.certificate.pem,
        ...environment,
      },
    });
    this.child.stdout?.on('data', (chunk) => {
      this.stdout += chunk;
    });
    this.child.stderr?.on('data', (chunk) => {
      this.stderr += chunk;
    });
    this.exit = once(this.child, 'close').then(([code, signal]) => code ?? signal);
  }

  /** The exit code or the signal that ended it. */
  public ended(): Promise<number | NodeJS.Signals> {
    return this.exit;
  }

  /** The fields of the handshake line. */
  public async handshake(): Promise<string[]> {
    while (!this.stdout.includes('\n')) {
      if (this.child.exitCode !== null) throw new Error(`The toy ended without a handshake: ${this.stderr}`);
      await Promise.race([once(this.child.stdout ?? this.child, 'data'), this.exit]);
    }
    return this.stdout.trimEnd().split('|');
  }

  public async connect(): Promise<Client> {
    const [, , network = '', address = '', , certificate = ''] = await this.handshake();
    const server = certificate && certificatePem(Buffer.from(certificate, 'base64'));
    const listening = { network: network as 'unix' | 'tcp', address };
    return server ? Client.connect(listening, server, this.certificate) : Client.connect(listening);
  }
}
