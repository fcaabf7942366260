import { dockerOutput } from '../docker-output.ts';
import { aliasesOf, connect, disconnect } from './endpoint.ts';
import { type Fault, openFault } from './fault.ts';
import type { FaultTarget } from './fault-target.ts';

/** Longer than any grace period a compose file should ask for. */
const STOP_TIMEOUT_MS = 120_000;

/** What can happen to a program and to its place on the network. Its host port stays the same. */
export interface ProcessFaults {
  /** Ended by SIGKILL, with no time for anything. Healed by starting it again: what it kept is what it has. */
  killed(): Promise<Fault>;
  /** Asked to end (SIGTERM), and given its grace period. */
  stopped(): Promise<Fault>;
  /** Frozen: the network takes calls on, and nobody answers them. */
  paused(): Promise<Fault>;
  /** Stopped and started: it may not answer yet. Healed by waiting until it does. */
  restarted(): Promise<Fault>;
  /** Off the network, and its names with it. From this machine it cannot be reached either. */
  disconnected(): Promise<Fault>;
}

export function processFaults(target: FaultTarget): ProcessFaults {
  const { engine, containerId } = target;
  const docker = (...args: string[]) =>
    dockerOutput(engine, [...args, containerId], { timeoutMs: STOP_TIMEOUT_MS });
  const start = () => docker('start'); // does nothing when it runs
  return {
    killed: () =>
      openFault(target, {
        what: 'was killed',
        begin: async () => {
          await docker('kill', '--signal', 'KILL');
          await docker('wait');
        },
        end: start,
      }),
    stopped: () => openFault(target, { what: 'is stopped', begin: () => docker('stop'), end: start }),
    paused: () =>
      openFault(target, {
        what: 'is paused',
        begin: () => docker('pause'),
        end: async () => {
          const { status } = await target.readState();
          if (status === 'paused') await docker('unpause');
        },
      }),
    restarted: () => openFault(target, { what: 'was restarted', begin: () => docker('restart'), end: start }),
    disconnected: () => openDisconnected(target),
  };
}

async function openDisconnected(target: FaultTarget): Promise<Fault> {
  const aliases = (await aliasesOf(target)) ?? [];
  return openFault(target, {
    what: 'is off the network',
    begin: () => disconnect(target),
    end: () => connect(target, aliases),
  });
}
