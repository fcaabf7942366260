import { join } from 'node:path';
import { type Engine, openEngine } from '@drydock/engine';
import { type Stack, type StartStackOptions, startStack } from '@drydock/stack';

/** Folder of the repository. */
export const ROOT = join(import.meta.dirname, '../..');

/** The images that the book's chapter is about, and the offline upstream. */
export const SERVICES = ['image-of-the-day', 'access-log', 'image-gallery', 'apod'] as const;

/** The engine that every suite uses: the one that the commands would. */
export function openTestEngine(): Promise<Engine> {
  return openEngine({ env: process.env, onProgress: () => undefined });
}

/** A stack of all services under a name, a network and ports that nobody else has. */
export function startServices(engine: Engine, options: Partial<StartStackOptions> = {}): Promise<Stack> {
  return startStack(engine, { root: ROOT, ports: 'random', ...options });
}
