import type { Clone } from '../clone.ts';
import type { Compiled } from './compiled.ts';
import { testedFolders } from './folders.ts';
import { addReason, type Reasons } from './reasons.ts';

/** What Biome has rules for, and where it does not look (biome.json). */
const LINTED = /\.(ts|mts|cts|js|mjs|cjs|json|jsonc|css|html)$/;
const NOT_LINTED = /^labs\/[^/]+\/(start|solution|wrong)\/|^apps\/image-gallery\/web\/.*\.html$/;
/** What decides how any task is run. */
const EVERYWHERE = /^(nx\.json|package\.json|package-lock\.json|tools\/nx\/src\/.*)$/;
const VITEST = ['vitest.config.ts', 'tsconfig.json'];

export interface ToolOptions {
  /** Every task that there is. */
  readonly tasks: readonly string[];
  readonly compiled: Compiled;
}

/** What the tools read that run the tasks. */
export function addTools(reasons: Reasons, clone: Clone, { tasks, compiled }: ToolOptions): void {
  const config = clone.read('vitest.config.ts');
  const setup = clone.files.filter((file) => config.includes(`'${file}'`));
  for (const file of clone.files) {
    if (LINTED.test(file) && !NOT_LINTED.test(file)) {
      addReason(reasons, file, 'nx:lint', 'Biome and knip look at it');
      const owner = linterOf(file);
      if (owner) addReason(reasons, file, `${owner}:lint`, 'Biome looks at it');
    }
    if (EVERYWHERE.test(file))
      for (const task of tasks) addReason(reasons, file, task, 'it decides how every task is run');
  }
  for (const task of tasks.filter((one) => one.endsWith(':lint')))
    addReason(reasons, 'biome.json', task, 'Biome reads it');
  for (const project of testedFolders(clone.files).keys())
    for (const file of [...VITEST, ...setup, ...(compiled.get('runner') ?? [])])
      addReason(reasons, file, `${project}:test`, 'Vitest reads it');
}

function linterOf(file: string): string | undefined {
  const [top = '', folder] = file.split('/');
  if (top === 'test') return 'test';
  if (top === 'labs') return 'course';
  return ['apps', 'libs', 'tools'].includes(top) && file.split('/').length > 2 ? folder : undefined;
}
