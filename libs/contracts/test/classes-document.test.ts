// Proves that the documentation of the classes says what the classes do.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { ABSENCE_CLASSES, CLASS_NAMES, describeClasses } from '../src/index.ts';

const PAGE = join(import.meta.dirname, '../../../docs/absence-classes.md');

test('the page of the classes is up to date', () => {
  // `UPDATE=1 npx vitest run …` writes it anew.
  if (process.env.UPDATE) writeFileSync(PAGE, describeClasses());

  expect(readFileSync(PAGE, 'utf8')).toBe(describeClasses());
});

test('every class has a sentence, and something to look for', () => {
  const classes = Object.values(ABSENCE_CLASSES);

  expect(classes.map(({ name }) => name)).toEqual([...CLASS_NAMES]);
  for (const { name, sentence, files = [], programs = [], rules = [] } of classes) {
    expect(sentence, name).toMatch(/\.$/);
    expect(files.length + programs.length + rules.length, name).toBeGreaterThan(0);
  }
});
