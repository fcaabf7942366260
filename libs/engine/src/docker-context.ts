import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import type { Environment } from './engine.ts';

const configSchema = z.object({ currentContext: z.string().optional() });
const metaSchema = z.object({
  Name: z.string(),
  Endpoints: z.object({ docker: z.object({ Host: z.string() }) }),
});

export interface DockerContext {
  readonly name: string;
  /** Nothing when there is no context of that name. */
  readonly host: string | undefined;
  /** The names of all contexts that there are. */
  readonly known: readonly string[];
}

/** The Docker context that the user chose, when it is not the default one. */
export async function currentContext(env: Environment): Promise<DockerContext | undefined> {
  const folder = env.DOCKER_CONFIG || join(env.HOME || '/', '.docker');
  const name =
    env.DOCKER_CONTEXT ||
    configSchema.safeParse(await readJson(join(folder, 'config.json'))).data?.currentContext;
  if (name === undefined || name === '' || name === 'default') return undefined;
  const all = join(folder, 'contexts/meta');
  const id = createHash('sha256').update(name).digest('hex'); // how the docker client names the folder
  const meta = metaSchema.safeParse(await readJson(join(all, id, 'meta.json')));
  return { name, host: meta.data?.Endpoints.docker.Host, known: await namesIn(all) };
}

async function namesIn(all: string): Promise<string[]> {
  const ids = await readdir(all).catch(() => []);
  const metas = await Promise.all(ids.map((id) => readJson(join(all, id, 'meta.json'))));
  const names = metas.flatMap((meta) => metaSchema.safeParse(meta).data?.Name ?? []);
  return ['default', ...names.sort()];
}

async function readJson(path: string): Promise<unknown> {
  try {
    return JSON.parse(await readFile(path, 'utf8'));
  } catch {
    return undefined; // no such file, or not one the docker client wrote: then there is no context
  }
}
