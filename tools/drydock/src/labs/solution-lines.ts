import { readdir, readFile } from 'node:fs/promises';
import { join, relative } from 'node:path';
import type { Lab } from '@drydock/labs';
import { plain, type Terminal } from '../image/format.ts';
import { textLines, withPaths } from './text-lines.ts';

/** Why it is the answer, and each file of it that differs from what the learner was given. */
export async function solutionLines(lab: Lab, terminal: Terminal, root: string): Promise<string[]> {
  const why = await readFile(join(lab.folder, 'solution.md'), 'utf8');
  const files = await changedFiles(lab);
  return [
    ...textLines(withPaths(why, lab.folder, root), terminal),
    ...files.flatMap(({ path, text }) => [
      '',
      terminal.paint('bold', `  ${relative(root, join(lab.folder, 'solution', path))}`),
      '',
      ...text
        .trimEnd()
        .split('\n')
        .map((line) => `    ${plain(line.replaceAll('\t', '    '))}`.trimEnd()),
    ]),
  ];
}

async function changedFiles({ folder }: Lab): Promise<{ readonly path: string; readonly text: string }[]> {
  const solution = join(folder, 'solution');
  const entries = await readdir(solution, { recursive: true, withFileTypes: true });
  const paths = entries
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => relative(solution, join(parentPath, name)))
    .sort();
  const read = await Promise.all(
    paths.map(async (path) => {
      const text = await readFile(join(solution, path), 'utf8');
      const given = await readFile(join(folder, 'start', path), 'utf8').catch(() => undefined);
      return { path, text, isChanged: given !== text };
    }),
  );
  return read.filter(({ isChanged }) => isChanged);
}
