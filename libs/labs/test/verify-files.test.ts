// Proves that the author's check objects to each way in which the files of a lab can be amiss.
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { readCourse } from '../src/index.ts';
import { verifyFiles } from '../src/verify-files.ts';

const REPOSITORY = join(import.meta.dirname, '../../..');
const [lab] = await readCourse(join(REPOSITORY, 'labs'), ['2']);
if (!lab) throw new Error('there is no lab 2');

/** A copy of a good lab, deep enough for its links to lead somewhere. */
function copyLab(): string {
  const root = mkdtempSync(join(tmpdir(), 'drydock-lab-files-'));
  onTestFinished(() => rmSync(root, { recursive: true, force: true }));
  for (const path of ['labs/02-layers-and-deleting', 'test/chapter/README.md'])
    cpSync(join(REPOSITORY, path), join(root, path), { recursive: true });
  return join(root, 'labs/02-layers-and-deleting');
}

const write = (path: string, text: string) => (folder: string) => {
  mkdirSync(dirname(join(folder, path)), { recursive: true });
  writeFileSync(join(folder, path), text);
};
const remove = (path: string) => (folder: string) => rmSync(join(folder, path), { recursive: true });
const replace = (path: string, from: string, to: string) => (folder: string) => {
  const text = readFileSync(join(folder, path), 'utf8');
  expect(text).toContain(from);
  writeFileSync(join(folder, path), text.replace(from, to));
};

test('a good lab has no problem', async () => {
  expect(await verifyFiles({ ...lab, folder: copyLab() })).toEqual([]);
});

test.each<[string, (folder: string) => void, string]>([
  ['a stray file', write('notes.txt', ''), 'notes.txt is a stray file'],
  ['no hints', remove('hints.md'), 'hints.md is missing'],
  ['a wrong answer less', remove('wrong/deletes-first'), 'wrong/deletes-first is missing'],
  [
    'a wrong answer that nobody declared',
    write('wrong/other/Dockerfile', ''),
    'wrong/other is not in lab.ts, under "wrong"',
  ],
  [
    'a hint that holds the answer',
    replace('hints.md', 'A file that is', 'Write rm /srv/raw-data. A file that is'),
    'hints.md gives the answer away: "rm /srv/raw-data"',
  ],
  [
    'a dead link',
    replace('hints.md', 'test/chapter/README.md', 'test/nowhere.md'),
    'hints.md: the link ../../test/nowhere.md leads nowhere',
  ],
  [
    'other words in its README',
    replace('README.md', 'Let no layer hold', 'Let not one layer hold'),
    'task 2 is "Let not one layer hold bytes that a container never sees." in README.md, and "Let no layer hold bytes that a container never sees." in lab.ts',
  ],
  [
    'no TODO',
    write('start/Dockerfile', 'FROM debian:trixie-slim\n'),
    'no file of start/ has a TODO where the work goes',
  ],
])('%s is objected to, and nothing else', async (_, plant, says) => {
  const folder = copyLab();
  plant(folder);

  expect(await verifyFiles({ ...lab, folder })).toEqual([says]);
});

test('too few wrong answers are objected to', async () => {
  const folder = copyLab();
  for (const name of ['deletes-first', 'moves-it-away']) remove(`wrong/${name}`)(folder);
  const { 'deletes-first': _, 'moves-it-away': __, ...wrong } = lab.definition.wrong;

  expect(await verifyFiles({ ...lab, folder, definition: { ...lab.definition, wrong } })).toEqual([
    'there are 2 wrong answers, and should be 3 at least',
  ]);
});
