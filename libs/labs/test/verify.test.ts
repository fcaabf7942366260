// Proves that the author's check objects to each mistake in a lab, and to nothing else.
import { expect, test } from 'vitest';
import { judgeDockerfile } from '../src/checks/dockerfile.ts';
import { parseHints, readCourse } from '../src/course.ts';
import { builds, defineLab, type Result } from '../src/index.ts';
import { hintProblems, readmeProblems, spoilers } from '../src/verify-files.ts';
import { solutionProblem, startProblem, wrongProblem } from '../src/verify-lab.ts';
import { nameProblems } from '../src/verify-names.ts';

const definition = defineLab({
  title: 'One',
  minutes: 1,
  tasks: [
    { name: 'a', say: 'Do a.', checks: [builds()] },
    { name: 'b', say: 'Do b.', checks: [builds()] },
  ],
});
const lab = { name: '01-one', number: 1, folder: '/nowhere', definition };
const README = `# 1. One

## Goal
## Background
## Tasks

1. Do a.
2. Do
   b.

## Out of scope
`;
const HINTS = `## a
### Question
What?
### Concept
So.
### Read
There.
## b
### Question
What?
### Concept
So.
### Read
There.
`;

function result(grade: Result['grade'], task?: number, nextStep = ''): Result {
  const explanation = { message: 'It is wrong', evidence: [], nextStep };
  return { grade, met: 0, task: definition.tasks[task ?? 9], check: undefined, explanation, tookMs: 1 };
}

test('a README and hints that fit are accepted', () => {
  expect([...readmeProblems(lab, README), ...hintProblems(lab, HINTS)]).toEqual([]);
  expect(parseHints(HINTS).map(({ task, concept }) => [task, concept])).toEqual([
    ['a', 'So.'],
    ['b', 'So.'],
  ]);
});

test.each([
  ['another title', README.replace('1. One', '2. One'), 'begins with'],
  ['a heading less', README.replace('## Goal', ''), 'no heading "## Goal"'],
  ['a task less', README.replace('1. Do a.\n', ''), 'lists 1 tasks'],
  ['other words', README.replace('Do a.', 'Do c.'), 'task 1 is "Do c."'],
])('a README with %s is refused', (_, text, said) => {
  expect(readmeProblems(lab, text).join('\n')).toContain(said);
});

test.each([
  ['a task less', HINTS.replace(/## b[\s\S]*/, ''), '## b is missing'],
  ['a task too many', `${HINTS}## c\n`, '## c is not in lab.ts'],
  ['a step less', HINTS.replace('So.', ''), '"a" has no "### Concept"'],
  ['a question that asks nothing', HINTS.replace('What?', 'What.'), 'asks nothing'],
])('hints with %s are refused', (_, text, said) => {
  expect(hintProblems(lab, text).join('\n')).toContain(said);
});

test('a line of the answer in a hint is refused', () => {
  expect(spoilers('Write RUN\n  npm ci --omit=dev there', ['RUN npm ci --omit=dev'])).toHaveLength(1);
  expect(spoilers('Which flag leaves them out?', ['RUN npm ci --omit=dev'])).toEqual([]);
});

test('a start, a solution and a wrong answer are each held to what is meant', () => {
  const wrong = { task: 'b', says: 'mend it' };

  expect(startProblem(result('fail', 0), { task: 'a' })).toBeUndefined();
  expect(startProblem(result('fail', 1), { task: 'a' })).toContain('fails at "b"');
  expect(startProblem(result('pass'), { task: 'a' })).toContain('nothing done');
  expect(startProblem(result('error', 0), { task: 'a' })).toContain('could not be checked');
  expect(startProblem(result('fail', 0, 'mend it'), { task: 'a', says: 'mend it' })).toBeUndefined();
  expect(startProblem(result('fail', 0, 'so'), { task: 'a', says: 'mend it' })).toContain('is not told');
  expect(solutionProblem(result('pass'))).toBeUndefined();
  expect(solutionProblem(result('fail', 0))).toContain('fails at "a"');
  expect(solutionProblem(result('error'))).toContain('could not be checked');
  expect(wrongProblem(result('fail', 1, 'mend it so'), wrong)).toBeUndefined();
  expect(wrongProblem(result('fail', 1, 'so'), wrong)).toContain('is not told');
  expect(wrongProblem(result('fail', 0, 'mend it'), wrong)).toContain('fails at "a"');
  expect(wrongProblem(result('pass'), wrong)).toContain('passes');
  expect(wrongProblem(result('error', 1, 'mend it'), wrong)).toContain('could not be checked');
});

test('a lab that makes no sense is refused, with all that is wrong', () => {
  const tasks = [{ name: 'a', say: 'A.', checks: [builds()] }];

  expect(() => defineLab({ title: 'x', minutes: 1, tasks: [...tasks, ...tasks] })).toThrow('is there twice');
  expect(() => defineLab({ title: 'x', minutes: 1, tasks, wrong: { w: { task: 'b', says: 'x' } } })).toThrow(
    'there is no task "b"',
  );
  expect(() => defineLab({ title: 'x', minutes: 1, tasks: [] })).toThrow('must hold a task');
});

test('a Dockerfile is judged by stage, order and line', () => {
  const stages = [
    {
      name: 'build',
      instructions: [
        { keyword: 'FROM', text: 'FROM a AS build', firstLine: 1, lastLine: 1, heredocs: [] },
        { keyword: 'RUN', text: 'RUN x', firstLine: 2, lastLine: 2, heredocs: [] },
      ],
    },
  ];

  expect(judgeDockerfile(stages, { has: [/^RUN x/], order: [/^FROM/, /^RUN/] })).toEqual({ status: 'pass' });
  expect(judgeDockerfile(stages, { stages: ['test'] })).toMatchObject({
    message: 'Dockerfile has no stage "test"',
  });
  expect(judgeDockerfile(stages, { lacks: [/^RUN/] })).toMatchObject({
    message: expect.stringContaining(':2'),
  });
});

test('a lab is found by its number, its name or a part of its path', async () => {
  const course = `${import.meta.dirname}/../../../labs`;

  for (const name of ['1', '01', 'first-run', 'labs/01-first-run/'])
    expect((await readCourse(course, [name])).map((one) => one.name)).toEqual(['01-first-run']);
  await expect(readCourse(course, ['first-rum'])).rejects.toThrow('there is no lab "first-rum"');
});

test.each([
  ['a course in order', ['01-one', '02-two'], []],
  ['a gap', ['01-one', '03-two'], ['no lab has the number 2']],
  ['a number twice', ['01-one', '01-two'], ['two labs have the number 1']],
  ['a topic twice', ['01-one', '02-one'], ['two labs are called "one"']],
])('%s: its names', (_, names, problems) => {
  expect(nameProblems(names)).toEqual(problems);
});
