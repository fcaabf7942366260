import { stripVTControlCharacters } from 'node:util';

// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
const CONTROL = /[\u0000-\u001f\u007f-\u009f]/g;
/**
 * Signs that change the direction of the text after them, so that it reads as something else, and two that some readers
 * take for the end of a line.
 */
const DIRECTION = /[\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]/g;
const LAYOUT = ['\n', '\t'];

/**
 * What a program printed, for a person: without the colours and cursor movements that it sent to a terminal, and with
 * every other sign that would act on the reader's shown as an escape. Line breaks and tabs stay.
 */
export function visibleText(text: string): string {
  const shown = stripVTControlCharacters(text).replace(CONTROL, (sign) =>
    LAYOUT.includes(sign) ? sign : escapeOf(sign),
  );
  return shown.replace(DIRECTION, escapeOf);
}

/**
 * The same for a whole output, which may be JSON: there such a sign stands inside a text, which stays what it is. JSON
 * escapes the others by itself, and the colours of text are our own.
 */
export function visibleJson(json: string): string {
  return json.replace(DIRECTION, unicodeEscape).replace(/[\u007f-\u009f]/g, unicodeEscape);
}

/** A name in one line: line breaks and tabs are escaped as well, and nothing is taken out. */
export function visibleName(name: string): string {
  return name.replace(CONTROL, escapeOf).replace(DIRECTION, escapeOf);
}

function escapeOf(sign: string): string {
  const code = sign.charCodeAt(0).toString(16);
  return code.length <= 2 ? `\\x${code.padStart(2, '0')}` : unicodeEscape(sign);
}

function unicodeEscape(sign: string): string {
  return `\\u${sign.charCodeAt(0).toString(16).padStart(4, '0')}`;
}
