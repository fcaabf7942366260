import { type Engine, runDocker } from '@drydock/engine';
import { bakeError } from './bake-error.ts';
import { bakeListSchema } from './bake-schema.ts';
import { parseBakeJson } from './parse-bake-json.ts';

export interface ListedTarget {
  readonly name: string;
  readonly description: string | undefined;
  readonly isGroup: boolean;
}

/** Every public target and group of the bake file, for help texts and for guessing at a misspelt one. */
export async function listTargets(
  engine: Engine,
  { root, file }: { readonly root: string; readonly file: string },
): Promise<readonly ListedTarget[]> {
  const args = ['buildx', 'bake', '--file', file, '--list', 'type=targets,format=json'];
  const { exitCode, stdout, stderr } = await runDocker(engine, args, { cwd: root });
  if (exitCode !== 0) throw bakeError({ stderr, file, names: [], wanted: [] });
  return (parseBakeJson(stdout, bakeListSchema, file) ?? []).map(({ name, description, group }) => ({
    name,
    description,
    isGroup: group === true,
  }));
}
