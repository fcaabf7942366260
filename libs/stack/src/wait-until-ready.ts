import { setTimeout as sleep } from 'node:timers/promises';
import { DrydockError, type Engine } from '@drydock/engine';
import { brokenScript } from './broken-script.ts';
import { formatLogLine, readLogs } from './logs.ts';
import { rerunCommand } from './rerun-command.ts';
import type { ServiceRun } from './service-run.ts';

const POLL_MS = 50;
/** How often the engine is asked about the container: asking it costs the machine more than asking the service. */
const STATE_MS = 50;
/** Of one request. A service that takes longer is asked again. */
const ANSWER_TIMEOUT_MS = 2_000;
const EVIDENCE_LINES = 20;
const HEALTH_PATH = '/health';

/** What the engine says about a container, as far as waiting needs it. */
export interface ContainerState {
  readonly status: string;
  readonly exitCode: number;
  readonly isOutOfMemory: boolean;
  /** Of the published port; absent as long as the container does not run. */
  readonly hostPort: number | undefined;
}

export interface WaitOptions {
  readonly run: ServiceRun;
  readonly containerId: string;
  readonly readState: () => Promise<ContainerState>;
  readonly timeoutMs: number;
  /** Between two questions to the service. Default: 50 ms. */
  readonly pollMs?: number | undefined;
  readonly signal: AbortSignal;
}

/**
 * Asks a service from outside, over its published port, until it answers 200. Final images have no shell to ask from
 * inside, and their own health checks are seconds apart. Ends early when the container does. Gives the host port.
 */
export async function waitUntilReady(engine: Engine, options: WaitOptions): Promise<number> {
  const { run, timeoutMs, signal, readState, pollMs = POLL_MS } = options;
  const deadline = performance.now() + timeoutMs;
  let answer = 'it did not start';
  let state: ContainerState | undefined;
  let stateAt = Number.NEGATIVE_INFINITY;
  while (performance.now() < deadline) {
    signal.throwIfAborted();
    if (state?.hostPort === undefined || performance.now() - stateAt >= STATE_MS) {
      stateAt = performance.now();
      state = await readState();
    }
    if (state.status === 'exited' || state.status === 'dead') throw await exited(engine, options, state);
    if (state.hostPort !== undefined) {
      answer = await ask(`http://127.0.0.1:${state.hostPort}${HEALTH_PATH}`, signal);
      if (answer === '200') return state.hostPort;
    }
    await sleep(pollMs, undefined, { signal });
  }
  throw new DrydockError(
    'service-not-ready',
    `service "${run.name}" was not ready within ${timeoutMs / 1_000} s; ${HEALTH_PATH} on its port ${answer}`,
    { evidence: await evidence(engine, options), nextStep: `run it alone: ${rerunCommand(run)}` },
  );
}

/** `200` when it is ready, else what to say about it. */
async function ask(url: string, signal: AbortSignal): Promise<string> {
  try {
    const limit = AbortSignal.any([signal, AbortSignal.timeout(ANSWER_TIMEOUT_MS)]);
    const response = await fetch(url, { signal: limit, redirect: 'manual' });
    await response.body?.cancel();
    return response.status === 200 ? '200' : `answers ${response.status}`;
  } catch (error) {
    const { name, cause } = error as Error & { cause?: { code?: string } };
    return name === 'TimeoutError'
      ? `took over ${ANSWER_TIMEOUT_MS} ms`
      : `does not answer (${cause?.code ?? name})`;
  }
}

async function exited(engine: Engine, options: WaitOptions, state: ContainerState): Promise<DrydockError> {
  const { run, containerId } = options;
  const log = await evidence(engine, options);
  const script = await brokenScript(engine, containerId, log);
  const reason = state.isOutOfMemory ? ', killed at its memory limit' : script ? `; ${script.text}` : '';
  return new DrydockError(
    'service-exited',
    `service "${run.name}" ended before it was ready: exit code ${state.exitCode}${reason}`,
    { evidence: log, nextStep: script?.nextStep ?? `run it alone: ${rerunCommand(run)}` },
  );
}

async function evidence(engine: Engine, { containerId, run }: WaitOptions): Promise<string[]> {
  const lines = await readLogs(engine, [{ service: run.name, containerId }], { tail: EVIDENCE_LINES });
  return lines.length === 0 ? [`${run.name} logged nothing`] : lines.map(formatLogLine);
}
