import { X509Certificate } from 'node:crypto';
import { connect, createServer, type TLSSocket } from 'node:tls';
import { createCertificate } from '../../../lib/plugin/certificate';

describe('the certificate', () => {
  test('is accepted by TLS as the one authority, for localhost and no other name', async () => {
    const certificate = createCertificate();
    const server = createServer({ key: certificate.privateKeyPem, cert: certificate.pem }, (socket) =>
      socket.end('hello'),
    );
    const port = await new Promise<number>((resolve) => {
      server.listen(0, '127.0.0.1', () => resolve((server.address() as { port: number }).port));
    });
    const dial = (servername: string) =>
      new Promise<string>((resolve, reject) => {
        const client: TLSSocket = connect({ port, host: '127.0.0.1', ca: certificate.pem, servername });
        client.setEncoding('utf8').on('data', resolve).on('error', reject);
      });
    await expect(dial('localhost')).resolves.toBe('hello');
    await expect(dial('elsewhere')).rejects.toThrow('localhost');
    server.close();
  });

  test('is what Go asks for: a DNS name, P-256, usable by server and client, valid since a while ago', () => {
    const now = new Date('2026-03-01T00:00:00Z');
    const parsed = new X509Certificate(createCertificate(now).der);
    expect(parsed.subjectAltName).toBe('DNS:localhost');
    expect(parsed.publicKey.asymmetricKeyDetails?.namedCurve).toBe('prime256v1');
    expect(parsed.keyUsage).toEqual(['1.3.6.1.5.5.7.3.1', '1.3.6.1.5.5.7.3.2']);
    expect(new Date(parsed.validFrom).toISOString()).toBe('2026-02-28T23:50:00.000Z');
    expect(new Date(parsed.validTo).toISOString()).toBe('2027-03-01T00:00:00.000Z');
    expect(parsed.verify(parsed.publicKey)).toBe(true);
  });

  test('can end after 2049, where the notation of times changes', () => {
    const parsed = new X509Certificate(createCertificate(new Date('2049-06-01T00:00:00Z')).der);
    expect(new Date(parsed.validTo).getUTCFullYear()).toBe(2050);
  });

  test('is one PEM text for OpenSSL, however long its signature came out', () => {
    for (let times = 0; times < 50; times += 1) {
      const { pem, der } = createCertificate();
      expect(pem).not.toContain('\n\n');
      expect(new X509Certificate(pem).raw.equals(der)).toBe(true);
    }
  });

  test('is another one each time, with a positive serial number', () => {
    const parsed = Array.from({ length: 20 }, () => new X509Certificate(createCertificate().der));
    expect(new Set(parsed.map(({ serialNumber }) => serialNumber)).size).toBe(20);
    for (const { serialNumber } of parsed) expect(serialNumber).toMatch(/^[4-7][0-9A-F]{31}$/);
  });
});
