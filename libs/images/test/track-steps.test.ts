// Proves that what a step prints arrives whole, however BuildKit cuts it, and acts on nobody's terminal.
import { expect, test } from 'vitest';
import { parseRawProgress } from '../src/raw-progress.ts';
import { type BuildEvent, trackSteps } from '../src/track-steps.ts';

const DIGEST = 'sha256:1';

/** Lines that a step is said to have printed, by the messages that BuildKit sends. */
function printed(chunks: readonly (readonly [stream: number, bytes: Buffer])[]): string[] {
  const events: BuildEvent[] = [];
  const plan = { targets: new Map() } as unknown as Parameters<typeof trackSteps>[0]['plan'];
  const dockerfiles = new Map() as unknown as Parameters<typeof trackSteps>[0]['dockerfiles'];
  const tracker = trackSteps({ plan, dockerfiles, onEvent: (event) => events.push(event) });
  const vertex = { digest: DIGEST, name: '[build 1/1] RUN make', started: '2026-11-30T08:00:00Z' };
  const send = (message: unknown) => {
    const progress = parseRawProgress(JSON.stringify(message));
    if (progress) tracker.accept(progress);
  };
  send({ vertexes: [vertex] });
  for (const [stream, bytes] of chunks)
    send({ logs: [{ vertex: DIGEST, stream, data: bytes.toString('base64') }] });
  send({ vertexes: [{ ...vertex, completed: '2026-11-30T08:00:01Z' }] });
  return events.flatMap((event) => (event.type === 'output' ? [event.line] : []));
}

test('a sign of several bytes is put together again, wherever a message ends', () => {
  const bytes = Buffer.from('é€😀\nend');

  for (let at = 0; at <= bytes.length; at++)
    expect(
      printed([
        [1, bytes.subarray(0, at)],
        [1, bytes.subarray(at)],
      ]),
      `cut at ${at}`,
    ).toEqual(['é€😀', 'end']);
});

test('what goes to standard error in the midst of a line or a sign does not break it', () => {
  const [first, last] = [Buffer.from('a é').subarray(0, 3), Buffer.from('é').subarray(1)];

  expect(
    printed([
      [1, first],
      [2, Buffer.from('warning\n')],
      [1, last],
      [1, Buffer.from('\n')],
    ]),
  ).toEqual(['warning', 'a é']);
});

test('a sign that is never finished is marked', () => {
  expect(printed([[1, Buffer.from([0x61, 0xc3])]])).toEqual(['a\ufffd']);
});

test.for([
  ['\u001b[31mred\u001b[0m', 'red'],
  ['10 %\r50 %\r100 %\r', '100 %'],
  ['a\u0007b', 'a\\x07b'],
  ['user\u202etxt.exe', 'user\\u202etxt.exe'],
] as const)('%j is shown as %j', ([text, shown]) => {
  expect(printed([[1, Buffer.from(`${text}\n`)]])).toEqual([shown]);
});
