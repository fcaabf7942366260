import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Dockerfiles } from './locate-step.ts';
import type { ImagePlan } from './plan-images.ts';

/**
 * Writes a bake file, to be read after the other one, that runs every step of the requested targets again. The images
 * they are built from are not theirs. A stage without a name cannot be asked for, and follows those it copies from. It is a file because `--set` takes `no-cache-filter` and forgets it.
 */
export async function writeNoCacheFile(
  plan: ImagePlan,
  dockerfiles: Dockerfiles,
  folder: string,
): Promise<string> {
  const target = Object.fromEntries(
    plan.requested.map((name) => {
      const stages = (dockerfiles.get(name) ?? []).map((stage) => stage.name);
      // Of a Dockerfile elsewhere, nobody here knows the stages.
      return [name, stages.length > 0 ? { 'no-cache-filter': stages } : { 'no-cache': true }];
    }),
  );
  const path = join(folder, 'no-cache.json');
  await writeFile(path, JSON.stringify({ target }));
  return path;
}
