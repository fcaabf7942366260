import { setTimeout as sleep } from 'node:timers/promises';
import { DrydockError, runDocker } from '@drydock/engine';
import { dockerLines } from '../docker-output.ts';
import { labelArguments } from '../labels.ts';
import { type Fault, openFault } from './fault.ts';
import type { FaultTarget } from './fault-target.ts';

const IMAGE = 'drydock/tracer:local';
const CALLS = 'fsync,fdatasync';
const ATTACH_TIMEOUT_MS = 10_000;
const POLL_MS = 50;
/** To trace a process of another user, and to tell it to stop for a moment. */
const RIGHTS = ['--cap-drop', 'ALL', '--cap-add', 'SYS_PTRACE', '--cap-add', 'KILL', '--read-only'];

/**
 * Attaches a tracer to the running program, which changes the result of the calls that bring data to the disk. The
 * program, its image and its rights stay as they are. `effect`: as `strace --inject` has it.
 */
export async function openTracedSync(
  target: FaultTarget,
  { what, effect }: { readonly what: string; readonly effect: string },
): Promise<Fault> {
  const { engine, containerId, labels } = target;
  await refuseMissing(target);
  const place = ['--pull', 'never', '--network', 'none', '--pid', `container:${containerId}`, ...RIGHTS];
  const trace = ['--follow-forks', '--attach=1', `--trace=${CALLS}`, `--inject=${CALLS}:${effect}`];
  let tracer = '';
  return openFault(target, {
    what,
    begin: async () => {
      const args = ['run', '--detach', ...labelArguments(labels), ...place, IMAGE, ...trace];
      [tracer = ''] = await dockerLines(engine, args);
      await untilAttached(target, tracer);
    },
    end: async () => {
      if (!tracer) return;
      // Asked to end, it lets each call finish; killed, it could leave one half changed.
      await runDocker(engine, ['stop', tracer]);
      await runDocker(engine, ['rm', '--force', tracer]);
    },
  });
}

async function untilAttached({ engine, run }: FaultTarget, tracer: string): Promise<void> {
  const deadline = performance.now() + ATTACH_TIMEOUT_MS;
  let said = '';
  while (performance.now() < deadline) {
    const { stdout, stderr } = await runDocker(engine, ['logs', tracer]);
    said = stdout + stderr;
    if (said.includes('attached')) return;
    await sleep(POLL_MS);
  }
  throw new DrydockError('fault-failed', `the program of service "${run.name}" cannot be traced`, {
    evidence: said.trim().split('\n'),
    nextStep: 'see whether this machine lets containers trace: sysctl kernel.yama.ptrace_scope',
  });
}

async function refuseMissing({ engine }: FaultTarget): Promise<void> {
  if ((await runDocker(engine, ['image', 'inspect', IMAGE])).exitCode === 0) return;
  throw new DrydockError('image-missing', `not built yet: ${IMAGE}, which traces programs`, {
    nextStep: 'build it: drydock build tracer',
  });
}
