import { visibleText } from '@drydock/engine';
import { type ContainerFacts, inspectContainer } from '../engine-questions.ts';
import type { BuildRecipe } from '../recipe.ts';
import type { Workbench } from '../workbench.ts';

export interface Answer {
  /** Default: `/`. */
  readonly path?: string | undefined;
  /** Default: 200. */
  readonly status?: number | undefined;
  readonly body?: RegExp | undefined;
  /** Asked from outside through a published port (default), or by its name from another container of the network. */
  readonly from?: 'outside' | 'network' | undefined;
}

export interface ServedContainer {
  readonly build?: BuildRecipe | undefined;
  /** The port it listens on. Left out: nobody asks it anything. */
  readonly port?: number | undefined;
  readonly command?: readonly string[] | undefined;
  /** Options of `docker run`, without names, networks and host ports. */
  readonly docker?: readonly string[] | undefined;
  readonly answers?: readonly Answer[] | undefined;
  /** What it prints once it listens. Whoever has no answer then gets none by waiting. */
  readonly opensWith?: RegExp | undefined;
  /** Its own health check says so within this time. */
  readonly healthyWithinMs?: number | undefined;
  /** The line of `ps` of its first process: `/^node /`. */
  readonly firstProcess?: RegExp | undefined;
  /** Numbers: `65532`. */
  readonly runsAs?: number | undefined;
  /** Somewhere in its log, by the time it has to be ready. */
  readonly logs?: RegExp | undefined;
  /** After SIGTERM, by itself. Give `answers` or `logs` too: a program that has not begun yet hears no signal. */
  readonly stopsWithinMs?: number | undefined;
  /** Once it was stopped. */
  readonly exitCode?: number | undefined;
}

/** One that runs. */
export interface Started {
  readonly name: string;
  readonly id: string;
  readonly network: string;
  readonly one: ServedContainer;
}

export const POLL_MS = 50;
/** For who listens. */
export const OPEN_MS = 300;
/** For who answers or logs, and not yet as it should: a program says the right thing soon after the first, or never. */
export const SETTLE_MS = 1_000;
const LOG_LINES = 12;

export async function stateOf(bench: Workbench, id: string): Promise<ContainerFacts['State']> {
  return (await inspectContainer(bench.engine, id, bench.signal)).State;
}

export async function lastLog(bench: Workbench, id: string): Promise<string[]> {
  const { stdout, stderr } = await bench.docker(['logs', '--tail', String(LOG_LINES), id]);
  return `${stdout}${stderr}`
    .split('\n')
    .filter(Boolean)
    .map((line) => `log: ${visibleText(line)}`);
}
