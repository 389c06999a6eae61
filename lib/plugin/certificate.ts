import { generateKeyPairSync, randomBytes, sign } from 'node:crypto';

/**
 * The server's certificate: self-signed for `localhost`, made anew by each process and never stored.
 *
 * node:crypto makes keys and signatures but no certificates. The libraries that do (@peculiar/x509, selfsigned,
 * node-forge) take 50 to 170 ms to load at each of the three to five starts of a Terraform command; the forty lines of
 * DER below take two. A certificate has one fixed shape here, so nothing more general is needed.
 */
export interface Certificate {
  readonly der: Buffer;
  readonly pem: string;
  readonly privateKeyPem: string;
}

const MINUTE = 60_000;
const YEAR = 365 * 24 * 60 * MINUTE;

export function createCertificate(now = new Date()): Certificate {
  const { publicKey, privateKey } = generateKeyPairSync('ec', {
    namedCurve: 'P-256',
    publicKeyEncoding: { type: 'spki', format: 'der' },
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
  });
  const algorithm = sequence(oid('2a8648ce3d040302')); // ecdsa-with-SHA256
  const name = sequence(tlv(0x31, sequence(oid('550403'), tlv(0x0c, Buffer.from('localhost'))))); // CN
  const serial = randomBytes(16);
  serial.writeUInt8((serial.readUInt8(0) & 0x7f) | 0x40, 0); // positive, and never shorter
  const subjectAltName = sequence(oid('551d11'), octets(sequence(tlv(0x82, Buffer.from('localhost')))));
  const usage = sequence(oid('551d25'), octets(sequence(oid('2b06010505070301'), oid('2b06010505070302')))); // server, client
  const body = sequence(
    tlv(0xa0, tlv(0x02, Buffer.from([2]))), // X.509 version 3
    tlv(0x02, serial),
    algorithm,
    name,
    // Clocks step, and an apply may take long: valid from a while ago to well after any apply.
    sequence(time(new Date(now.getTime() - 10 * MINUTE)), time(new Date(now.getTime() + YEAR))),
    name,
    publicKey,
    tlv(0xa3, sequence(subjectAltName, usage)),
  );
  const signature = sign('sha256', body, privateKey);
  const der = sequence(body, algorithm, tlv(0x03, Buffer.from([0]), signature));
  return { der, pem: certificatePem(der), privateKeyPem: privateKey };
}

/** The PEM text of a certificate in DER. */
export function certificatePem(der: Buffer): string {
  const lines = der.toString('base64').match(/.{1,64}/g) ?? [];
  return ['-----BEGIN CERTIFICATE-----', ...lines, '-----END CERTIFICATE-----', ''].join('\n');
}

/** DER's only form: tag, length, contents. */
function tlv(tag: number, ...contents: Buffer[]): Buffer {
  const content = Buffer.concat(contents);
  const { length } = content;
  const size = length < 0x80 ? [length] : length < 0x100 ? [0x81, length] : [0x82, length >> 8, length & 0xff];
  return Buffer.concat([Buffer.from([tag, ...size]), content]);
}

const sequence = (...contents: Buffer[]) => tlv(0x30, ...contents);
const octets = (content: Buffer) => tlv(0x04, content);
const oid = (hex: string) => tlv(0x06, Buffer.from(hex, 'hex'));

/** RFC 5280: UTCTime up to 2049, GeneralizedTime from 2050. */
function time(date: Date): Buffer {
  const digits = date.toISOString().replace(/[-:T]|\.\d+/g, '');
  return date.getUTCFullYear() < 2050 ? tlv(0x17, Buffer.from(digits.slice(2))) : tlv(0x18, Buffer.from(digits));
}
