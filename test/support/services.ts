import { join } from 'node:path';
import { type Engine, openEngine } from '@drydock/engine';
import { type Stack, type StartStackOptions, startStack } from '@drydock/stack';
import { sweepDead } from './sweep-dead.ts';

/** Folder of the repository. */
export const ROOT = join(import.meta.dirname, '../..');

/** The images that the book's chapter is about, and the offline upstream. */
export const SERVICES = ['image-of-the-day', 'access-log', 'image-gallery', 'apod'] as const;

/** The engine that every suite uses: the one that the commands would. What killed suites left there is gone. */
export async function openTestEngine(): Promise<Engine> {
  const engine = await openEngine({ env: process.env, onProgress: () => undefined });
  await sweepDead(engine);
  return engine;
}

/** A stack of all services under a name, a network and ports that nobody else has. */
export function startServices(engine: Engine, options: Partial<StartStackOptions> = {}): Promise<Stack> {
  return startStack(engine, { root: ROOT, ports: 'random', ...options });
}
