import { existsSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { DrydockError, nearestName } from '@drydock/engine';
import { isLab, type LabDefinition } from './define-lab.ts';
import { LAB_FOLDER } from './lab-folder.ts';

/** A lab of the course, where it lies. */
export interface Lab {
  /** `02-layers-and-deleting`. */
  readonly name: string;
  readonly number: number;
  /** Absolute. */
  readonly folder: string;
  readonly definition: LabDefinition;
}

/** All labs in their order, or those named: by `02-layers-and-deleting`, `02`, `2` or `layers-and-deleting`. */
export async function readCourse(folder: string, names: readonly string[] = []): Promise<Lab[]> {
  const all = await labNames(folder);
  const wanted = names.length === 0 ? all : [...new Set(names.map((name) => resolveName(name, all)))].sort();
  return Promise.all(wanted.map((name) => readLab(folder, name)));
}

/** One lab of a course that was read, by the same names. */
export function findLab(course: readonly Lab[], name: string): Lab {
  const wanted = resolveName(
    name,
    course.map((lab) => lab.name),
  );
  const found = course.find((lab) => lab.name === wanted);
  if (!found) throw new DrydockError('unknown-name', `there is no lab "${name}"`);
  return found;
}

export async function labNames(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { withFileTypes: true });
  return entries
    .filter((entry) => entry.isDirectory() && LAB_FOLDER.test(entry.name))
    .map(({ name }) => name)
    .sort();
}

function resolveName(name: string, all: readonly string[]): string {
  const plain = name.replace(/\/$/, '').split('/').at(-1) ?? name;
  const number = /^\d+$/.test(plain) ? plain.padStart(2, '0') : undefined;
  const found = all.find((one) => one === plain || one.slice(3) === plain || one.slice(0, 2) === number);
  if (found !== undefined) return found;
  const topic = nearestName(
    plain,
    all.map((one) => one.slice(3)),
  );
  const nearest = nearestName(plain, all) ?? all.find((one) => topic !== undefined && one.endsWith(topic));
  throw new DrydockError('unknown-name', `there is no lab "${name}"`, {
    nextStep: nearest ? `did you mean "${nearest}"?` : 'see what there is: npm run drydock -- lab list',
  });
}

async function readLab(course: string, name: string): Promise<Lab> {
  const folder = join(course, name);
  const path = join(folder, 'lab.ts');
  if (!existsSync(path)) throw new DrydockError('lab-files', `labs/${name} has no lab.ts`);
  const { default: definition } = (await import(pathToFileURL(path).href)) as { default?: unknown };
  if (!isLab(definition))
    throw new DrydockError('lab-invalid', `labs/${name}/lab.ts exports no lab`, {
      nextStep: 'export default defineLab({ … })',
    });
  return { name, number: Number(name.slice(0, 2)), folder, definition };
}

/** What to do, for the learner. */
export function readReadme({ folder }: Lab): Promise<string> {
  return readFile(join(folder, 'README.md'), 'utf8');
}

/** Three steps for each task, in the order in which they help: a question, a concept, where to read. */
export interface TaskHints {
  readonly task: string;
  readonly question: string;
  readonly concept: string;
  readonly read: string;
}

export async function readHints({ folder }: Lab): Promise<TaskHints[]> {
  return parseHints(await readFile(join(folder, 'hints.md'), 'utf8'));
}

/** `## task-name`, and under it `### Question`, `### Concept`, `### Read`. */
export function parseHints(text: string): TaskHints[] {
  return sections(text, '## ').map(({ title, body }) => {
    const steps = sections(body, '### ');
    const step = (name: string) => steps.find(({ title: one }) => one === name)?.body.trim() ?? '';
    return { task: title, question: step('Question'), concept: step('Concept'), read: step('Read') };
  });
}

function sections(text: string, mark: string): { title: string; body: string }[] {
  const [, ...parts] = `\n${text}`.split(`\n${mark}`);
  return parts.map((part) => {
    const [title = '', ...lines] = part.split('\n');
    return { title: title.trim(), body: lines.join('\n') };
  });
}
