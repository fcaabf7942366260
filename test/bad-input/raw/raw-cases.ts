import type { ServiceName } from '../description.ts';

/** What may come back, by service. A status, several of which each will do; nothing: the connection is closed without a word. */
type Expected = number | readonly number[] | 'nothing';

export interface RawCase {
  readonly what: string;
  /** The bytes, one character each. The path is one of the service's, which takes GET alone. */
  readonly bytes: (path: string) => string;
  readonly expected: Expected | Readonly<Record<ServiceName, Expected>>;
}

const HOST = 'Host: here\r\n';
const get = (path: string, headers = HOST) => `GET ${path} HTTP/1.1\r\n${headers}\r\n`;
const post = (path: string, headers: string, body = '') =>
  `POST ${path} HTTP/1.1\r\n${HOST}${headers}\r\n${body}`;
/** In the order that tables have them: Go twice, Java, Node. */
const each = (go: Expected, java: Expected, node: Expected) =>
  ({ apod: go, 'image-gallery': go, 'image-of-the-day': java, 'access-log': node }) as const;

/** Whom RFC 9112 lets choose may refuse a request with two lengths, or go by the chunks. */
const LENGTHS: readonly RawCase[] = [
  {
    what: 'a length, and chunks',
    bytes: (path) => post(path, 'Content-Length: 5\r\nTransfer-Encoding: chunked\r\n', '0\r\n\r\n'),
    expected: each(405, 405, 400),
  },
  {
    what: 'chunks, and a length',
    bytes: (path) => post(path, 'Transfer-Encoding: chunked\r\nContent-Length: 5\r\n', '0\r\n\r\n'),
    expected: each(405, 405, 400),
  },
  {
    what: 'two lengths',
    bytes: (path) => post(path, 'Content-Length: 5\r\nContent-Length: 6\r\n', 'abcdef'),
    expected: 400,
  },
  { what: 'a negative length', bytes: (path) => post(path, 'Content-Length: -1\r\n'), expected: 400 },
  {
    what: 'a length with a sign',
    bytes: (path) => post(path, 'Content-Length: +5\r\n', 'abcde'),
    expected: 400,
  },
  {
    what: 'a length with a space in it',
    bytes: (path) => post(path, 'Content-Length: 1 1\r\n', 'a'),
    expected: 400,
  },
  {
    what: 'a length that no number holds',
    bytes: (path) => post(path, `Content-Length: ${'9'.repeat(30)}\r\n`),
    expected: 400,
  },
  { what: 'a length of 10 GB', bytes: (path) => post(path, 'Content-Length: 9999999999\r\n'), expected: 405 },
  {
    what: 'chunked twice',
    bytes: (path) => post(path, 'Transfer-Encoding: chunked, chunked\r\n', '0\r\n\r\n'),
    expected: each(501, 400, 400),
  },
  {
    what: 'an unknown coding',
    bytes: (path) => post(path, 'Transfer-Encoding: gzip\r\n'),
    expected: each(501, 501, 400),
  },
  {
    what: 'a coding that is spelled oddly',
    bytes: (path) => post(path, 'Transfer-Encoding: xchunked\r\n'),
    expected: each(501, 501, 400),
  },
  {
    what: 'a chunk with no size',
    bytes: (path) => post(path, 'Transfer-Encoding: chunked\r\n', 'zz\r\nabc\r\n0\r\n\r\n'),
    expected: each(405, 405, [405, 400]),
  },
  {
    what: 'a chunk of endless size',
    bytes: (path) => post(path, 'Transfer-Encoding: chunked\r\n', `${'f'.repeat(17)}\r\nabc\r\n`),
    expected: each(405, 405, [405, 400]),
  },
  {
    what: 'a chunk extension of 20 KB',
    bytes: (path) =>
      post(path, 'Transfer-Encoding: chunked\r\n', `1;${'x'.repeat(20_000)}\r\na\r\n0\r\n\r\n`),
    expected: each(405, 405, [400, 405, 413]),
  },
];

const LINES: readonly RawCase[] = [
  { what: 'the beginning of TLS', bytes: () => '\x16\x03\x01\x02\x00\x01\x00\r\n\r\n', expected: 400 },
  { what: 'nothing but zeros', bytes: () => `${'\0'.repeat(200)}\r\n\r\n`, expected: 400 },
  { what: 'HTTP/0.9', bytes: (path) => `GET ${path}\r\n\r\n`, expected: each(400, 'nothing', 400) },
  { what: 'HTTP/1.0', bytes: (path) => `GET ${path} HTTP/1.0\r\n\r\n`, expected: 200 },
  { what: 'HTTP/2.0', bytes: (path) => `GET ${path} HTTP/2.0\r\n${HOST}\r\n`, expected: each(505, 505, 400) },
  {
    what: 'a version that there is not',
    bytes: (path) => `GET ${path} HTTP/3.7\r\n${HOST}\r\n`,
    expected: each(505, 505, 400),
  },
  {
    what: 'no version that can be read',
    bytes: (path) => `GET ${path} HTTP/one\r\n${HOST}\r\n`,
    expected: each(400, [400, 505], 400),
  },
  {
    what: 'the preface of HTTP/2',
    bytes: () => 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n',
    expected: each(404, 'nothing', 400),
  },
  {
    what: 'an upgrade to HTTP/2',
    bytes: (path) =>
      get(path, `${HOST}Connection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\nHTTP2-Settings: AAMAAABk\r\n`),
    expected: 200,
  },
  {
    what: 'a method in lower case',
    bytes: (path) => get(path).toLowerCase().replace('http/', 'HTTP/'),
    expected: each(405, 405, 400),
  },
  {
    what: 'a method with a zero in it',
    bytes: (path) => `G\0T ${path} HTTP/1.1\r\n${HOST}\r\n`,
    expected: 400,
  },
  {
    what: 'CONNECT',
    bytes: () => `CONNECT here:80 HTTP/1.1\r\n${HOST}\r\n`,
    expected: each([404, 405], 501, 'nothing'),
  },
  { what: 'TRACE', bytes: (path) => `TRACE ${path} HTTP/1.1\r\n${HOST}\r\n`, expected: 405 },
  {
    what: 'OPTIONS of everything',
    bytes: () => `OPTIONS * HTTP/1.1\r\n${HOST}\r\n`,
    expected: each(200, 200, 404),
  },
  {
    what: 'three empty lines first',
    bytes: (path) => `\r\n\r\n\r\n${get(path)}`,
    expected: each(400, 200, 200),
  },
  {
    what: 'a line of 70 KB',
    bytes: (path) => get(`${path}?${'x'.repeat(70_000)}`),
    expected: each(431, 400, 431),
  },
];

