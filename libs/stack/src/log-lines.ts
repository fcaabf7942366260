import { StringDecoder } from 'node:string_decoder';

const MESSAGE_BYTES = 16_384;
const TIME = /\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d+Z /g;
const CUT_SIGN = '\ufffd';

/** The lines of a stream, ended by line feeds alone, however it is cut into chunks. A last one without an end counts. */
export async function* linesOf(
  input: AsyncIterable<Buffer | string>,
): AsyncGenerator<string, void, undefined> {
  const decoder = new StringDecoder('utf8');
  let rest = '';
  for await (const chunk of input) {
    const lines = (rest + (typeof chunk === 'string' ? chunk : decoder.write(chunk))).split('\n');
    rest = lines.pop() ?? '';
    yield* lines;
  }
  rest += decoder.end();
  if (rest !== '') yield rest;
}

/**
 * Splits a line of the engine into its time and what was logged. The engine cuts a long line into messages and gives
 * each its time, in the midst of the text, where a sign of several bytes may have been cut in two.
 */
export function parseLine(line: string): { time: string; text: string } {
  const space = line.indexOf(' ');
  if (space < 0) return { time: line, text: '' };
  return { time: line.slice(0, space), text: joinMessages(line.slice(space + 1)) };
}

function joinMessages(text: string): string {
  if (Buffer.byteLength(text) <= MESSAGE_BYTES) return text;
  let joined = '';
  let begun = 0;
  for (const { 0: time, index } of text.matchAll(TIME)) {
    const message = text.slice(begun, index);
    // A full message, and no time that the program itself logged.
    if (Buffer.byteLength(message) < MESSAGE_BYTES) continue;
    joined = withCutSign(joined, message);
    begun = index + time.length;
  }
  return withCutSign(joined, text.slice(begun));
}

/** The two halves of a sign that was cut arrive as signs of their own, which stand for what cannot be read. */
function withCutSign(joined: string, message: string): string {
  if (!joined.endsWith(CUT_SIGN) || !message.startsWith(CUT_SIGN)) return joined + message;
  return joined.replace(/\ufffd{1,3}$/, CUT_SIGN) + message.replace(/^\ufffd{1,3}/, '');
}
