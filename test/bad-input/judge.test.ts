// Proves that an answer which its description does not allow is found out, and why.
import { beforeAll, expect, test } from 'vitest';
import { type Description, readDescription } from './description.ts';
import { judgeAnswer } from './judge-answer.ts';
import { judgeMemory } from './judge-memory.ts';
import { curlCommand } from './request/curl-command.ts';
import type { Request } from './request/request.ts';

let accessLog: Description;
beforeAll(async () => {
  accessLog = await readDescription('access-log');
});

const ask = (method: string, target: string): Request => ({ method, target, headers: [] });
const answer = (status: number, type: string, body: string, headers = {}) => ({
  status,
  headers: { 'content-type': type, ...headers },
  body: Buffer.from(body),
});
const problem = (status: number) =>
  JSON.stringify({ type: 'about:blank', title: 'No', status, detail: 'no' });
const PROBLEM = 'application/problem+json; charset=utf-8';

test.each([
  ['an answer as described', ask('GET', '/stats'), answer(200, 'application/json', '{"logs":1}'), /^$/],
  ['a path written oddly', ask('GET', '/%73tats?x'), answer(200, 'application/json', '{"logs":1}'), /^$/],
  [
    'a status not declared',
    ask('GET', '/stats'),
    answer(202, 'application/json', '{"logs":1}'),
    /declares no status 202/,
  ],
  ['a fault', ask('GET', '/stats'), answer(500, PROBLEM, problem(500)), /status 500/],
  ['another type', ask('GET', '/stats'), answer(200, 'text/html', '{"logs":1}'), /content type "text\/html"/],
  [
    'another body',
    ask('GET', '/stats'),
    answer(200, 'application/json', '{"logs":-1}'),
    /\/logs must be >= 0/,
  ],
  [
    'more in the body',
    ask('GET', '/stats'),
    answer(200, 'application/json', '{"logs":1,"a":1}'),
    /additional properties/,
  ],
  ['no JSON', ask('GET', '/stats'), answer(200, 'application/json', '{'), /must be object/],
  [
    'a header missing',
    ask('POST', '/access-log'),
    answer(507, PROBLEM, problem(507)),
    /header retry-after is undefined/,
  ],
  [
    'something where nothing is',
    ask('GET', '/a'),
    answer(200, 'text/html', ''),
    /status 200, expected 404 or 400/,
  ],
  [
    'a path that only cleans up',
    ask('GET', '/a/../stats'),
    answer(200, 'application/json', '{"logs":1}'),
    /expected 404/,
  ],
  [
    'a method that is not there',
    ask('PUT', '/stats'),
    answer(404, PROBLEM, problem(404)),
    /status 404, expected 405/,
  ],
  ['a 405 that does not help', ask('PUT', '/stats'), answer(405, PROBLEM, problem(405)), /without Allow/],
  ['a problem in HTML', ask('GET', '/a'), answer(404, 'text/html', '<p>'), /expected problem details/],
  [
    'a problem that says otherwise',
    ask('GET', '/a'),
    answer(404, PROBLEM, problem(400)),
    /says 400, the answer 404/,
  ],
  ['a body after HEAD', ask('HEAD', '/stats'), answer(200, 'application/json', '{'), /HEAD has a body/],
  ['silence', ask('GET', '/stats'), { status: null, reason: 'ECONNRESET' } as const, /no answer: ECONNRESET/],
])('says of %s what is the matter, and no more', (_, request, given, expected) => {
  expect(judgeAnswer(accessLog, request, given).join('\n')).toMatch(expected);
});

test('tells memory that grows from memory that does not', () => {
  const flat = Array.from({ length: 90 }, (_, index) => 50e6 + (index % 7) * 1e6);
  const warming = flat.map((bytes, index) => (index < 30 ? bytes - 30e6 : bytes));
  const growing = flat.map((bytes, index) => bytes + index * 0.5e6);

  expect([flat, warming, growing].map((samples) => judgeMemory(samples).isGrowing)).toEqual([
    false,
    false,
    true,
  ]);
});

test('writes a request down so that a shell can send it again', () => {
  const request: Request = {
    method: 'POST',
    target: "/a?b='",
    headers: [
      ['X', 'é'],
      ['Empty', ''],
    ],
    body: Buffer.from([0x7b, 0x00, 0xff, 0x5c]),
  };

  expect(curlCommand('http://here', request)).toBe(
    String.raw`curl --include --path-as-is --globoff --max-time 30 --request 'POST' --header $'X: \xe9' --header 'Empty;' --data-binary $'{\x00\xff\x5c' $'http://here/a?b=\x27'`,
  );
});
