import { createHash, randomBytes, X509Certificate } from 'node:crypto';
import forge from 'node-forge';

/** A certificate authority that nobody outside of a test has heard of, and the server that it vouches for. */
export interface CompanyAuthority {
  readonly subject: string;
  readonly pem: string;
  /** `sha256:…` of its DER form. */
  readonly fingerprint: string;
  /** What the server shows, and its private key. */
  readonly server: { readonly cert: string; readonly key: string };
}

const KEY_BITS = 2048;
const DAY_MS = 24 * 60 * 60 * 1000;
const IP_ADDRESS = 7; // the kind of name, as RFC 5280 numbers them

/** Makes an authority, and a certificate for the server at `address`. Node itself can read certificates and make none. */
export function companyAuthority(address: string): CompanyAuthority {
  const [own, servers] = [forge.pki.rsa.generateKeyPair(KEY_BITS), forge.pki.rsa.generateKeyPair(KEY_BITS)];
  const subject = `Drydock test company ${randomBytes(3).toString('hex')}`;
  const pem = signed(own.publicKey, subject, [
    { name: 'basicConstraints', cA: true, critical: true },
    { name: 'keyUsage', keyCertSign: true, critical: true },
    { name: 'subjectKeyIdentifier' },
  ]);
  const cert = signed(servers.publicKey, 'mirror', [
    { name: 'subjectAltName', altNames: [{ type: IP_ADDRESS, ip: address }] },
  ]);
  return {
    subject,
    pem,
    fingerprint: fingerprintOf(pem),
    server: { cert, key: forge.pki.privateKeyToPem(servers.privateKey) },
  };

  function signed(publicKey: forge.pki.PublicKey, name: string, extensions: object[]): string {
    const certificate = forge.pki.createCertificate();
    certificate.publicKey = publicKey;
    certificate.serialNumber = `01${randomBytes(8).toString('hex')}`;
    certificate.validity.notBefore = new Date(Date.now() - DAY_MS);
    certificate.validity.notAfter = new Date(Date.now() + DAY_MS);
    certificate.setSubject([{ name: 'commonName', value: name }]);
    certificate.setIssuer([{ name: 'commonName', value: subject }]);
    certificate.setExtensions(extensions);
    certificate.sign(own.privateKey, forge.md.sha256.create());
    return forge.pki.certificateToPem(certificate);
  }
}

function fingerprintOf(pem: string): string {
  return `sha256:${createHash('sha256').update(new X509Certificate(pem).raw).digest('hex')}`;
}
