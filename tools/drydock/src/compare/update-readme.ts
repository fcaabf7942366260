import { readFile, writeFile } from 'node:fs/promises';
import { DrydockError } from '@drydock/engine';

const BEGIN = '<!-- drydock compare: begin -->';
const END = '<!-- drydock compare: end -->';

/** Puts a text between the two markers of a file. */
export async function updateReadme(path: string, text: string): Promise<void> {
  await writeFile(path, replaceMarked(await readFile(path, 'utf8'), text));
}

export function replaceMarked(readme: string, text: string): string {
  const begin = readme.indexOf(BEGIN);
  const end = readme.indexOf(END);
  if (begin >= 0 && end > begin)
    return `${readme.slice(0, begin + BEGIN.length)}\n${text}\n${readme.slice(end)}`;
  throw new DrydockError('command-failed', 'README.md has no place for the comparison', {
    nextStep: `write "${BEGIN}" and "${END}" on lines of their own where it belongs`,
  });
}
