import type { Engine } from '@drydock/engine';
import { DrydockError } from '@drydock/engine';
import type { ContainerRuntimeClient } from 'testcontainers';
import { dockerOutput } from './docker-output.ts';

let connection: { readonly host: string; readonly client: Promise<ContainerRuntimeClient> } | undefined;

/**
 * Points Testcontainers at an engine. It keeps its first connection for the life of the process, and
 * so do we: one process, one engine.
 */
export async function connectTestcontainers(engine: Engine): Promise<ContainerRuntimeClient> {
  connection ??= { host: engine.host, client: connect(engine) };
  if (connection.host !== engine.host)
    throw new DrydockError(
      'engine-fixed',
      `this process runs its containers on ${connection.host} and cannot use ${engine.host} as well`,
      { nextStep: 'use a process of its own for each engine' },
    );
  return connection.client.catch((error: unknown) => {
    connection = undefined; // the engine may answer the next time
    throw error;
  });
}

async function connect(engine: Engine): Promise<ContainerRuntimeClient> {
  refuseRemote(engine);
  // Loading Testcontainers takes a second. Commands that only look at what runs never get here.
  const { getContainerRuntimeClient } = await import('testcontainers');
  const client = await withEnvironment(
    {
      DOCKER_HOST: engine.host,
      DOCKER_TLS_VERIFY: undefined,
      // Without it, Testcontainers looks for the host by starting a container when it runs inside one.
      TESTCONTAINERS_HOST_OVERRIDE: '127.0.0.1',
    },
    getContainerRuntimeClient,
  );
  // A ~/.testcontainers.properties can name another engine, and it wins over the environment.
  const [theirs, ours] = await Promise.all([
    client.container.dockerode.info() as Promise<{ ID: string }>,
    dockerOutput(engine, ['info', '--format', '{{.ID}}']),
  ]);
  if (theirs.ID === ours.trim()) return client;
  throw new DrydockError('engine-fixed', `Testcontainers answers for another engine than ${engine.host}`, {
    nextStep: 'remove tc.host and docker.host from ~/.testcontainers.properties',
  });
}

/** Services are reached on the loopback address they are published on: of this machine, not of a far one. */
function refuseRemote({ host }: Engine): void {
  const isLocal = /^(unix|npipe):/.test(host) || /^(tcp|http):\/\/(localhost|127\.|\[::1\])/.test(host);
  if (isLocal) return;
  throw new DrydockError('engine-remote', `${host} is not an engine of this machine`, {
    nextStep: 'run Drydock on the machine where the engine runs',
  });
}

/** Testcontainers takes its settings from the environment of the process, and from nowhere else. */
async function withEnvironment<T>(
  values: Readonly<Record<string, string | undefined>>,
  run: () => Promise<T>,
): Promise<T> {
  const before = Object.fromEntries(Object.keys(values).map((key) => [key, process.env[key]]));
  const apply = (settings: Readonly<Record<string, string | undefined>>) => {
    for (const [key, value] of Object.entries(settings)) {
      if (value === undefined) delete process.env[key];
      else process.env[key] = value;
    }
  };
  apply(values);
  try {
    return await run();
  } finally {
    apply(before);
  }
}
