// Proves that a line of a log arrives whole, however streams and the engine cut it, and acts on nobody's terminal.
import { expect, test } from 'vitest';
import { formatLogLine } from '../src/index.ts';
import { linesOf, parseLine } from '../src/log-lines.ts';

const TIME = '2026-11-30T08:07:22.874071296Z';
const LATER = '2026-11-30T08:07:22.874071999Z';

async function* chunks(...parts: readonly (Buffer | string)[]) {
  yield* parts;
}

async function collect(...parts: readonly (Buffer | string)[]): Promise<string[]> {
  const lines: string[] = [];
  for await (const line of linesOf(chunks(...parts))) lines.push(line);
  return lines;
}

test('a sign of several bytes is put together again, wherever a chunk ends', async () => {
  const bytes = Buffer.from('é€😀\nend');

  for (let at = 0; at <= bytes.length; at++)
    expect(await collect(bytes.subarray(0, at), bytes.subarray(at)), `cut at ${at}`).toEqual(['é€😀', 'end']);
});

test.for([
  ['a carriage return', 'a\rb\nc'],
  ["Unicode's line separator", 'a\u2028b\nc'],
  ["Unicode's paragraph separator", 'a\u2029b\nc'],
] as const)('%s ends no line', async ([, text]) => {
  expect(await collect(Buffer.from(text))).toEqual(text.split('\n'));
});

test('a line that the engine cut into messages is one again', () => {
  const [one, two] = ['x'.repeat(16_384), 'y'.repeat(16_384)];

  expect(parseLine(`${TIME} ${one}${LATER} ${two}${LATER} z`)).toEqual({ time: TIME, text: `${one}${two}z` });
});

test('a time that the program logged itself stays', () => {
  const text = `${'x'.repeat(100)}${LATER} ${'y'.repeat(20_000)}`;

  expect(parseLine(`${TIME} ${text}`).text).toBe(text);
});

test('of a sign that the engine cut in two, one mark is left', () => {
  const cut = `${'x'.repeat(16_384)}\ufffd${LATER} \ufffdend`;

  expect(parseLine(`${TIME} ${cut}`).text).toBe(`${'x'.repeat(16_384)}\ufffdend`);
});

test.for([
  ['colours', '\u001b[31mred\u001b[0m', 'red'],
  ['a new title of the window', '\u001b]0;owned\u0007text', 'text'],
  ['a bell', 'a\u0007b', 'a\\x07b'],
  ['a carriage return', 'real\rfake', 'real\\x0dfake'],
  ['a change of direction', 'user\u202etxt.exe', 'user\\u202etxt.exe'],
  ['a control sign of eight bits', 'a\u009b2Jb', 'ab'],
  ['a tab', 'a\tb', 'a\tb'],
  ['other scripts', 'ä 日本 עברית', 'ä 日本 עברית'],
] as const)('%s', ([, text, shown]) => {
  expect(formatLogLine({ service: 'web', time: TIME, stream: 'stdout', text })).toBe(`web | ${shown}`);
});
