import { setTimeout as sleep } from 'node:timers/promises';
import { probe } from '@drydock/stack';
import { z } from 'zod';
import { type Check, type CheckWords, worded } from '../check.ts';
import { type Finding, fail, PASS } from '../finding.ts';
import type { BuildRecipe } from '../recipe.ts';
import type { Workbench } from '../workbench.ts';
import { brokenBuild } from './broken-build.ts';
import { refused } from './runs.ts';

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

export interface ServesOptions extends CheckWords {
  /** By the name each has on the network. Started in this order. */
  readonly containers: Readonly<Record<string, ServedContainer>>;
  /** By when each must answer for the first time. Default: 10 s. */
  readonly readyWithinMs?: number | undefined;
}

const READY_TIMEOUT_MS = 10_000;
const POLL_MS = 50;
const LOG_LINES = 12;

/** Containers that keep running, on a network of their own: they answer, are healthy, and stop when asked. */
export function serves(options: ServesOptions): Check {
  return {
    title: 'containers of it answer',
    look: async (bench) => {
      const built = await Promise.all(
        Object.entries(options.containers).map(async ([name, one]) => {
          return { name, one, build: await bench.build(one.build) };
        }),
      );
      const failure = built.find(({ build }) => build.failure)?.build.failure;
      if (failure) return brokenBuild(failure, bench.needs);
      const network = bench.own.name;
      await bench.docker(['network', 'create', ...bench.own.labels, network]);
      try {
        const started: Started[] = [];
        for (const { name, one, build } of built) {
          const container = await start(bench, { name, one, image: build.image, network });
          if ('status' in container) return worded(container, options);
          started.push(container);
        }
        for (const container of started) {
          const finding = await examine(bench, container, options.readyWithinMs ?? READY_TIMEOUT_MS);
          if (finding.status !== 'pass') return worded(finding, options);
        }
        return PASS;
      } finally {
        await bench.own.remove();
      }
    },
  };
}

interface Started {
  readonly name: string;
  readonly id: string;
  readonly network: string;
  readonly one: ServedContainer;
}

async function start(
  bench: Workbench,
  { name, one, image, network }: Omit<Started, 'id'> & { readonly image: string },
): Promise<Started | Finding> {
  const place = ['run', '--detach', '--pull', 'never', '--name', `${network}-${name}`, ...bench.own.labels];
  const joined = ['--network', network, '--network-alias', name];
  const port = one.port === undefined ? [] : ['--publish', `127.0.0.1::${one.port}`];
  const args = [...place, ...joined, ...port, ...(one.docker ?? []), image, ...(one.command ?? [])];
  const { exitCode, stdout, stderr } = await bench.docker(args);
  if (exitCode === 0) return { name, one, network, id: stdout.trim() };
  const text = stderr.trim();
  if (exitCode !== 125 || /exec|executable file|no such file|permission denied/i.test(text))
    return fail(`${name}: the container cannot be started`, text.split('\n'));
  return refused(text, text.split('\n'));
}

async function examine(bench: Workbench, container: Started, readyWithinMs: number): Promise<Finding> {
  const { one } = container;
  const looks = [
    ...(one.answers ?? []).map((answer) => () => asks(bench, container, { answer, readyWithinMs })),
    () => isHealthy(bench, container),
    () => isProcess(bench, container),
    () => logged(bench, container, readyWithinMs),
    () => stops(bench, container),
  ];
  for (const look of looks) {
    const finding = await look();
    if (finding.status !== 'pass') return finding;
  }
  return PASS;
}

async function asks(
  bench: Workbench,
  { id, name, one: { port }, network }: Started,
  { answer, readyWithinMs }: { readonly answer: Answer; readonly readyWithinMs: number },
): Promise<Finding> {
  const { path = '/', status = 200, body, from = 'outside' } = answer;
  const deadline = performance.now() + readyWithinMs;
  const url = from === 'network' ? `http://${name}${port === 80 ? '' : `:${port}`}${path}` : path;
  let seen = 'no answer';
  for (;;) {
    const got =
      from === 'network'
        ? await probe(bench.engine, { network, url, signal: bench.signal })
        : await askOutside(bench, { id, port, path });
    seen = got.status === null ? `no answer: ${got.error}` : `${got.status} ${got.body.trim().slice(0, 300)}`;
    if (got.status === status && (!body || body.test(got.body))) return PASS;
    const state = await stateOf(bench, id);
    if (state.Status === 'running' && performance.now() < deadline) {
      await sleep(POLL_MS, undefined, { signal: bench.signal });
      continue;
    }
    const ended = state.Status === 'running' ? [] : [`it ended with exit code ${state.ExitCode}`];
    const wanted = `${status}${body ? ` and ${body}` : ''}`;
    const evidence = [
      `asked ${url}, wanted ${wanted}`,
      `got ${seen}`,
      ...ended,
      ...(await lastLog(bench, id)),
    ];
    return fail(`${name} does not answer as it should`, evidence);
  }
}

