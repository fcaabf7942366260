import { setTimeout as sleep } from 'node:timers/promises';
import { type Finding, fail, PASS } from '../finding.ts';
import type { Workbench } from '../workbench.ts';
import { asks } from './ask-container.ts';
import { isHealthy } from './health-of-container.ts';
import { lastLog, POLL_MS, SETTLE_MS, type Started, stateOf } from './served-container.ts';

/** All that is asked of one container, in the order of its life. The first that is not so is shown. */
export async function examine(bench: Workbench, container: Started, readyWithinMs: number): Promise<Finding> {
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
  let deadline = performance.now() + readyWithinMs;
  let hasLogged = false;
  for (;;) {
    const lines = await lastLog(bench, id);
    if (logs.test(lines.join('\n'))) return PASS;
    if (lines.length > 0 && !hasLogged) deadline = Math.min(deadline, performance.now() + SETTLE_MS);
    hasLogged ||= lines.length > 0;
    const { Status, ExitCode } = await stateOf(bench, id);
    const ended = Status === 'running' ? [] : [`it ended with exit code ${ExitCode}`];
    if (ended.length > 0 || performance.now() >= deadline)
      return fail(`${name} does not log ${logs}`, [
        ...ended,
        ...(lines.length > 0 ? lines : ['it logged nothing']),
      ]);
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
