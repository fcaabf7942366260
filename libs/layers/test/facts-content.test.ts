// Proves that certificates and hosts are found wherever they stand in a file, and however its bytes arrive.
import { X509Certificate } from 'node:crypto';
import { rootCertificates } from 'node:tls';
import { describe, expect, test } from 'vitest';
import { observe } from './observe.ts';

const certificates = rootCertificates.slice(0, 12).map((pem) => new X509Certificate(pem));
const [first, second] = certificates as [X509Certificate, X509Certificate];
const digestOf = ({ fingerprint256 }: X509Certificate) =>
  `sha256:${fingerprint256.replaceAll(':', '').toLowerCase()}`;

const sequence = (content = '') => `30${(content.length / 2).toString(16).padStart(2, '0')}${content}`;
const bits = () => '030100';
/** A sequence that begins as a certificate does. */
const der = (...[, ...parts]: string[]) =>
  Buffer.from(sequence([sequence('a003020102020101'), ...parts].join('')), 'hex');

describe('a certificate', () => {
  test.for<[string, string | Buffer]>([
    ['as PEM', `${first}`],
    ['as PEM among other text', `# CN\nfoo\n${first}\nbar`],
    ['as PEM with the line breaks of Windows', `${first}`.replaceAll('\n', '\r\n')],
    ['as PEM in a string of JSON', JSON.stringify({ ca: `${first}` })],
    ['as PEM in the source of a program', `${first}`.replaceAll(/^(.*)$/gm, '  "$1\\n" +')],
    ['as DER', first.raw],
    [
      'as DER in the middle of something',
      Buffer.concat([Buffer.alloc(99, 0x30), first.raw, Buffer.alloc(99)]),
    ],
    [
      'with a statement of trust behind it',
      `-----BEGIN TRUSTED CERTIFICATE-----\n${Buffer.concat([first.raw, Buffer.from('3003020101', 'hex')]).toString('base64')}\n-----END TRUSTED CERTIFICATE-----`,
    ],
  ])('is found %s', ([, content]) => {
    expect(observe('a', content).certificates).toEqual([digestOf(first)]);
  });

  test('of the smallest form is found', () => {
    expect(observe('a', der('', sequence(), bits())).certificates).toHaveLength(1);
  });

  test('is found across the borders of pieces, and each once', () => {
    const filling = Buffer.alloc(299_993, 0xa0);
    const content = Buffer.concat([first.raw, filling, second.raw, filling, first.raw]);

    for (const chunkBytes of [997, 4096, 65_536, 1_000_000]) {
      expect(observe('a', content, { chunkBytes }).certificates).toEqual([digestOf(first), digestOf(second)]);
    }
  });

  test('is found wherever it stands in a large file', () => {
    const borders = [448 * 1024, 512 * 1024]; // of what is looked at together, and of what comes again
    const offsets = borders.flatMap((border) => [-900, -20, -12, -8, -4, 0, 4].map((by) => border + by));

    for (const offset of offsets) {
      const content = Buffer.concat([Buffer.alloc(offset), first.raw, Buffer.alloc(200_000)]);
      expect(observe('a', content).certificates, `at ${offset}`).toEqual([digestOf(first)]);
    }
  });

  test('is found in a collection of many', () => {
    expect(observe('a', certificates.join('\n')).certificates).toEqual(certificates.map(digestOf));
  });

  test.for<[string, string | Buffer]>([
    ['whose end is missing', first.raw.subarray(0, -1)],
    ['of which only the first line is there', '-----BEGIN CERTIFICATE-----\n'],
    ['that is a request for one', `${first}`.replaceAll('CERTIFICATE', 'CERTIFICATE REQUEST')],
    ['with a fourth part', der(sequence(), sequence(), bits(), sequence())],
    ['without a signature', der(sequence(), sequence(), sequence())],
    ['of other bytes', '-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----'],
  ])('%s is none', ([, content]) => {
    expect(observe('a', content).certificates).toBeUndefined();
  });
});

describe('the hosts in a file', () => {
  test('are those of its addresses, each once, in order, without user and port', () => {
    const text = 'see https://B.example:8443/x, http://user:x@a.example and "http://a.example".';

    expect(observe('a', text).hosts).toEqual(['a.example', 'b.example']);
  });

  test('may be a single word in a text, but not in a program', () => {
    const address = 'http://mirror/debian http://mirror.local/debian';

    expect(observe('a', address).hosts).toEqual(['mirror', 'mirror.local']);
    expect(observe('a', `\0${address}`).hosts).toEqual(['mirror.local']);
  });

  test('are no more than 200', () => {
    const text = Array.from({ length: 999 }, (_, index) => `http://host-${index}.example\n`).join('');

    expect(observe('a', text).hosts).toHaveLength(200);
  });

  test('are not there when there is no address', () => {
    expect(observe('a', 'http:// https:/a.example ftp://b.example').hosts).toBeUndefined();
  });
});
