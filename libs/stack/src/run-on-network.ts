import { randomUUID } from 'node:crypto';
import {
  currentOwner,
  DrydockError,
  type Engine,
  formatOwner,
  type RunResult,
  runDocker,
} from '@drydock/engine';
import { labelArguments, OWNER_LABEL, START_LABEL } from './labels.ts';

const RUN_TIMEOUT_MS = 30_000;
/** By which the client outlives its container before it is killed as well. */
const CLIENT_GRACE_MS = 10_000;
/** What `docker run` exits with when it is the engine that fails, and not the command. */
const ENGINE_REFUSED = 125;
const USER = '65532:65532';

export interface RunOnNetworkOptions {
  readonly network: string;
  readonly image: string;
  readonly command: readonly string[];
  /** Default: 30 s. */
  readonly timeoutMs?: number | undefined;
  readonly signal?: AbortSignal | undefined;
}

/**
 * Runs a command in a container of its own on a network, and removes the container. A failing command is a result,
 * and so is one that took too long: its exit code is above 128.
 */
export async function runOnNetwork(engine: Engine, options: RunOnNetworkOptions): Promise<RunResult> {
  const start = randomUUID();
  const name = `drydock-once-${start.slice(0, 8)}`;
  const timeoutMs = options.timeoutMs ?? RUN_TIMEOUT_MS;
  // To stop the client would be to ask the command, politely, and for seconds. To remove its container ends both.
  const remove = () => runDocker(engine, ['rm', '--force', '--volumes', name]);
  const timer = setTimeout(remove, timeoutMs);
  options.signal?.addEventListener('abort', remove, { once: true });
  try {
    refuseCancelled(options);
    const result = await runDocker(engine, runArguments(name, start, options), {
      timeoutMs: timeoutMs + CLIENT_GRACE_MS,
    });
    refuseCancelled(options);
    if (result.exitCode === ENGINE_REFUSED) throw refused(options, result);
    return result;
  } finally {
    clearTimeout(timer);
    options.signal?.removeEventListener('abort', remove);
    await remove();
  }
}

function refuseCancelled({ image, signal }: RunOnNetworkOptions): void {
  if (signal?.aborted)
    throw new DrydockError('cancelled', `running ${image} was cancelled`, { cause: signal.reason });
}

function runArguments(name: string, start: string, options: RunOnNetworkOptions): string[] {
  const place = ['--rm', '--pull', 'never', '--name', name, '--network', options.network];
  const labels = labelArguments({ [OWNER_LABEL]: formatOwner(currentOwner()), [START_LABEL]: start });
  const rights = ['--read-only', '--cap-drop', 'ALL', '--security-opt', 'no-new-privileges', '--user', USER];
  return ['run', ...place, ...labels, ...rights, options.image, ...options.command];
}

function refused({ image, network }: RunOnNetworkOptions, { stderr }: RunResult): DrydockError {
  return new DrydockError('service-refused', `${image} cannot be run on network "${network}"`, {
    evidence: stderr.trim().split('\n'),
    nextStep: 'check that both are there: docker image ls, docker network ls',
  });
}
