import { readdir } from 'node:fs/promises';
import { LAB_FOLDER, topicOf } from './lab-folder.ts';

/** What is wrong with the folder of a course as a whole: strangers, gaps, numbers and topics that are there twice. */
export async function verifyNames(course: string): Promise<string[]> {
  const entries = (await readdir(course)).filter((name) => name !== 'README.md').sort();
  return [
    ...entries.filter((name) => !LAB_FOLDER.test(name)).map((name) => `labs/${name} is no lab`),
    ...nameProblems(entries.filter((name) => LAB_FOLDER.test(name))),
  ];
}

export function nameProblems(names: readonly string[]): string[] {
  const numbers = names.map((name) => Number(name.slice(0, 2)));
  const topics = names.map((name) => topicOf({ name }));
  const last = Math.max(0, ...numbers);
  const missing = Array.from({ length: last }, (_, index) => index + 1).filter(
    (one) => !numbers.includes(one),
  );
  return [
    ...missing.map((number) => `no lab has the number ${number}`),
    ...twice(numbers).map((number) => `two labs have the number ${number}`),
    ...twice(topics).map((topic) => `two labs are called "${topic}"`),
  ];
}

function twice<T>(values: readonly T[]): T[] {
  return values.filter((value, index) => values.indexOf(value) < index);
}
