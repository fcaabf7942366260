import { readdir, readFile } from 'node:fs/promises';
import { join, relative } from 'node:path';
import type { Lab } from '@drydock/labs';
import { plain, type Terminal } from '../image/format.ts';
import { textLines, withPaths } from './text-lines.ts';

export interface Solution {
  /** Why it is the answer, with links as paths. */
  readonly why: string;
  /** Each file that differs from what the learner was given, by its path in the repository. */
  readonly files: readonly { readonly path: string; readonly text: string }[];
}

export async function readSolution(lab: Lab, root: string): Promise<Solution> {
  const why = withPaths(await readFile(join(lab.folder, 'solution.md'), 'utf8'), lab.folder, root);
  const files = await changedFiles(lab);
  const shown = (path: string) => relative(root, join(lab.folder, 'solution', path));
  return { why, files: files.map(({ path, text }) => ({ path: shown(path), text })) };
}

export function solutionLines({ why, files }: Solution, terminal: Terminal): string[] {
  return [
    ...textLines(why, terminal),
    ...files.flatMap(({ path, text }) => ['', terminal.paint('bold', `  ${path}`), '', ...codeLines(text)]),
  ];
}

/** As it stands in the file: what is cut at the edge of a screen is whole there. */
function codeLines(text: string): string[] {
  return text
    .trimEnd()
    .split('\n')
    .map((line) => `    ${plain(line.replaceAll('\t', '    '))}`.trimEnd());
}

async function changedFiles({ folder }: Lab): Promise<Solution['files']> {
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
