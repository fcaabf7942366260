// Proves that nothing which a program printed or an image names acts on the terminal or the report of who reads it.
import { expect, test } from 'vitest';
import { visibleJson, visibleName, visibleText } from '../src/visible-text.ts';

const LINE_ENDS = 'a\u2028b\u2029c';

test.for([
  ['colours and cursor movements', '\x1b[31mred\x1b[0m\x1b[2K', 'red'],
  ['a bell', 'a\x07b', 'a\\x07b'],
  ['a sign of the second control set', 'a\u0085b', 'a\\x85b'],
  ['a change of direction', 'a\u202eb', 'a\\u202eb'],
  ['line ends that only some know', LINE_ENDS, 'a\\u2028b\\u2029c'],
  ['line breaks and tabs, which stay', 'a\n\tb', 'a\n\tb'],
] as const)('a text is shown without what would act: %s', ([, text, shown]) => {
  expect(visibleText(text)).toBe(shown);
});

test('a name takes one line', () => {
  expect(visibleName(`a\n\tb\x1b[31m${LINE_ENDS}`)).toBe('a\\x0a\\x09b\\x1b[31ma\\u2028b\\u2029c');
});

test('JSON stays JSON, of the same text', () => {
  const json = JSON.stringify({ text: `\u202e${LINE_ENDS}\u009b` });

  expect(visibleJson(json)).toMatch(/^[\x20-\x7e]+$/);
  expect(JSON.parse(visibleJson(json))).toEqual(JSON.parse(json));
});
