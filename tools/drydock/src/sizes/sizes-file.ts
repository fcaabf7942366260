import { existsSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type Baseline, baselineSchema } from '@drydock/contracts';
import { DrydockError } from '@drydock/engine';
import { z } from 'zod';

/** What images weighed when somebody last looked: committed, and reviewed as a diff. */
export const SIZES_FILE = 'docker/sizes.json';

/** By the name of the image. */
export type Sizes = Readonly<Record<string, Baseline>>;

/** None when there is no such file yet. */
export async function readSizes(root: string): Promise<Sizes> {
  const path = join(root, SIZES_FILE);
  if (!existsSync(path)) return {};
  const { data, error } = sizesSchema.safeParse(await readFile(path, 'utf8'));
  if (data) return data;
  const problems = error.issues.map(({ path: keys, message }) =>
    [keys.join(' › '), message].filter(Boolean).join(': '),
  );
  throw new DrydockError('sizes-file', `${SIZES_FILE} is damaged: ${problems[0]}`, {
    evidence: problems.slice(1, MAX_PROBLEMS),
    nextStep: 'take it from the last commit (git restore docker/sizes.json), or remove it and write it anew',
  });
}

const MAX_PROBLEMS = 6;

const sizesSchema = z
  .string()
  .transform((text, issues): unknown => {
    try {
      return JSON.parse(text);
    } catch (error) {
      issues.addIssue({ code: 'custom', message: `it is no JSON: ${String(error).replace(/^\w+: /, '')}` });
      return z.NEVER;
    }
  })
  .pipe(z.record(z.string(), baselineSchema));

/** In the order of the images' names, so that a diff shows what changed and nothing else. */
export async function writeSizes(root: string, sizes: Sizes): Promise<void> {
  const sorted = Object.fromEntries(Object.entries(sizes).sort(([a], [b]) => (a < b ? -1 : 1)));
  await writeFile(join(root, SIZES_FILE), `${JSON.stringify(sorted, null, 2)}\n`);
}
