import { HandshakeError, handshakeLine, MAGIC_COOKIE, readInvitation } from '../../../lib/plugin/handshake';

const COOKIE = { [MAGIC_COOKIE.name]: MAGIC_COOKIE.value };
const SOCKET = { network: 'unix', address: '@socket' } as const;

function refusal(env: NodeJS.ProcessEnv): HandshakeError {
  try {
    readInvitation(env);
  } catch (error) {
    if (error instanceof HandshakeError) return error;
    throw error;
  }
  throw new Error('The invitation was accepted.');
}

describe('the invitation in the environment', () => {
  test('without the magic cookie a person is told what this program is', () => {
    for (const env of [{}, { [MAGIC_COOKIE.name]: 'another' }]) {
      expect(refusal(env).message).toContain('Terraform starts it by itself');
      expect(refusal(env).toTerraform).toBe(false);
    }
  });

  test('a terraform that does not speak protocol 6 is told which it needs', () => {
    const { message, toTerraform } = refusal({ ...COOKIE, PLUGIN_PROTOCOL_VERSIONS: '4,5' });
    expect(message).toContain('only 4,5');
    expect(toTerraform).toBe(true);
    expect(message.split('|').length).toBeLessThan(4); // or terraform would take it for a handshake
  });

  test('version 6 is accepted in whatever order the versions are offered', () => {
    for (const versions of ['5,6', '6,5', '6']) {
      expect(readInvitation({ ...COOKIE, PLUGIN_PROTOCOL_VERSIONS: versions }).clientCertificate).toBeUndefined();
    }
  });

  test('the client certificate asks for TLS', () => {
    expect(readInvitation({ ...COOKIE, PLUGIN_CLIENT_CERT: 'pem' }).clientCertificate).toBe('pem');
  });
});

describe('the handshake line', () => {
  const plain = readInvitation(COOKIE);

  test('carries the certificate as base64 without padding or line breaks', () => {
    for (const length of [300, 301, 302]) {
      const der = Buffer.alloc(length, 0xfb);
      const fields = handshakeLine(SOCKET, der, plain).split('|');
      expect(fields.slice(0, 5)).toEqual(['1', '6', 'unix', '@socket', 'grpc']);
      expect(fields).toHaveLength(6); // older clients do not accept a seventh unasked
      expect(fields[5]).toMatch(/^[A-Za-z0-9+/]+\n$/);
      expect(Buffer.from(fields[5] ?? '', 'base64').equals(der)).toBe(true);
    }
  });

  test('has an empty certificate without TLS', () => {
    expect(handshakeLine({ network: 'tcp', address: '127.0.0.1:1234' }, undefined, plain)).toBe(
      '1|6|tcp|127.0.0.1:1234|grpc|\n',
    );
  });

  test('says that connections are not multiplexed to a client that asks', () => {
    const asked = readInvitation({ ...COOKIE, PLUGIN_MULTIPLEX_GRPC: 'true' });
    expect(handshakeLine(SOCKET, undefined, asked)).toBe('1|6|unix|@socket|grpc||false\n');
  });

  test('refuses a socket path that would break the line', () => {
    expect(() => handshakeLine({ network: 'unix', address: '/tmp/a|b' }, undefined, plain)).toThrow('set TMPDIR');
  });
});
