import fc from 'fast-check';
import { nastyJson, nastyPathPiece, nastyText } from './nasty-values.ts';
import type { Draft } from './valid-request.ts';

/** What it makes of a request that was right. */
export type Change = (draft: Draft) => Draft;

export const METHODS = [
  'GET',
  'HEAD',
  'POST',
  'PUT',
  'PATCH',
  'DELETE',
  'OPTIONS',
  'TRACE',
  'PROPFIND',
  'PURGE',
];
const TYPES = [
  'text/plain',
  'application/xml',
  'application/x-www-form-urlencoded',
  'multipart/form-data',
  'multipart/form-data; boundary=x',
  'application/json; charset=utf-16',
  'application/json;;;',
  'application/jsonp',
  '///',
  '',
];
/** Headers that servers take a meaning from. */
const HEADERS = [
  ['Accept', '///;;'],
  ['Accept', 'image/png'],
  ['Accept-Encoding', 'br;q=banana'],
  ['Content-Encoding', 'gzip'],
  ['Cookie', 'a'.repeat(3_000)],
  ['If-Modified-Since', 'yesterday'],
  ['If-None-Match', '*'],
  ['If-Match', '"no"'],
  ['Range', 'bytes=5-1'],
  ['Range', 'bytes=0-0,2-3,-1'],
  ['Range', 'bytes=99999999-'],
  ['Range', 'kittens=1'],
  ['Origin', 'null'],
  ['Traceparent', '00-00000000000000000000000000000000-0000000000000000-00'],
  ['Traceparent', `00-${'a'.repeat(32)}-${'b'.repeat(16)}-01-more`],
  ['Upgrade', 'websocket'],
  ['X-Forwarded-For', '::ffff:192.0.2.999, <x>'],
  ['X-Forwarded-Host', 'evil.example'],
  ['X-HTTP-Method-Override', 'DELETE'],
  ['X-Api-Key', '%00'],
] as const;

/** One thing that is wrong with a request. */
export const change: fc.Arbitrary<Change> = fc.oneof(
  fc.constantFrom(...METHODS).map(
    (method): Change =>
      (draft) => ({ ...draft, method }),
  ),
  fc.tuple(nastyPathPiece, fc.nat()).map(
    ([piece, at]): Change =>
      (draft) => {
        const place = 1 + (at % draft.path.length);
        return { ...draft, path: draft.path.slice(0, place) + piece + draft.path.slice(place) };
      },
  ),
  fc.nat().map(
    (at): Change =>
      (draft) => ({ ...draft, path: withEncodedLetter(draft.path, at) }),
  ),
  fc.tuple(nastyText, fc.nat()).map(
    ([value, at]): Change =>
      (draft) => {
        const [name = 'date'] = draft.query[at % draft.query.length] ?? [];
        return {
          ...draft,
          query: [...draft.query.filter(([other]) => other !== name), [name, encode(value)]],
        };
      },
  ),
  fc.tuple(nastyText, nastyText).map(
    ([name, value]): Change =>
      (draft) => ({
        ...draft,
        query: [...draft.query, [encode(name), encode(value)]],
      }),
  ),
  fc.constantFrom('%', '%zz', '%ff', '%c3', '&&=&', 'a&'.repeat(1_200), 'x'.repeat(6_000)).map(
    (raw): Change =>
      (draft) => ({ ...draft, query: [...draft.query, ['date', raw]] }),
  ),
  fc.constant<Change>((draft) => ({ ...draft, query: [...draft.query, ...draft.query] })),
  fc.constant<Change>((draft) => ({ ...draft, query: draft.query.slice(1) })),
  fc.constantFrom(...HEADERS).map(
    (header): Change =>
      (draft) => ({ ...draft, headers: [...draft.headers, header] }),
  ),
  fc.integer({ min: 1, max: 20_000 }).map(
    (length): Change =>
      (draft) => ({ ...draft, headers: [...draft.headers, ['X-Long', 'x'.repeat(length)]] }),
  ),
  fc.constantFrom(...TYPES).map(
    (type): Change =>
      (draft) => ({
        ...draft,
        headers: [...draft.headers.filter(([name]) => name !== 'Content-Type'), ['Content-Type', type]],
        body: draft.body ?? 'a=%zz',
      }),
  ),
  fc
    .tuple(
      fc.constantFrom('id', 'clientIp', 'path', 'userAgent', 'traceId', '__proto__', 'constructor', 'more'),
      nastyJson,
    )
    .map(
      ([name, value]): Change =>
        (draft) => ({ ...draft, body: withProperty(draft.body, name, value) }),
    ),
  nastyJson.map(
    (body): Change =>
      (draft) => ({ ...draft, body }),
  ),
  fc
    .constantFrom<(text: Buffer) => Buffer>(
      (text) => text.subarray(0, text.length / 2),
      (text) => Buffer.concat([text, Buffer.from([0xff, 0xfe])]),
      (text) => Buffer.concat([Buffer.from([0xef, 0xbb, 0xbf]), text]),
      () => Buffer.from('['.repeat(8_000)),
      () => Buffer.from('{"clientIp":'.repeat(500)),
      () => Buffer.alloc(17_000, 0x20),
      () => Buffer.alloc(0),
      (text) => Buffer.from(text.toString(), 'utf16le'),
    )
    .map(
      (make): Change =>
        (draft) => ({ ...draft, body: make(bytesOf(draft.body) ?? Buffer.from('{}')) }),
    ),
);

/** The bytes of a body; JSON, unless they are bytes or text already. */
export function bytesOf(body: unknown): Buffer | undefined {
  if (body === undefined || Buffer.isBuffer(body)) return body;
  return Buffer.from(typeof body === 'string' ? body : JSON.stringify(body));
}

function withEncodedLetter(path: string, at: number): string {
  const place = at % path.length;
  if (!/[a-z]/.test(path[place] ?? '')) return path;
  return `${path.slice(0, place)}%${path.charCodeAt(place).toString(16)}${path.slice(place + 1)}`;
}

function withProperty(body: unknown, name: string, value: unknown): unknown {
  if (typeof body !== 'object' || body === null || Buffer.isBuffer(body)) return body;
  // As text, since an object's own __proto__ is none of its properties.
  const rest = JSON.stringify({ ...body, [name]: undefined }).slice(1, -1);
  return `{${rest}${rest && ','}${JSON.stringify(name)}:${JSON.stringify(value)}}`;
}

/** Every byte but the plainest as %xx, those of half characters too. */
export function encode(text: string): string {
  return [...Buffer.from(text)]
    .map((byte) =>
      /[A-Za-z0-9_~.-]/.test(String.fromCharCode(byte))
        ? String.fromCharCode(byte)
        : `%${byte.toString(16).padStart(2, '0')}`,
    )
    .join('');
}
