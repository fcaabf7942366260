import { readdirSync } from 'node:fs';
import type { Engine } from '@drydock/engine';
import { dockerText } from '../support/containers.ts';
import { startServices } from '../support/services.ts';

/** One start and one stop. */
export interface Round {
  readonly startMs: number;
  readonly stopMs: number;
  /** Of the page, when all services were said to be ready. */
  readonly status: number;
  /** What there was of it while it ran: the check that nothing is left sees something. */
  readonly had: number;
  /** What was there of it afterwards. */
  readonly left: readonly string[];
}

export async function startAndStop(engine: Engine): Promise<Round> {
  const begun = performance.now();
  const stack = await startServices(engine);
  const startMs = performance.now() - begun;
  const response = await fetch(stack.service('image-gallery').url);
  await response.text();
  const had = await things(engine, stack.name);
  const stopBegun = performance.now();
  await stack.stop();
  const stopMs = performance.now() - stopBegun;
  return {
    startMs,
    stopMs,
    status: response.status,
    had: had.length,
    left: await things(engine, stack.name),
  };
}

/** Descriptors that this process holds open: they add up where something is never closed. */
export function openFiles(): number {
  return readdirSync('/proc/self/fd').length;
}

/** By name, so that what others start on the same engine meanwhile does not count. */
async function things(engine: Engine, stack: string): Promise<string[]> {
  const lists = await Promise.all([
    dockerText(engine, 'ps', '--all', '--format', 'container {{.Names}}'),
    dockerText(engine, 'network', 'ls', '--format', 'network {{.Name}}'),
    dockerText(engine, 'volume', 'ls', '--format', 'volume {{.Name}}'),
  ]);
  return lists.flatMap((text) => text.split('\n').filter((name) => name.includes(stack)));
}
