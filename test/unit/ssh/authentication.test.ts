import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { AuthenticationFailed, SshConnection, type SshOptions, SshOptionsInvalid, sh } from '../../../lib/ssh';
import { LocalSshd, newKeyPair } from './local-sshd';

const key = newKeyPair();
const other = newKeyPair('ecdsa');
const folder = mkdtempSync(join(tmpdir(), 'authentication-'));
const keyPath = join(folder, 'key');
let sshd: LocalSshd;
let keyOnly: LocalSshd;

beforeAll(async () => {
  writeFileSync(keyPath, key.privateKey, { mode: 0o600 });
  sshd = await LocalSshd.start({ authorizedKey: key, password: 'pass word', keyboardPassword: 'typed' });
  keyOnly = await LocalSshd.start({ authorizedKey: key });
});

afterAll(async () => {
  await Promise.all([sshd.stop(), keyOnly.stop()]);
  rmSync(folder, { recursive: true });
});

async function logIn(options: Partial<SshOptions>, host = sshd): Promise<string> {
  const connection = new SshConnection(host.login({ privateKey: undefined, ...options }));
  try {
    return (await connection.check(sh`echo in`)).stdout.toString().trim();
  } finally {
    connection.end();
  }
}

describe('logging in works', () => {
  const locked = newKeyPair('ed25519', 'open it');

  test.each<[string, Partial<SshOptions>]>([
    ['a private key', { privateKey: key.privateKey }],
    ['the path of a private key', { privateKeyPath: keyPath }],
    ['a password', { password: 'pass word' }],
    ['a password that is asked for on the keyboard', { password: 'typed' }],
    ['a password when the key is not accepted', { privateKey: other.privateKey, password: 'pass word' }],
  ])('with %s', async (_, options) => {
    expect(await logIn(options)).toBe('in');
  });

  test('with a private key that a passphrase opens', async () => {
    const host = await LocalSshd.start({ authorizedKey: locked });
    try {
      expect(await logIn({ privateKey: locked.privateKey, passphrase: 'open it' }, host)).toBe('in');
    } finally {
      await host.stop();
    }
  });

  test('with an agent, named or found in SSH_AUTH_SOCK', async () => {
    const agent = join(folder, 'agent.sock');
    const process_ = spawn('ssh-agent', ['-D', '-a', agent], { stdio: ['ignore', 'pipe', 'inherit'] });
    const found = process.env.SSH_AUTH_SOCK;
    try {
      await once(process_.stdout, 'data');
      execFileSync('ssh-add', ['-q', keyPath], { env: { ...process.env, SSH_AUTH_SOCK: agent }, stdio: 'pipe' });
      expect(await logIn({ agent })).toBe('in');
      process.env.SSH_AUTH_SOCK = agent;
      expect(await logIn({})).toBe('in');
    } finally {
      if (found === undefined) delete process.env.SSH_AUTH_SOCK;
      else process.env.SSH_AUTH_SOCK = found;
      process_.kill();
    }
  });
});

describe('logging in fails', () => {
  test('with what was tried and what the host accepts, and never with a password', async () => {
    const failing = logIn(
      { privateKeyPath: keyPath, password: 'wrong one', user: 'nova', privateKey: other.privateKey },
      keyOnly,
    );
    await expect(failing).rejects.toThrow(AuthenticationFailed);
    await expect(failing).rejects.toMatchObject({ user: 'nova', accepted: ['publickey'] });
    await expect(failing).rejects.toThrow(
      `refused to let the user 'nova' in. Tried: the private key ${keyPath} (ecdsa-sha2-nistp256 ${other.fingerprint}). The host accepts: publickey.`,
    );
    await expect(failing).rejects.not.toThrow(/wrong one/);
  });

  test('after both kinds of password were refused', async () => {
    await expect(logIn({ password: 'wrong' })).rejects.toThrow(
      'Tried: the password, the password for keyboard-interactive.',
    );
  });

  test('with an agent that is not there, saying so', async () => {
    const failing = logIn({ agent: join(folder, 'no-agent') });
    await expect(failing).rejects.toThrow(AuthenticationFailed);
    await expect(failing).rejects.toThrow(/the agent at .*no-agent.* On the way: Failed to connect to agent/s);
  });

  test.each<[string, Partial<SshOptions>, RegExp]>([
    ['the key file is not there', { privateKeyPath: '/no/key' }, /The private key \/no\/key cannot be read: ENOENT/],
    ['the key is no key', { privateKey: 'nonsense' }, /The private key cannot be used: Unsupported key format/],
    ['the key is a public one', { privateKey: key.publicLine }, /it is a public key\. Give the private one/],
    ['the key needs a passphrase', { privateKey: newKeyPair('ed25519', 'x').privateKey }, /no passphrase given/],
    [
      'the passphrase is wrong',
      { privateKey: newKeyPair('ed25519', 'x').privateKey, passphrase: 'y' },
      /cannot be used: .*(bad passphrase|integrity)/i,
    ],
    ['there is no way at all', { agent: false }, /no way to log in to tester@127\.0\.0\.1/],
  ])('before the host is asked when %s', async (_, options, message) => {
    const failing = logIn(options);
    await expect(failing).rejects.toThrow(SshOptionsInvalid);
    await expect(failing).rejects.toThrow(message);
  });
});
