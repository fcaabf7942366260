import { DrydockError } from '@drydock/engine';
import { z } from 'zod';
import { dockerOutput } from '../docker-output.ts';
import { type Fault, openFault } from './fault.ts';
import type { FaultTarget } from './fault-target.ts';
import { openFullDisk } from './full-disk.ts';
import { openTracedSync } from './traced-sync.ts';

/** What can happen to the things that a service lives on. */
export interface ResourceFaults {
  /**
   * No byte is left on a volume of the service. Needs `volumeSizes` at the start of the stack, since a volume without
   * a size is as large as this machine's disk. `volume`: as the compose file calls it. Default: the only one there is.
   */
  withFullDisk(options?: { readonly volume?: string }): Promise<Fault>;
  /**
   * No memory beyond this limit, of at least 6 MiB: the kernel kills what needs more. A service that uses more already is
   * killed and started again under it.
   */
  withMemory(options: { readonly limitBytes: number }): Promise<Fault>;
  /** fsync and fdatasync fail with EIO: what was written may not be there after a power cut. */
  withFailingSync(): Promise<Fault>;
  /** fsync and fdatasync take longer by so much. */
  withSlowSync(options: { readonly ms: number }): Promise<Fault>;
}

export function resourceFaults(target: FaultTarget): ResourceFaults {
  return {
    withFullDisk: ({ volume } = {}) => openFullDisk(target, volume),
    withMemory: ({ limitBytes }) => openLowMemory(target, limitBytes),
    withFailingSync: () => openTracedSync(target, { what: 'fails to sync', effect: 'error=EIO' }),
    withSlowSync: ({ ms }) =>
      openTracedSync(target, { what: `syncs ${ms} ms late`, effect: `delay_enter=${ms * 1_000}` }),
  };
}

const limitsSchema = z.object({ Memory: z.number(), MemorySwap: z.number() });

async function openLowMemory(target: FaultTarget, limitBytes: number): Promise<Fault> {
  const { engine, containerId, run } = target;
  const format = ['--format', '{{json .HostConfig}}'];
  const limits = limitsSchema.parse(
    JSON.parse(await dockerOutput(engine, ['inspect', ...format, containerId])),
  );
  if (limits.Memory === 0)
    throw new DrydockError('usage', `service "${run.name}" has no memory limit, so none can be lowered`, {
      nextStep: 'give it one in the compose file: mem_limit',
    });
  const docker = (...args: string[]) => dockerOutput(engine, [...args, containerId]);
  const update = (memory: number, swap: number) =>
    docker('update', `--memory=${memory}`, `--memory-swap=${swap}`);
  const lower = () => update(limitBytes, limitBytes); // as much swap as memory is no swap
  return openFault(target, {
    what: `has ${limitBytes} bytes of memory`,
    begin: async () => {
      try {
        await lower();
      } catch (error) {
        // The engine lets no limit fall below what is in use.
        if (!String((error as DrydockError).evidence).includes('current usage')) throw error;
        await docker('kill', '--signal', 'KILL');
        await docker('wait');
        await lower();
        await docker('start');
      }
    },
    end: async () => {
      await update(limits.Memory, limits.MemorySwap);
      await docker('start'); // does nothing when it runs
    },
  });
}