const PATHS: readonly RawCase[] = [
  { what: 'a path with a zero', bytes: (path) => get(`${path}\0`), expected: 400 },
  { what: 'a path with an encoded zero', bytes: (path) => get(`${path}%00`), expected: each(404, 400, 404) },
  {
    what: 'a path with bytes that are no UTF-8',
    bytes: (path) => get(`${path}\xff`),
    expected: each(404, 400, 400),
  },
  {
    what: 'a path with encoded bytes that are no UTF-8',
    bytes: (path) => get(`${path}%ff`),
    expected: each(404, 400, 400),
  },
  { what: 'half an encoding', bytes: (path) => get(`${path}%z`), expected: 400 },
  { what: 'a way up and out', bytes: (path) => get(`/../..${path}`), expected: each(404, 400, 404) },
  { what: 'a way in and out', bytes: (path) => get(`/a/..${path}`), expected: 404 },
  { what: 'an encoded way in and out', bytes: (path) => get(`/a/%2e%2e${path}`), expected: 404 },
  {
    what: 'an encoded slash',
    bytes: (path) => get(`/a%2f..%2f${path.slice(1)}`),
    expected: each(404, 400, 404),
  },
  { what: 'backslashes', bytes: (path) => get(`\\a\\..${path}`), expected: 400 },
  { what: 'a path that does not begin', bytes: (path) => get(path.slice(1)), expected: 400 },
  {
    what: 'an address for a proxy',
    bytes: (path) => get(`http://elsewhere${path}`, 'Host: elsewhere\r\n'),
    expected: 200,
  },
  { what: 'a semicolon', bytes: (path) => get(`${path};a=b`), expected: 404 },
];

const HEADERS: readonly RawCase[] = [
  { what: 'no host', bytes: (path) => get(path, ''), expected: 400 },
  { what: 'two hosts', bytes: (path) => get(path, HOST + HOST), expected: 400 },
  { what: 'a header with a zero', bytes: (path) => get(path, `${HOST}X: a\0b\r\n`), expected: 400 },
  { what: 'a header without a colon', bytes: (path) => get(path, `${HOST}X\r\n`), expected: 400 },
  {
    what: 'a header with a space before its colon',
    bytes: (path) => get(path, `${HOST}X : a\r\n`),
    expected: 400,
  },
  { what: 'a header with no name', bytes: (path) => get(path, `${HOST}: a\r\n`), expected: 400 },
  {
    what: 'a header of 70 KB',
    bytes: (path) => get(path, `${HOST}X: ${'x'.repeat(70_000)}\r\n`),
    expected: each(431, 400, 431),
  },
  {
    what: '5000 headers',
    bytes: (path) => get(path, HOST + 'X: y\r\n'.repeat(5_000)),
    expected: each(431, 400, 431),
  },
  {
    what: 'a header over two lines',
    bytes: (path) => get(path, `${HOST}X: a\r\n b\r\n`),
    expected: each(200, 200, 400),
  },
  {
    what: 'lines that end with CR alone',
    bytes: (path) => `GET ${path} HTTP/1.1\rHost: here\r\r${'\r\n\r\n'}`,
    expected: 400,
  },
  {
    what: 'an expectation that nobody knows',
    bytes: (path) => post(path, 'Expect: miracles\r\nContent-Length: 0\r\n'),
    expected: 417,
  },
];

/** What no library would send, for every service. */
export const RAW_CASES: readonly RawCase[] = [...LENGTHS, ...LINES, ...PATHS, ...HEADERS];

/** Statuses that RFC 9110 and 9112 have for a coding, a version or a method that a server does not know. */
export const OF_THE_PROTOCOL: readonly number[] = [501, 505];

export function expectedOf({ expected }: RawCase, service: ServiceName): readonly number[] {
  const one =
    typeof expected === 'object' && !Array.isArray(expected)
      ? (expected as Record<ServiceName, Expected>)[service]
      : (expected as Expected);
  return one === 'nothing' ? [] : ([one].flat() as number[]);
}
