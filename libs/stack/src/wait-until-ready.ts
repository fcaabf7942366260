import { setTimeout as sleep } from 'node:timers/promises';
import { DrydockError, type Engine } from '@drydock/engine';
import { brokenScript } from './broken-script.ts';
import type { ContainerState } from './container-state.ts';
import { formatLogLine, readLogs } from './logs.ts';
import { rerunCommand } from './rerun-command.ts';
import { type ServiceAddress, serviceAsker } from './service-answers.ts';
import type { ServiceRun } from './service-run.ts';

const POLL_MS = 50;
/** How often the engine is asked about the container: asking it costs the machine more than asking the service. */
const STATE_MS = 50;
/** A program that ends at once was never ready, although it ran for a moment. */
const SETTLED_MS = 1_000;
const EVIDENCE_LINES = 20;

/**
 * What makes a service ready. `answer`: its port, asked from outside, since final images have no shell to ask from
 * inside. `health`: its health check. `run`: that it goes on running, or has ended with 0. `end`: that it has ended with 0.
 */
export type Readiness = 'answer' | 'health' | 'run' | 'end';

export interface WaitOptions {
  readonly run: ServiceRun;
  readonly readiness: Readiness;
  readonly containerId: string;
  readonly readState: () => Promise<ContainerState>;
  readonly timeoutMs: number;
  /** Between two questions to the service. Default: 50 ms. */
  readonly pollMs?: number | undefined;
  /** For how long it has to run, where nothing but that makes it ready. Default: a second. */
  readonly settledMs?: number | undefined;
  readonly signal: AbortSignal;
}

/** Waits until a service is ready. Ends early when its container does. Gives its address, if it has one. */
export async function waitUntilReady(
  engine: Engine,
  options: WaitOptions,
): Promise<ServiceAddress | undefined> {
  const { run, readiness, timeoutMs, signal, readState } = options;
  const { pollMs = POLL_MS, settledMs = SETTLED_MS } = options;
  const deadline = performance.now() + timeoutMs;
  const ask = serviceAsker();
  let complaint = 'it did not start';
  let state: ContainerState | undefined;
  let stateAt = Number.NEGATIVE_INFINITY;
  let runsSince = Number.POSITIVE_INFINITY;
  while (performance.now() < deadline) {
    signal.throwIfAborted();
    if (state?.address === undefined || performance.now() - stateAt >= STATE_MS) {
      stateAt = performance.now();
      state = await readState();
    }
    runsSince = state.status === 'running' ? Math.min(runsSince, stateAt) : Number.POSITIVE_INFINITY;
    const isSettled = performance.now() - runsSince >= settledMs;
    const verdict = judgeState({ readiness, state, isSettled });
    if (verdict.is === 'failed') throw await failed(engine, options, verdict);
    const wrong = verdict.is === 'ask' ? await ask(verdict.address, signal) : verdict.complaint;
    if (wrong === undefined) return state.address;
    complaint = wrong;
    await sleep(pollMs, undefined, { signal });
  }
  throw new DrydockError(
    'service-not-ready',
    `service "${run.name}" was not ready within ${timeoutMs / 1_000} s; ${complaint}`,
    { evidence: await evidence(engine, options), nextStep: `run it alone: ${rerunCommand(run)}` },
  );
}

type Verdict =
  /** Ready, unless there is a complaint. */
  | { readonly is: 'known'; readonly complaint: string | undefined }
  | { readonly is: 'ask'; readonly address: ServiceAddress }
  /** It will not get ready any more. */
  | {
      readonly is: 'failed';
      readonly code: 'service-exited' | 'service-not-ready';
      readonly text: string;
      readonly details: readonly string[];
    };

interface Judged {
  readonly readiness: Readiness;
  readonly state: ContainerState;
  /** It has run for long enough. */
  readonly isSettled: boolean;
}

function judgeState({ readiness, state, isSettled }: Judged): Verdict {
  const { status, exitCode, address } = state;
  const waiting = (complaint: string): Verdict => ({ is: 'known', complaint });
  const ready: Verdict = { is: 'known', complaint: undefined };
  if (status === 'exited' || status === 'dead') {
    const mayEnd = readiness === 'run' || readiness === 'end';
    return mayEnd && exitCode === 0 ? ready : ended(readiness, state);
  }
  if (status === 'restarting') return waiting(`it ends with exit code ${exitCode}, and is started again`);
  if (status !== 'running') return waiting(status === 'created' ? 'it did not start' : `it is ${status}`);
  if (readiness === 'run') return isSettled ? ready : waiting('it has only begun to run');
  if (readiness === 'end') return waiting('it has not ended, which other services wait for');
  if (readiness === 'health') return judgeHealth(state);
  return address === undefined ? waiting('its port is not published yet') : { is: 'ask', address };
}

function ended(readiness: Readiness, { exitCode, isOutOfMemory }: ContainerState): Verdict {
  const reason = isOutOfMemory ? ', killed at its memory limit' : '';
  const when =
    readiness === 'end' ? 'failed, and other services need it to succeed' : 'ended before it was ready';
  return {
    is: 'failed',
    code: 'service-exited',
    text: `${when}: exit code ${exitCode}${reason}`,
    details: [],
  };
}

function judgeHealth({ health, healthOutput }: ContainerState): Verdict {
  const said = healthOutput ? [`its health check said: ${healthOutput}`] : [];
  if (health === 'healthy') return { is: 'known', complaint: undefined };
  if (health === 'unhealthy')
    return { is: 'failed', code: 'service-not-ready', text: 'is unhealthy', details: said };
  return { is: 'known', complaint: ['its health check has not succeeded yet', ...said].join('; ') };
}

async function failed(
  engine: Engine,
  options: WaitOptions,
  { code, text, details }: Verdict & { readonly is: 'failed' },
): Promise<DrydockError> {
  const { run, containerId } = options;
  const log = await evidence(engine, options);
  const script = code === 'service-exited' ? await brokenScript(engine, containerId, log) : undefined;
  return new DrydockError(code, `service "${run.name}" ${text}${script ? `; ${script.text}` : ''}`, {
    evidence: [...details, ...log],
    nextStep: script?.nextStep ?? `run it alone: ${rerunCommand(run)}`,
  });
}

async function evidence(engine: Engine, { containerId, run }: WaitOptions): Promise<string[]> {
  const lines = await readLogs(engine, [{ service: run.name, containerId }], { tail: EVIDENCE_LINES });
  return lines.length === 0 ? [`${run.name} logged nothing`] : lines.map(formatLogLine);
}
