import { DrydockError } from '@drydock/engine';
import type { ContainerRuntimeClient } from 'testcontainers';
import { z } from 'zod';

const ANSWER_TIMEOUT_MS = 30_000;

const inspectSchema = z.object({
  Path: z.string(),
  Args: z.array(z.string()),
  State: z.object({
    Status: z.string(),
    ExitCode: z.number(),
    OOMKilled: z.boolean(),
    Error: z.string().default(''),
    StartedAt: z.string(),
    Health: z
      .object({
        Status: z.enum(['none', 'starting', 'healthy', 'unhealthy']),
        Log: z.array(z.object({ ExitCode: z.number(), Output: z.string() })).nullish(),
      })
      .nullish(),
  }),
  Config: z.object({ StopSignal: z.string().nullish() }),
  HostConfig: z.object({ Tmpfs: z.record(z.string(), z.string()).nullish() }),
  Mounts: z.array(z.object({ Destination: z.string() })),
  NetworkSettings: z.object({
    Ports: z
      .record(
        z.string(),
        z.array(z.object({ HostIp: z.string().optional(), HostPort: z.string() })).nullable(),
      )
      .nullish(),
    Networks: z.record(z.string(), z.object({ IPAddress: z.string().optional() })).nullish(),
  }),
});

type ContainerInspection = z.output<typeof inspectSchema>;

/** One container, asked about through the engine's socket: a client process for each question would take too long. */
export interface ContainerView {
  readonly id: string;
  inspect(): Promise<ContainerInspection>;
  /** Bytes in use and the kernel's own detail of them. */
  memory(): Promise<MemoryUse>;
  /** The columns that `ps` was asked for, of each process, with a title. Rejects where the engine has no such `ps`. */
  top(psArguments: string): Promise<ProcessTable>;
  /** What differs from the image. */
  changes(): Promise<readonly string[]>;
  /** Sends a signal. Rejects when it does not run any more. */
  signal(name: string): Promise<void>;
  /** Resolves with the exit code, when it ends. */
  ended(): Promise<number>;
}

const memorySchema = z.object({
  memory_stats: z.object({
    usage: z.number().optional(),
    stats: z.record(z.string(), z.number()).optional(),
  }),
});
const topSchema = z.object({ Titles: z.array(z.string()), Processes: z.array(z.array(z.string())) });
/** What is `null` in JSON, when nothing differs, comes as the bytes it was read from. */
const changesSchema = z
  .unknown()
  .transform((changes) => (Buffer.isBuffer(changes) ? JSON.parse(changes.toString('utf8')) : changes))
  .pipe(z.array(z.object({ Path: z.string() })).nullable());
const waitSchema = z.object({ StatusCode: z.number() });

export type MemoryUse = z.output<typeof memorySchema>['memory_stats'];
type ProcessTable = z.output<typeof topSchema>;

export function viewContainer(client: ContainerRuntimeClient, id: string): ContainerView {
  const container = client.container.getById(id);
  return {
    id,
    inspect: async () => inspectSchema.parse(await answer(container.inspect())),
    memory: async () =>
      memorySchema.parse(await answer(container.stats({ stream: false, 'one-shot': true }))).memory_stats,
    top: async (psArguments) => topSchema.parse(await answer(container.top({ ps_args: psArguments }))),
    changes: async () => {
      const changes = changesSchema.parse(await answer(container.changes()));
      return (changes ?? []).map(({ Path }) => Path);
    },
    signal: async (name) => void (await answer(container.kill({ signal: name }))),
    ended: async () => waitSchema.parse(await container.wait()).StatusCode,
  };
}

/** The engine's socket has no time limit of its own, and an engine may be there and yet answer nothing. */
async function answer<T>(question: Promise<T>): Promise<T> {
  const { promise, reject } = Promise.withResolvers<never>();
  const silent = () =>
    reject(
      new DrydockError('engine-lost', `the engine did not answer within ${ANSWER_TIMEOUT_MS / 1_000} s`),
    );
  const timer = setTimeout(silent, ANSWER_TIMEOUT_MS);
  try {
    return await Promise.race([question, promise]);
  } finally {
    clearTimeout(timer);
  }
}
