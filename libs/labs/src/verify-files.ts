import { existsSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Lab } from './course.ts';
import { parseHints } from './course.ts';

const FILES = ['README.md', 'lab.ts', 'hints.md', 'solution.md', 'start', 'solution'];
const HEADINGS = ['Goal', 'Background', 'Tasks', 'Out of scope'];
/** Shorter lines, such as a closing brace, give nothing away. */
const TELLING_LENGTH = 8;

/** The mistakes that people make, kept so that each is told what leads to its mend. */
const LEAST_WRONG_ANSWERS = 3;

/** What is wrong with the files of a lab, without a build. One sentence each; none when all is well. */
export async function verifyFiles(lab: Lab): Promise<string[]> {
  const { folder, definition } = lab;
  const entries = (await readdir(folder)).sort();
  const wrongNames = Object.keys(definition.wrong).sort();
  const allowed = [...FILES, ...(wrongNames.length > 0 ? ['wrong'] : [])];
  const missing = allowed.filter((name) => !entries.includes(name)).map((name) => `${name} is missing`);
  const stray = entries.filter((name) => !allowed.includes(name)).map((name) => `${name} is a stray file`);
  if (missing.length > 0) return [...missing, ...stray];
  const wrongFolders = wrongNames.length > 0 ? (await readdir(join(folder, 'wrong'))).sort() : [];
  const read = (file: string) => readFile(join(folder, file), 'utf8');
  const texts = ['README.md', 'hints.md', 'solution.md'] as const;
  const [readme, hints, solution] = await Promise.all([read(texts[0]), read(texts[1]), read(texts[2])]);
  return [
    ...stray,
    ...differences('wrong/', wrongNames, wrongFolders),
    ...(wrongNames.length < LEAST_WRONG_ANSWERS
      ? [`there are ${wrongNames.length} wrong answers, and should be ${LEAST_WRONG_ANSWERS} at least`]
      : []),
    ...readmeProblems(lab, readme),
    ...hintProblems(lab, hints),
    ...spoilers(hints, await answerLines(folder)),
    ...((await hasTodo(folder)) ? [] : ['no file of start/ has a TODO where the work goes']),
    ...[readme, hints, solution].flatMap((text, index) => deadLinks(folder, texts[index] ?? '', text)),
  ];
}

function differences(what: string, declared: readonly string[], found: readonly string[]): string[] {
  return [
    ...declared.filter((name) => !found.includes(name)).map((name) => `${what}${name} is missing`),
    ...found
      .filter((name) => !declared.includes(name))
      .map((name) => `${what}${name} is not in lab.ts, under "wrong"`),
  ];
}

export function readmeProblems({ number, definition }: Lab, text: string): string[] {
  const title = `# ${number}. ${definition.title}`;
  const first = text.split('\n')[0];
  const headings = [...text.matchAll(/^## (.+)$/gm)].map(([, heading = '']) => heading.trim());
  const listed = numberedItems(text.split(/^## Tasks$/m)[1]?.split(/^## /m)[0] ?? '');
  const said = definition.tasks.map(({ say }) => plain(say));
  return [
    ...(first === title ? [] : [`README.md begins with "${first}", not with "${title}"`]),
    ...HEADINGS.filter((one) => !headings.includes(one)).map((one) => `README.md has no heading "## ${one}"`),
    ...(listed.length === said.length
      ? []
      : [`README.md lists ${listed.length} tasks, lab.ts has ${said.length}`]),
    ...said.flatMap((say, index) =>
      listed[index] === undefined || listed[index] === say
        ? []
        : [`task ${index + 1} is "${listed[index]}" in README.md, and "${say}" in lab.ts`],
    ),
  ];
}

/** `1. Do this` and the lines that go on below it. */
function numberedItems(text: string): string[] {
  return text
    .split(/^\d+\. /m)
    .slice(1)
    .map((item) => plain(item.split(/\n\s*\n/)[0] ?? ''));
}

function plain(text: string): string {
  return text.replaceAll(/\s+/g, ' ').trim();
}

export function hintProblems({ definition }: Pick<Lab, 'definition'>, text: string): string[] {
  const hints = parseHints(text);
  const names = definition.tasks.map(({ name }) => name);
  return [
    ...differences(
      'hints.md: ## ',
      names,
      hints.map(({ task }) => task),
    ),
    ...hints.flatMap(({ task, ...steps }) =>
      Object.entries(steps)
        .filter(([, body]) => body === '')
        .map(([step]) => `hints.md: "${task}" has no "### ${step[0]?.toUpperCase()}${step.slice(1)}"`),
    ),
    ...hints
      .filter(({ question }) => question && !question.includes('?'))
      .map(({ task }) => `hints.md: the question of "${task}" asks nothing`),
  ];
}

/** Lines of the answer that a hint gives away. */
export function spoilers(hints: string, answers: readonly string[]): string[] {
  const text = plain(hints);
  return answers
    .filter((line) => text.includes(line))
    .map((line) => `hints.md gives the answer away: "${line}"`);
}

async function answerLines(folder: string): Promise<string[]> {
  const lines = async (name: string) =>
    (await allFiles(join(folder, name))).flatMap(({ text }) => text.split('\n').map(plain));
  const given = new Set(await lines('start'));
  const isTelling = (line: string) => line.length >= TELLING_LENGTH && !/^(#|\/\/|\*)/.test(line);
  return [...new Set(await lines('solution'))].filter((line) => !given.has(line) && isTelling(line));
}

async function hasTodo(folder: string): Promise<boolean> {
  return (await allFiles(join(folder, 'start'))).some(({ text }) => text.includes('TODO'));
}

async function allFiles(folder: string): Promise<{ path: string; text: string }[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  return Promise.all(
    entries
      .filter((entry) => entry.isFile())
      .map(async ({ parentPath, name }) => {
        const path = join(parentPath, name);
        return { path, text: await readFile(path, 'utf8') };
      }),
  );
}

function deadLinks(folder: string, file: string, text: string): string[] {
  return [...text.matchAll(/\]\(([^)#\s]+)[^)]*\)/g)]
    .map(([, target = '']) => target)
    .filter((target) => !/^[a-z]+:/.test(target) && !existsSync(join(dirname(join(folder, file)), target)))
    .map((target) => `${file}: the link ${target} leads nowhere`);
}
