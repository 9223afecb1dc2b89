import { createPrivateKey, generateKeyPairSync, randomBytes, sign } from 'node:crypto';

/** DER: one value, with its tag and length. */
function der(tag: number, ...parts: readonly Uint8Array[]): Buffer {
  const body = Buffer.concat(parts);
  const length =
    body.length < 0x80
      ? [body.length]
      : body.length < 0x100
        ? [0x81, body.length]
        : [0x82, body.length >> 8, body.length & 0xff];
  return Buffer.concat([Buffer.from([tag, ...length]), body]);
}
const SEQUENCE = 0x30;
const oid = (hex: string): Buffer => der(0x06, Buffer.from(hex, 'hex'));
const COMMON_NAME = oid('550403');
const ALT_NAME = oid('551d11');
const BASIC_CONSTRAINTS = oid('551d13');
const ECDSA_SHA256 = der(SEQUENCE, oid('2a8648ce3d040302'));
const TRUE = der(0x01, Buffer.from([0xff]));

/** No clock of an office is wrong by so much that the certificate is not yet, or no longer, good. */
const ALWAYS = der(SEQUENCE, der(0x17, Buffer.from('700101000000Z')), der(0x18, Buffer.from('99991231235959Z')));

const isAddress = (host: string): boolean => /^\d{1,3}(?:\.\d{1,3}){3}$/.test(host);
const altName = (host: string): Buffer =>
  isAddress(host) ? der(0x87, Buffer.from(host.split('.').map(Number))) : der(0x82, Buffer.from(host, 'latin1'));

const pem = (label: string, bytes: Uint8Array): string => {
  const lines =
    Buffer.from(bytes)
      .toString('base64')
      .match(/.{1,64}/g) ?? [];
  return `-----BEGIN ${label}-----\n${lines.join('\n')}\n-----END ${label}-----\n`;
};

export interface MadeCertificate {
  readonly cert: string;
  readonly key: string;
}

/**
 * A certificate for `hosts` (names or IPv4 addresses) signed by itself, with a new P-256 key. Offices that hold the
 * relay's card accept exactly this certificate; nobody else has a reason to.
 */
export function makeCertificate(hosts: readonly string[]): MadeCertificate {
  const { privateKey, publicKey } = generateKeyPairSync('ec', {
    namedCurve: 'prime256v1',
    privateKeyEncoding: { format: 'pem', type: 'pkcs8' },
    publicKeyEncoding: { format: 'der', type: 'spki' },
  });
  const name = der(SEQUENCE, der(0x31, der(SEQUENCE, COMMON_NAME, der(0x0c, Buffer.from('Hifadhi relay')))));
  const serial = randomBytes(16);
  // A serial number is positive and has no leading zero.
  serial[0] = ((serial[0] ?? 0) & 0x7f) | 0x40;
  const extension = (id: Buffer, critical: boolean, value: Buffer): Buffer =>
    der(SEQUENCE, id, ...(critical ? [TRUE] : []), der(0x04, value));
  const body = der(
    SEQUENCE,
    der(0xa0, der(0x02, Buffer.from([2]))),
    der(0x02, serial),
    ECDSA_SHA256,
    name,
    ALWAYS,
    name,
    publicKey,
    der(
      0xa3,
      der(
        SEQUENCE,
        extension(BASIC_CONSTRAINTS, true, der(SEQUENCE, TRUE)),
        extension(ALT_NAME, false, der(SEQUENCE, ...hosts.map(altName))),
      ),
    ),
  );
  const signature = sign('sha256', body, createPrivateKey(privateKey));
  const whole = der(SEQUENCE, body, ECDSA_SHA256, der(0x03, Buffer.from([0]), signature));
  return { cert: pem('CERTIFICATE', whole), key: privateKey };
}
