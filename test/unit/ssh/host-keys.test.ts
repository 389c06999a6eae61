import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  HostKeyChanged,
  type HostKeyOptions,
  HostKeyRevoked,
  HostKeyUnknown,
  SshConnection,
  SshOptionsInvalid,
  sh,
} from '../../../lib/ssh';
import { LocalSshd, newKeyPair } from './local-sshd';

const ed25519 = newKeyPair('ed25519');
const ecdsa = newKeyPair('ecdsa');
const rsa = newKeyPair('rsa');
const stranger = newKeyPair('ed25519');
const folder = mkdtempSync(join(tmpdir(), 'host-keys-'));
let sshd: LocalSshd;

beforeAll(async () => {
  sshd = await LocalSshd.start({ hostKeys: [ed25519, ecdsa, rsa] });
});

afterAll(async () => {
  await sshd.stop();
  rmSync(folder, { recursive: true });
});

async function connectWith(hostKeys: HostKeyOptions): Promise<void> {
  const logins = sshd.logins;
  const connection = new SshConnection(sshd.login({ hostKeys }));
  try {
    await connection.check(sh`true`);
  } catch (error) {
    if (sshd.logins !== logins) throw new Error(`It logged in before it failed: ${error}`);
    throw error;
  } finally {
    connection.end();
  }
}

const known = (...lines: string[]) => lines.map((line) => line.replace('HOST', `[127.0.0.1]:${sshd.port}`)).join('\n');

describe('a host is trusted', () => {
  test.each([
    ['ed25519', ed25519],
    ['ecdsa', ecdsa],
    ['rsa', rsa],
  ])('by the pinned fingerprint of its %s key, whichever it would show by itself', async (_, key) => {
    await connectWith({ fingerprints: [key.fingerprint] });
  });

  test('by a fingerprint with its type, by a line of ssh-keygen -l, and by a public key line', async () => {
    await connectWith({ fingerprints: [`ssh-rsa ${rsa.fingerprint}`] });
    await connectWith({ fingerprints: [`256 ${ecdsa.fingerprint} root@node1 (ECDSA)`] });
    await connectWith({ fingerprints: [`${ecdsa.publicLine} root@node1`] });
  });

  test('by one of several fingerprints', async () => {
    await connectWith({ fingerprints: [stranger.fingerprint, ecdsa.fingerprint] });
  });

  test('by known_hosts, for whichever of its keys stands there', async () => {
    for (const key of [ed25519, ecdsa, rsa]) await connectWith({ knownHosts: known(`HOST ${key.publicLine}`) });
    const knownHostsPath = join(folder, 'known_hosts');
    writeFileSync(knownHostsPath, known(`HOST ${rsa.publicLine}`));
    await connectWith({ knownHostsPath });
  });
});

describe('a host is not let near any credential', () => {
  test('when nothing is known about it: the error has the fingerprint and what to do', async () => {
    const connecting = connectWith({});
    await expect(connecting).rejects.toThrow(HostKeyUnknown);
    await expect(connecting).rejects.toThrow(`It offered ssh-ed25519 ${ed25519.fingerprint}. Compare that with`);
  });

  test('when known_hosts speaks of other hosts only', async () => {
    await expect(connectWith({ knownHosts: `other ${ed25519.publicLine}` })).rejects.toThrow(HostKeyUnknown);
  });

  test('when its key is another one than known_hosts has', async () => {
    const connecting = connectWith({ knownHosts: known(`HOST ${stranger.publicLine}`) });
    await expect(connecting).rejects.toThrow(HostKeyChanged);
    await expect(connecting).rejects.toThrow(
      `It offered ssh-ed25519 ${ed25519.fingerprint}; expected ssh-ed25519 ${stranger.fingerprint}.`,
    );
  });

  test('when none of its keys has the pinned fingerprint: the error lists all that it has', async () => {
    const connecting = connectWith({ fingerprints: [stranger.fingerprint] });
    await expect(connecting).rejects.toThrow(HostKeyChanged);
    for (const key of [ed25519, ecdsa, rsa]) await expect(connecting).rejects.toThrow(key.fingerprint);
  });

  test('when its key is revoked, even where it is also pinned', async () => {
    const knownHosts = known(`@revoked * ${ed25519.publicLine}`);
    await expect(connectWith({ knownHosts, fingerprints: [`ssh-ed25519 ${ed25519.fingerprint}`] })).rejects.toThrow(
      HostKeyRevoked,
    );
  });

  test.each(['', 'ssh-ed25519', 'SHA256:short', 'MD5:1a:2b', 'AAAAC3Nz'])(
    'when the fingerprint is not one: "%s"',
    async (fingerprint) => {
      const connecting = connectWith({ fingerprints: [fingerprint] });
      await expect(connecting).rejects.toThrow(SshOptionsInvalid);
      await expect(connecting).rejects.toThrow(/as ssh-keygen -l prints them/);
    },
  );

  test('when the known_hosts file cannot be read', async () => {
    await expect(connectWith({ knownHostsPath: join(folder, 'absent') })).rejects.toThrow(
      /known_hosts file .*absent' cannot be read: ENOENT/,
    );
  });
});
