import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import type { Environment } from './engine.ts';

const configSchema = z.object({ currentContext: z.string().optional() });
const metaSchema = z.object({ Endpoints: z.object({ docker: z.object({ Host: z.string() }) }) });

/** The engine that the user's current Docker context names, when it is not the default one. */
export async function currentContext(env: Environment): Promise<{ name: string; host: string } | undefined> {
  const folder = env.DOCKER_CONFIG ?? join(env.HOME ?? '/', '.docker');
  const name =
    env.DOCKER_CONTEXT ??
    configSchema.safeParse(await readJson(join(folder, 'config.json'))).data?.currentContext;
  if (name === undefined || name === '' || name === 'default') return undefined;
  const id = createHash('sha256').update(name).digest('hex'); // how the docker client names the folder
  const meta = metaSchema.safeParse(await readJson(join(folder, 'contexts/meta', id, 'meta.json')));
  return meta.success ? { name, host: meta.data.Endpoints.docker.Host } : undefined;
}

async function readJson(path: string): Promise<unknown> {
  try {
    return JSON.parse(await readFile(path, 'utf8'));
  } catch {
    return undefined; // no such file, or not one the docker client wrote: then there is no context
  }
}