interface Got {
  readonly status: number | null;
  readonly body: string;
  readonly error: string | null;
}

async function askOutside(
  bench: Workbench,
  { id, port, path }: { readonly id: string; readonly port: number | undefined; readonly path: string },
): Promise<Got> {
  const { stdout } = await bench.docker(['port', id, `${port}/tcp`]);
  const address = stdout.split('\n')[0]?.trim();
  if (!address) return { status: null, body: '', error: `port ${port} is not published` };
  try {
    const answer = await fetch(`http://${address}${path}`, { signal: AbortSignal.timeout(2_000) });
    return { status: answer.status, body: await answer.text(), error: null };
  } catch (error) {
    return { status: null, body: '', error: String((error as Error).cause ?? error) };
  }
}

const stateSchema = z.object({
  Status: z.string(),
  ExitCode: z.number(),
  Health: z
    .object({ Status: z.string(), Log: z.array(z.object({ Output: z.string() })).nullish() })
    .nullish(),
});

async function stateOf(bench: Workbench, id: string): Promise<z.output<typeof stateSchema>> {
  const { stdout } = await bench.docker(['inspect', '--format', '{{json .State}}', id]);
  return stateSchema.parse(JSON.parse(stdout));
}

async function lastLog(bench: Workbench, id: string): Promise<string[]> {
  const { stdout, stderr } = await bench.docker(['logs', '--tail', String(LOG_LINES), id]);
  return `${stdout}${stderr}`
    .split('\n')
    .filter(Boolean)
    .map((line) => `log: ${line}`);
}

async function isHealthy(
  bench: Workbench,
  { id, name, one: { healthyWithinMs } }: Started,
): Promise<Finding> {
  if (healthyWithinMs === undefined) return PASS;
  const deadline = performance.now() + healthyWithinMs;
  for (;;) {
    const { Health, Status } = await stateOf(bench, id);
    if (Health?.Status === 'healthy') return PASS;
    if (!Health) return fail(`${name} has no health check`);
    if (Health.Status === 'unhealthy' || Status !== 'running' || performance.now() >= deadline) {
      const output = Health.Log?.at(-1)?.Output.trim();
      const said = output ? [`the health check printed: ${output}`] : [];
      return fail(`${name} is ${Health.Status}`, [...said, ...(await lastLog(bench, id))]);
    }
    await sleep(POLL_MS, undefined, { signal: bench.signal });
  }
}

async function isProcess(bench: Workbench, { id, name, one }: Started): Promise<Finding> {
  const { firstProcess, runsAs } = one;
  if (firstProcess === undefined && runsAs === undefined) return PASS;
  const { stdout } = await bench.docker(['top', id, '-o', 'pid,uid,args']);
  const [, uid, command = ''] = /^\s*\d+\s+(\d+)\s+(.*)$/.exec(stdout.split('\n')[1] ?? '') ?? [];
  const evidence = [`its first process: ${command} (user ${uid ?? 'unknown'})`];
  if (runsAs !== undefined && Number(uid) !== runsAs)
    return fail(`${name} runs as user ${uid ?? 'unknown'}, not ${runsAs}`, evidence);
  if (firstProcess && !firstProcess.test(command))
    return fail(`the first process of ${name} is not ${firstProcess}`, evidence);
  return PASS;
}

async function logged(
  bench: Workbench,
  { id, name, one: { logs } }: Started,
  readyWithinMs: number,
): Promise<Finding> {
  if (!logs) return PASS;
  const deadline = performance.now() + readyWithinMs;
  for (;;) {
    const lines = await lastLog(bench, id);
    if (logs.test(lines.join('\n'))) return PASS;
    const { Status } = await stateOf(bench, id);
    if (Status !== 'running' || performance.now() >= deadline)
      return fail(`${name} does not log ${logs}`, lines);
    await sleep(POLL_MS, undefined, { signal: bench.signal });
  }
}

async function stops(bench: Workbench, { id, name, one }: Started): Promise<Finding> {
  const { stopsWithinMs, exitCode } = one;
  if (stopsWithinMs === undefined) return PASS;
  const startedAt = performance.now();
  await bench.docker(['stop', '--time', String(Math.ceil(stopsWithinMs / 1_000)), id]);
  const tookMs = Math.round(performance.now() - startedAt);
  const { ExitCode } = await stateOf(bench, id);
  const evidence = [
    `it took ${tookMs} ms and ended with exit code ${ExitCode}`,
    ...(await lastLog(bench, id)),
  ];
  if (ExitCode === 137) return fail(`${name} does not stop when asked: it had to be killed`, evidence);
  if (exitCode !== undefined && ExitCode !== exitCode)
    return fail(`${name} ends with exit code ${ExitCode}, not ${exitCode}`, evidence);
  return PASS;
}
